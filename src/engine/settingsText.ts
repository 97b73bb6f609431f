/** From the text of a `.gupscope.json` to settings. What is wrong is named with its line and column, and with what may have been meant. */
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type * as z from 'zod';
import { LineIndex } from '../base/lineIndex.ts';
import { suggestion } from '../base/nearest.ts';
import { fail, ok, type Result } from '../base/problem.ts';
import { rules } from '../rules/index.ts';
import { ruleMatcher } from './levels.ts';
import { type Settings, settingLevels, settingsFileSchema } from './settings.ts';

/** A mistake, and where it stands in the data. */
interface Mistake {
  readonly path: readonly PropertyKey[];
  /** The name is wrong, not the value behind it. */
  readonly atName: boolean;
  readonly message: string;
}

/** Reads the text of a `.gupscope.json`; the error is one sentence that begins with `file:line:column` and names every mistake. */
export function parseSettings(text: string, file: string): Result<Settings> {
  const lines = new LineIndex(text);
  const place = (offset: number): string => {
    const { line, column } = lines.positionAt(offset);
    return `${file}:${line + 1}:${column + 1}`;
  };
  const refuse = (message: string): Result<Settings> => fail({ severity: 'error', file, message });

  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const [first] = errors;
  if (first !== undefined || tree === undefined)
    return refuse(`${place(first?.offset ?? 0)}: this is not valid JSON (${syntaxWords(first)}); mend it or remove the file`);

  const parsed = settingsFileSchema.safeParse(JSON.parse(text));
  const mistakes = parsed.success ? unknownRules(parsed.data) : parsed.error.issues.flatMap((issue) => mistakesOf(issue, tree));
  if (!parsed.success || mistakes.length > 0) {
    const placed = mistakes.map((m) => ({ offset: offsetOf(tree, m), message: m.message })).sort((a, b) => a.offset - b.offset);
    return refuse(placed.map(({ offset, message }) => `${place(offset)}: ${message}`).join('; '));
  }
  const { $schema: _, ...settings } = parsed.data;
  return ok(settings);
}

/** `PropertyNameExpected` as words. */
const syntaxWords = (error: ParseError | undefined): string =>
  error === undefined
    ? 'it is empty'
    : printParseErrorCode(error.error)
        .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
        .toLowerCase();

const nodeAt = (root: Node, path: readonly PropertyKey[]): Node | undefined =>
  findNodeAtLocation(
    root,
    path.map((key) => (typeof key === 'symbol' ? '' : key)),
  );

function offsetOf(root: Node, { path, atName }: Mistake): number {
  for (let length = path.length; length > 0; length--) {
    const node = nodeAt(root, path.slice(0, length));
    if (node !== undefined) return atName && length === path.length ? (node.parent?.offset ?? node.offset) : node.offset;
  }
  return root.offset;
}

/** Names of settings, as the object at `path` takes them. */
const namesAt = (path: readonly PropertyKey[]): readonly string[] =>
  path[0] === 'overrides' ? ['files', 'rules'] : Object.keys(settingsFileSchema.shape);

function mistakesOf(issue: z.core.$ZodIssue, root: Node): Mistake[] {
  const { path } = issue;
  const name = path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
  const at = (message: string): Mistake[] => [{ path, atName: false, message }];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      atName: true,
      message: `there is no setting ${JSON.stringify(key)}${name === '' ? '' : ` in ${name}`}${suggestion(key, namesAt(path))}`,
    }));
  if (issue.code === 'invalid_value') {
    const value: unknown = nodeAt(root, path)?.value;
    return at(`${name} must be one of ${settingLevels.join(', ')}${typeof value === 'string' ? suggestion(value, settingLevels) : ''}`);
  }
  if (issue.code === 'invalid_type') return at(`${name === '' ? 'the file' : name} must be ${typeWords[issue.expected] ?? issue.expected}`);
  if (issue.code === 'too_small') return at(`${name} must not be empty`);
  return at(`${name}: ${issue.message}`);
}

const typeWords: Readonly<Record<string, string>> = { string: 'a string', object: 'an object', record: 'an object', array: 'a list' };

/** A name that no rule has is a slip of the pen that would silence nothing. */
function unknownRules(settings: Settings): Mistake[] {
  const lists = [
    { path: ['rules'], rules: settings.rules },
    ...settings.overrides.map((override, i) => ({ path: ['overrides', i, 'rules'], rules: override.rules })),
  ];
  return lists.flatMap(({ path, rules: levels }) =>
    Object.keys(levels).flatMap((pattern): Mistake[] => {
      const message = unknownRule(pattern);
      return message === undefined ? [] : [{ path: [...path, pattern], atName: true, message }];
    }),
  );
}

/** A sentence if no rule is named by `pattern`, an id or a glob. */
export function unknownRule(pattern: string): string | undefined {
  const ids = rules.map((rule) => rule.info.id);
  if (ids.some(ruleMatcher(pattern))) return undefined;
  const groups = [...new Set(ids.map((id) => id.replace(/\/.*/, '/*')))];
  return `there is no rule ${pattern}${suggestion(pattern, pattern.endsWith('*') ? groups : ids)}`;
}

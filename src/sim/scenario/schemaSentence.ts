/** What the schema has against a scenario, as a sentence about one place of it, with the names that were perhaps meant. */
import * as z from 'zod';
import type { JsonPath } from '../../base/jsonText.ts';
import { suggestion } from '../../base/nearest.ts';

export interface Mistake {
  readonly path: JsonPath;
  /** Whether the key is meant, not its value. */
  readonly isKey: boolean;
  /** Without a full stop. */
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

const mistake = (path: JsonPath, message: string): Mistake => ({ path, isKey: false, message });
const valueAt = (root: unknown, path: JsonPath): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined),
    root,
  );
const isPathKey = (key: PropertyKey): key is string | number => typeof key !== 'symbol';

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const list = (names: readonly unknown[]): string => names.map(shown).join(', ');

/** The names if one of them is near, else all of them. */
function allowed(value: unknown, names: readonly unknown[]): string {
  const near = typeof value === 'string' ? suggestion(value, names.map(shown)) : '';
  return near === '' ? `; known: ${list(names)}` : near;
}

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
};
const kindOf = (expected: string): string => kinds[expected] ?? `a ${expected}`;

/** Of several, the one to tell: where a key is missing and another is not known there, the writer had the wrong name for it. */
export function firstIssue(issues: readonly Issue[]): Issue | undefined {
  const [first] = issues;
  if (first === undefined) return undefined;
  const object = first.path.slice(0, -1).join('/');
  return issues.find((issue) => issue.code === 'unrecognized_keys' && issue.path.join('/') === object) ?? first;
}

/** The mistake behind an issue. `outer` is the path of what the issue is about, where it is part of a union. */
export function explainIssue(schema: z.ZodType, root: unknown, issue: Issue, outer: JsonPath): Mistake {
  const path = [...outer, ...issue.path.filter(isPathKey)];
  const value = valueAt(root, path);
  const last = path.at(-1);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const key = issue.keys[0] ?? '';
      return { path: [...path, key], isKey: true, message: `"${key}" is not known here${allowed(key, keysAt(schema, root, path))}` };
    }
    case 'invalid_value':
      if (value === undefined && last !== undefined) return mistake(path, `"${last}" is missing`);
      return mistake(path, `"${shown(value)}" is not known here${allowed(value, issue.values)}`);
    case 'invalid_union':
      return explainUnion(schema, root, issue, path);
    case 'invalid_type':
      if (value === undefined && last !== undefined) return mistake(path, `"${last}" is missing`);
      return mistake(path, `${kindOf(issue.expected)} is expected here`);
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'string') return mistake(path, 'this must not be empty');
      return mistake(path, `this must be at least ${issue.minimum}`);
    case 'too_big':
      return mistake(path, `this must be at most ${issue.maximum}`);
    case 'invalid_key':
      return { path, isKey: true, message: issue.issues[0]?.message ?? issue.message };
    case 'invalid_element':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'custom':
      return mistake(path, issue.message);
    default:
      return issue satisfies never;
  }
}

function explainUnion(schema: z.ZodType, root: unknown, issue: Extract<Issue, { code: 'invalid_union' }>, path: JsonPath): Mistake {
  if (issue.discriminator !== undefined && 'options' in issue && issue.options !== undefined) {
    const name = valueAt(root, path);
    const of = issue.discriminator;
    // Depending on the version the path ends with the discriminator or before it.
    const asked = path.at(-1) === of ? name : valueAt(root, [...path, of]);
    if (asked === undefined) return mistake(path, `"${of}" is missing`);
    return mistake(path.at(-1) === of ? path : [...path, of], `there is no step "${shown(asked)}"${allowed(asked, issue.options)}`);
  }
  // The branch that got farthest is the one that was meant.
  const depth = (branch: readonly Issue[]): number => Math.max(...branch.map((i) => i.path.length + (i.code === 'invalid_type' ? 0 : 0.5)));
  const branches = issue.errors.filter((branch) => branch.length > 0).sort((a, b) => depth(b) - depth(a));
  const [best] = branches;
  const values = branches.flatMap((branch) => branch.flatMap((i) => (i.code === 'invalid_value' && i.path.length === 0 ? i.values : [])));
  const value = valueAt(root, path);
  const last = path.at(-1);
  if (value === undefined && last !== undefined) return mistake(path, `"${last}" is missing`);
  if (values.length > 0 && typeof value !== 'object') return mistake(path, `"${shown(value)}" is not known here${allowed(value, values)}`);
  return best?.[0] === undefined ? mistake(path, issue.message) : explainIssue(schema, root, best[0], path);
}

/** The keys that an object at the path may have. */
function keysAt(schema: z.ZodType, root: unknown, path: JsonPath): readonly string[] {
  let candidates = expand(schema, root);
  let value = root;
  for (const key of path) {
    value = valueAt(value, [key]);
    const inside = value;
    candidates = candidates.flatMap((candidate) => {
      if (candidate instanceof z.ZodArray) return expand(candidate.element as z.ZodType, inside);
      if (candidate instanceof z.ZodRecord) return expand(candidate.valueType as z.ZodType, inside);
      const member: unknown = candidate instanceof z.ZodObject ? candidate.shape[key] : undefined;
      return member instanceof z.ZodType ? expand(member, inside) : [];
    });
  }
  return [...new Set(candidates.flatMap((candidate) => (candidate instanceof z.ZodObject ? Object.keys(candidate.shape) : [])))];
}

/** The schemas behind optional, lazy and union ones; of a union by name, the one that the value names. */
function expand(schema: z.ZodType, value: unknown): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodLazy) return expand(schema.unwrap() as z.ZodType, value);
  if (!(schema instanceof z.ZodUnion)) return [schema];
  const options = (schema.options as z.ZodType[]).flatMap((option) => expand(option, value));
  const named = options.filter(
    (option) => option instanceof z.ZodObject && option.shape['do'] instanceof z.ZodLiteral && option.shape['do'].value === valueAt(value, ['do']),
  );
  return named.length > 0 ? named : options;
}

/** From `.gupscope.json` and the editor's own settings to what the engine takes. The editor's entries override the file's; what is wrong is said and left at its default. */
import { EVERY_FILE } from '../src/engine/levels.ts';
import { defaultSettings, type Settings, settingsSchema } from '../src/engine/settings.ts';
import { parseSettings, unknownRule } from '../src/engine/settingsText.ts';

export const SETTINGS_FILE = '.gupscope.json';

export interface EffectiveSettings {
  readonly settings: Settings;
  /** Kernel tree that the user named, absolute; undefined: look around the file. */
  readonly tree: string | undefined;
  /** One sentence for each source that is wrong. */
  readonly problems: readonly string[];
}

/** `fileText` is undefined where there is no such file; `editor` is the section `gupscope` as the client sent it, unchecked. */
export function effectiveSettings(fileText: string | undefined, file: string, editor: unknown): EffectiveSettings {
  const problems: string[] = [];
  let fromFile = defaultSettings;
  if (fileText !== undefined) {
    const parsed = parseSettings(fileText, file);
    if (parsed.ok) fromFile = parsed.value;
    else problems.push(`${withoutStop(parsed.error.message)}. The defaults are used instead.`);
  }
  const own = editorSettings(editor);
  problems.push(...own.problems);
  return {
    settings: {
      rules: fromFile.rules,
      // The last match wins, so the editor's entries come last.
      overrides: [
        ...fromFile.overrides,
        ...(Object.keys(own.settings.rules).length === 0 ? [] : [{ files: [EVERY_FILE], rules: own.settings.rules }]),
        ...own.settings.overrides,
      ],
      include: own.settings.include.length > 0 ? own.settings.include : fromFile.include,
      exclude: own.settings.exclude.length > 0 ? own.settings.exclude : fromFile.exclude,
      ...optional('kernelVersion', own.settings.kernelVersion ?? fromFile.kernelVersion),
      ...optional('baseline', own.settings.baseline ?? fromFile.baseline),
    },
    tree: own.tree,
    problems,
  };
}

/** Editors send each setting with its default, and others that are not the engine's (`trace`); an empty value means: not set. */
function editorSettings(section: unknown): EffectiveSettings {
  if (section === undefined || section === null) return { settings: defaultSettings, tree: undefined, problems: [] };
  if (typeof section !== 'object' || Array.isArray(section))
    return {
      settings: defaultSettings,
      tree: undefined,
      problems: ['The gupscope settings of the editor are not an object. The defaults are used instead.'],
    };
  const given = Object.fromEntries(Object.entries(section).filter(([, value]) => value !== null && value !== undefined && value !== ''));
  const wrong: string[] = [];
  const taken: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    if (!(name in given)) continue;
    const parsed = schema.safeParse(given[name]);
    if (parsed.success) taken[name] = parsed.data;
    else wrong.push(...parsed.error.issues.map((issue) => `gupscope.${[name, ...issue.path].join('.')}: ${issue.message}`));
  }
  const known = settingsSchema.parse(taken);
  for (const levels of [known.rules, ...known.overrides.map(({ rules }) => rules)])
    wrong.push(...Object.keys(levels).flatMap((name) => unknownRule(name) ?? []));
  const { tree } = given;
  if (tree !== undefined && typeof tree !== 'string') wrong.push('gupscope.tree: a folder is named by a string');
  return {
    settings: known,
    tree: typeof tree === 'string' ? tree.replace(/(?<=.)\/+$/, '') : undefined,
    problems: wrong.length === 0 ? [] : [`Wrong settings in the editor: ${wrong.map(withoutStop).join('; ')}. Defaults are used for these.`],
  };
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');

const optional = (name: 'kernelVersion' | 'baseline', value: string | undefined): { [N in typeof name]?: string } =>
  value === undefined ? {} : { [name]: value };

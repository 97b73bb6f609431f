/**
 * A project is what one engine works on: the files under one source root, one kernel tree's facts, one set of settings. Shared by the server proper and its
 * audit thread. Which project a file belongs to follows the contract: the kernel tree around it, else the workspace folder, else the git top, else its folder.
 */
import { posix } from 'node:path';
import { decodeSource } from '../src/base/encoding.ts';
import type { FileReader } from '../src/base/fileReader.ts';
import { formatKernelVersion } from '../src/base/kernelVersion.ts';
import {
  type Baseline,
  createEngine,
  defaultSettings,
  type Engine,
  fileFilter,
  locateTree,
  openTree,
  parseBaseline,
  type Settings,
} from '../src/engine/index.ts';
import type { CParser } from '../src/syntax/index.ts';
import { OtherFiles } from './otherFiles.ts';
import { type EditorFeatures, editorFeatures, effectiveSettings, SETTINGS_FILE } from './settings.ts';
import { TakenNames } from './takenNames.ts';
import { liesIn } from './uris.ts';

export interface Project {
  readonly sourceRoot: string;
  /** Replaced only by `renewEngine`. */
  engine: Engine;
  readonly settings: Settings;
  readonly baseline: Baseline | undefined;
  /** Where the baseline is, or would be: absolute. */
  readonly baselinePath: string | undefined;
  readonly names: TakenNames;
  readonly features: EditorFeatures;
  /** Functions of other files. */
  readonly others: OtherFiles;
  /** Which files, named relative to the source root, the settings let in. */
  readonly filter: (file: string) => boolean;
  /** Sentences that the user must see: wrong settings. */
  readonly problems: readonly string[];
  /** Sentences for the log: guesses about the tree. */
  readonly notes: readonly string[];
  /** Goes up when the engine forgot something, so that answers kept outside it are asked again. */
  generation: number;
}

export interface ProjectPlace {
  readonly sourceRoot: string;
  /** The kernel tree around the file. */
  readonly tree: string | undefined;
}

/** `folders`: the workspace folders, absolute. Costs a few look-ups of names for each folder above the file. */
export function placeOf(reader: FileReader, path: string, folders: readonly string[]): ProjectPlace {
  const tree = locateTree(reader, path);
  if (tree !== undefined) return { sourceRoot: tree, tree };
  return { sourceRoot: innermost(folders, path) ?? gitTop(reader, path) ?? posix.dirname(path), tree: undefined };
}

/** The innermost of the folders around `path`. */
export const innermost = (folders: readonly string[], path: string): string | undefined =>
  folders.filter((folder) => liesIn(path, folder)).reduce<string | undefined>((a, b) => (a === undefined || b.length > a.length ? b : a), undefined);

function gitTop(reader: FileReader, path: string): string | undefined {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    if (reader.exists(posix.join(folder, '.git'))) return folder;
    if (folder === posix.dirname(folder)) return undefined;
  }
}

/** `editor` is the section `gupscope` of the editor's settings for this root, as it came. */
export function openProject(options: {
  readonly reader: FileReader;
  readonly parser: CParser;
  readonly place: ProjectPlace;
  readonly editor: unknown;
}): Project {
  const { reader, parser, place } = options;
  const settingsPath = posix.join(place.sourceRoot, SETTINGS_FILE);
  const bytes = reader.read(settingsPath);
  const {
    settings,
    tree: named,
    problems,
  } = effectiveSettings(bytes === undefined ? undefined : decodeSource(bytes).text, settingsPath, options.editor);
  const missing = named !== undefined && !reader.exists(posix.join(named, 'include/linux'));
  const tree = openTree(reader, missing ? place.tree : (named ?? place.tree), settings.kernelVersion);
  const names = new TakenNames(tree.root);
  const known = openBaseline(reader, place.sourceRoot, settings.baseline);
  const parts = { sourceRoot: place.sourceRoot, settings, names, baseline: known?.baseline };
  return {
    ...parts,
    engine: engineOf(parts, { reader, parser, tree }),
    baselinePath: known?.path,
    others: new OtherFiles(reader, tree),
    filter: fileFilter(settings),
    features: editorFeatures(options.editor),
    problems: [
      ...problems,
      ...(missing ? [`gupscope.tree names ${named}, which holds no kernel tree (no include/linux); the setting is ignored.`] : []),
      ...(known?.problem === undefined ? [] : [`${known.problem}. Nothing is taken for known.`]),
    ],
    notes:
      tree.root === undefined && tree.versionFrom === 'newest-known'
        ? [
            `no kernel tree here: taking Linux ${formatKernelVersion(tree.version)}, the newest version known; gupscope.tree or gupscope.kernelVersion says otherwise`,
          ]
        : tree.problems.map((p) => p.message),
    generation: 0,
  };
}

const engineOf = (
  { sourceRoot, settings, names, baseline }: Pick<Project, 'sourceRoot' | 'settings' | 'names' | 'baseline'>,
  { reader, parser, tree }: { readonly reader: FileReader; readonly parser: CParser; readonly tree: Engine['tree'] },
): Engine =>
  createEngine({
    reader,
    parser,
    tree,
    sourceRoot,
    settings,
    nameTaken: (name) => names.fileWith(name),
    ...(baseline === undefined ? {} : { baseline }),
  });

interface OpenedBaseline {
  readonly path: string;
  readonly baseline?: Baseline;
  readonly problem?: string;
}

function openBaseline(reader: FileReader, sourceRoot: string, name: string | undefined): OpenedBaseline | undefined {
  if (name === undefined) return undefined;
  const path = posix.resolve(sourceRoot, name);
  const bytes = reader.read(path);
  if (bytes === undefined) return { path, problem: `cannot read the baseline ${path}` };
  const parsed = parseBaseline(decodeSource(bytes).text, path);
  return parsed.ok ? { path, baseline: parsed.value } : { path, problem: parsed.error.message };
}

/** Lets go of all that the engine learned from headers, which grows with every file; for whoever goes through thousands of them. */
export function renewEngine(project: Project, reader: FileReader, parser: CParser): void {
  project.engine = engineOf(project, { reader, parser, tree: project.engine.tree });
}

/** True unless the settings leave the file out. */
export const letsIn = (project: Project, path: string): boolean => project.filter(posix.relative(project.sourceRoot, path));

/**
 * Lets the engine forget what it learned from files that changed. False if the tree itself is not what it was (a helper came or went): then the project has
 * to be opened anew.
 */
export function settleProject(project: Project, reader: FileReader, changed: readonly string[]): boolean {
  const { engine, settings } = project;
  const { root } = engine.tree;
  for (const path of changed) engine.forget(path);
  project.generation++;
  if (root === undefined || !changed.some((path) => liesIn(path, `${root}/include`))) return true;
  return JSON.stringify(openTree(reader, root, settings.kernelVersion)) === JSON.stringify(engine.tree);
}

/** Every rule, in order of id, as pages for a reader; no tree and no settings are asked. */
export function allRules(reader: FileReader, parser: CParser): Engine['rules'] {
  const engine = createEngine({ reader, parser, tree: openTree(reader, undefined, undefined), sourceRoot: '/', settings: defaultSettings });
  return [...engine.rules].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The workspace as the server knows it: its folders, the editor's settings for each, and the projects opened so far. Decides what a change of settings, headers
 * or folders makes obsolete; analyses nothing itself.
 */
import { posix } from 'node:path';
import type { FileReader } from '../src/base/fileReader.ts';
import type { Logger } from '../src/base/logger.ts';
import type { CParser } from '../src/syntax/index.ts';
import { innermost, openProject, type Project, type ProjectPlace, placeOf, settleProject } from './projects.ts';
import { SETTINGS_FILE } from './settings.ts';
import { isHeader } from './uris.ts';

/** Past this the project that was not asked for longest is dropped: each may hold what it learned from hundreds of headers. */
const MAX_PROJECTS = 6;
/** A client that does not answer about its settings in this time is taken to have none. */
const SETTINGS_TIMEOUT_MS = 3000;

export interface WorkspaceOptions {
  readonly reader: FileReader;
  readonly parser: CParser;
  readonly logger: Logger;
  /** The section `gupscope` for a folder, undefined where the client has none; may reject. */
  readonly editorSettings: (folder: string) => Promise<unknown>;
  /** Shows the user one sentence. */
  readonly say: (sentence: string) => void;
  /** More is known of functions of other files than before. */
  readonly othersKnown: () => void;
}

/** Findings that hang on one file alone are there by then, mostly. */
const OTHERS_DELAY_MS = 50;

interface Held {
  readonly opening: Promise<Project>;
  /** Known once it is open. */
  baselinePath: string | undefined;
  project: Project | undefined;
  /** Files that changed since the project was last asked for. */
  readonly touched: Set<string>;
}

export class Workspace {
  readonly #options: WorkspaceOptions;
  #folders: readonly string[] = [];
  /** By source root, least recently used first. */
  readonly #held = new Map<string, Held>();
  /** By folder of the file: look-ups of the tree around it, valid until `reset`. */
  readonly #places = new Map<string, ProjectPlace>();
  /** Sentences that the user has read already. */
  readonly #said = new Set<string>();

  constructor(options: WorkspaceOptions) {
    this.#options = options;
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  setFolders(folders: readonly string[]): void {
    this.#folders = folders;
    this.reset();
  }

  /** Settings, folders or the tree itself changed: everything is opened anew on the next question. */
  reset(): void {
    this.#held.clear();
    this.#places.clear();
  }

  /** As `reset`, and sentences about settings are worth saying again. */
  settingsChanged(): void {
    this.#said.clear();
    this.reset();
  }

  /** The text of a file changed, in the editor or on disk. Nothing is read before the next question. True if files other than this one may be judged otherwise now. */
  touch(path: string): boolean {
    const name = posix.basename(path);
    if (name === SETTINGS_FILE) {
      this.settingsChanged();
      return true;
    }
    if ([...this.#held.values()].some(({ baselinePath }) => baselinePath === path)) {
      this.settingsChanged();
      return true;
    }
    if (name === 'Makefile') {
      // One that comes or goes may make a tree of a folder or unmake it.
      this.#places.clear();
      if (!this.#held.has(posix.dirname(path))) return false;
      this.reset();
      return true;
    }
    if (!isHeader(path)) return false;
    for (const { touched } of this.#held.values()) touched.add(path);
    return true;
  }

  /** The text of a file that is not open changed. True if its functions are known to others, and may be judged otherwise now. */
  changedOnDisk(path: string): boolean {
    let others = false;
    for (const { project } of this.#held.values()) {
      if (project?.others.changedOnDisk(path) !== true) continue;
      project.generation++;
      others = true;
    }
    return others;
  }

  /** The project that `path` belongs to. Rejects only if we are wrong somewhere. */
  async projectOf(path: string): Promise<Project> {
    for (;;) {
      const place = this.#placeOf(path);
      let held = this.#held.get(place.sourceRoot);
      if (held === undefined) held = this.#hold(place, path);
      else {
        this.#held.delete(place.sourceRoot);
        this.#held.set(place.sourceRoot, held);
      }
      const project = await held.opening;
      // Meanwhile the settings may have changed, or another question have found that the tree did.
      if (this.#held.get(place.sourceRoot) !== held) continue;
      if (held.touched.size === 0) return project;
      const changed = [...held.touched];
      held.touched.clear();
      if (settleProject(project, this.#options.reader, changed)) return project;
      this.#hold(place, path);
    }
  }

  /** The editor's settings for a folder; undefined if the client has none or does not answer. */
  async editorSettings(folder: string): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        this.#options.logger.warn(`The client did not answer about settings within ${SETTINGS_TIMEOUT_MS} ms; defaults are used`);
        resolve(undefined);
      }, SETTINGS_TIMEOUT_MS);
    });
    try {
      return await Promise.race([this.#options.editorSettings(folder), late]);
    } catch (e) {
      this.#options.logger.warn(`The client refused to tell its settings (${e instanceof Error ? e.message : String(e)}); defaults are used`);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** `path`: the file that the project is opened for. */
  #hold(place: ProjectPlace, path: string): Held {
    const held: Held = { opening: this.#open(place, path), touched: new Set(), baselinePath: undefined, project: undefined };
    const keep = (project: Project): void => {
      held.baselinePath = project.baselinePath;
      held.project = project;
      // What the file itself tells comes first.
      setTimeout(() => void this.#loadOthers(held), OTHERS_DELAY_MS).unref();
    };
    this.#held.set(place.sourceRoot, held);
    for (const root of this.#held.keys()) {
      if (this.#held.size <= MAX_PROJECTS) break;
      this.#held.delete(root);
    }
    // A failure must not be remembered as the answer.
    held.opening.then(keep, () => {
      if (this.#held.get(place.sourceRoot) === held) this.#held.delete(place.sourceRoot);
    });
    return held;
  }

  async #open(place: ProjectPlace, path: string): Promise<Project> {
    const { reader, parser, logger, say } = this.#options;
    const project = openProject({ reader, parser, place, editor: await this.editorSettings(innermost(this.#folders, path) ?? place.sourceRoot) });
    for (const note of project.notes) logger.info(`${place.sourceRoot}: ${note}`);
    for (const sentence of project.problems) {
      if (this.#said.has(sentence)) continue;
      this.#said.add(sentence);
      say(sentence);
    }
    return project;
  }

  /** The cache has an index of the tree that is newer than what was read. */
  async indexed(root: string): Promise<void> {
    for (const held of this.#held.values()) if (held.project?.others.root === root) await this.#loadOthers(held);
  }

  /** Never rejects: an index that cannot be read is none. */
  async #loadOthers({ project }: Held): Promise<void> {
    if ((await project?.others.load()) !== true || project === undefined) return;
    project.generation++;
    this.#options.othersKnown();
  }

  #placeOf(path: string): ProjectPlace {
    const folder = posix.dirname(path);
    let place = this.#places.get(folder);
    if (place === undefined) {
      place = placeOf(this.#options.reader, path, this.#folders);
      this.#places.set(folder, place);
    }
    return place;
  }
}

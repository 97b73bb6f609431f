/**
 * What functions of other files do, for the files of one project: read from the cache, where an index of the tree was left by *Index workspace* or by an audit of
 * the whole tree. Without an index, and until it is read, nothing is known of them.
 */
import type { FileReader } from '../src/base/fileReader.ts';
import { contentName, defaultFolder, engineVersionIn, openStore, readIndexSoon, type StoreOptions } from '../src/cache/index.ts';
import { type Engine, joinPath, type OpenFile, relativeTo, type TreeFacts } from '../src/engine/index.ts';
import type { Elsewhere } from '../src/flow/index.ts';
import { IndexedTree, offersOfFile } from '../src/wrappers/index.ts';
import { readBundled } from './bundled.ts';

/** Undefined where the platform has no folder for such things. */
export function indexCache(): StoreOptions | undefined {
  const folder = defaultFolder();
  return folder === undefined ? undefined : { folder, version: engineVersionIn(readBundled('engine.json')) };
}

export class OtherFiles {
  readonly #reader: FileReader;
  readonly #tree: TreeFacts;
  #index: IndexedTree | undefined;

  constructor(reader: FileReader, tree: TreeFacts) {
    this.#reader = reader;
    this.#tree = tree;
  }

  get root(): string | undefined {
    return this.#tree.root;
  }

  /** Takes what the cache has now. False if that is nothing. */
  async load(): Promise<boolean> {
    const { root } = this.#tree;
    const cache = indexCache();
    const found = root === undefined || cache === undefined ? undefined : await readIndexSoon(openStore(cache), this.#tree);
    if (root === undefined || found === undefined) return false;
    this.#index = new IndexedTree(found, (file) => {
      const bytes = this.#reader.read(joinPath(root, file));
      return bytes !== undefined && contentName(bytes) === found.contents[file];
    });
    return true;
  }

  /** For the file at `path`. `opened` is the file as the engine holds it when the question comes. */
  elsewhere(path: string, engine: Pick<Engine, 'headersInReach'>, opened: () => OpenFile): Elsewhere {
    let reached: { readonly file: OpenFile; readonly headers: ReadonlySet<string> } | undefined;
    const reaches = (header: string): boolean => {
      const file = opened();
      if (reached?.file !== file) reached = { file, headers: engine.headersInReach(file) };
      return reached.headers.has(joinPath(this.root ?? '/', header));
    };
    const own = this.#nameOf(path);
    return {
      summaryOf: (name, given) => (this.#index?.knows(name) === true ? this.#index.elsewhere(own, reaches).summaryOf(name, given) : undefined),
    };
  }

  /** A text that is not open changed. True if others may be judged otherwise now. */
  changedOnDisk(path: string): boolean {
    const file = this.#nameOf(path);
    if (this.#index?.speaksOf(file) !== true) return false;
    this.#index.forget(file);
    return true;
  }

  /** An open file was looked at. True if others may be judged otherwise now. */
  looked(engine: Pick<Engine, 'offered'>, file: OpenFile): boolean {
    const name = this.#nameOf(file.path);
    if (this.#index?.speaksOf(name) !== true) return false;
    return this.#index.update(name, () => offersOfFile(engine, file, name));
  }

  #nameOf(path: string): string {
    return relativeTo(this.root ?? '/', path);
  }
}

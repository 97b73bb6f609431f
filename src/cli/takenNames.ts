/** Whether a tree uses a name already, so that no fix introduces it a second time. A mention in a comment counts: refusing is cheap, a clash is not. */
import { joinPath, relativeTo } from '../engine/index.ts';
import { createScanner, type ScannerModule } from '../scan/index.ts';
import { listFiles } from './fileList.ts';
import { scanFile } from './readSource.ts';

export interface NameSearchOptions {
  /** Of the tree; without one no name is taken. */
  readonly root: string | undefined;
  /** Only below this folder of the tree; empty: everywhere. */
  readonly folder: string;
  readonly scanner: ScannerModule;
}

/** Answers with the first file that holds the name, relative to the root. Each name is searched for once, which takes a second or two for a whole tree. */
export function createNameSearch({ root, folder, scanner }: NameSearchOptions): (name: string) => string | undefined {
  const answers = new Map<string, string | undefined>();
  return (name) => {
    if (!answers.has(name)) answers.set(name, root === undefined ? undefined : search(root, joinPath(root, folder), name, scanner));
    return answers.get(name);
  };
}

function search(root: string, folder: string, name: string, module: ScannerModule): string | undefined {
  const scanner = createScanner(module, [name]);
  for (const path of listFiles(folder, ['.c', '.h'])) {
    const scanned = scanFile(path, scanner);
    if (scanned.ok && scanned.value.content !== undefined) return relativeTo(root, path);
  }
  return undefined;
}

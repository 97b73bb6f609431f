/** Whether a tree uses a name already, so that no fix introduces it a second time. A mention in a comment counts: refusing is cheap, a clash is not. */
import { joinPath, relativeTo } from '../engine/index.ts';
import { createScanner, type ScannerModule } from '../scan/index.ts';
import { createFileScan } from './readSource.ts';
import { ENDINGS } from './targetFiles.ts';
import { walk } from './walk.ts';

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
  const scan = createFileScan(createScanner(module, [name]));
  for (const { files } of walk(folder, { endings: ENDINGS, batch: 64, shown: (path) => path })) {
    for (const path of files) {
      const scanned = scan(path);
      if (scanned.ok && scanned.value.isHit) return relativeTo(root, path);
    }
  }
  return undefined;
}

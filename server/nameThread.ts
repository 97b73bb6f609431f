/** Looks through a whole tree for one word, in a thread. A mention in a comment counts: refusing to take a name is cheap, a clash is not. */
import { posix } from 'node:path';
import { createScanner } from '../src/scan/index.ts';
import { readBundled } from './bundled.ts';
import type { NameTask } from './takenNames.ts';
import { cFiles, readIfHit } from './treeFiles.ts';

/** Posts the first file that holds the name, relative to the root, or null. */
export function findName({ root, name }: NameTask, post: (file: string | null) => void): void {
  const scanner = createScanner(readBundled('scanner.wasm'), [name]);
  // What cannot be read cannot be compiled either.
  const ignore = (): void => undefined;
  for (const path of cFiles(root, ignore)) {
    if (readIfHit(path, scanner, ignore) === undefined) continue;
    post(posix.relative(root, path));
    return;
  }
  post(null);
}

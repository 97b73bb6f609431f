/** Functions of a tree in which pages are taken: those whose text calls a function that the knowledge base says gets or pins. */
import { readFileSync } from 'node:fs';
import { decodeSource } from '../../src/base/encoding.ts';
import { entries } from '../../src/knowledge/index.ts';
import { openSource, wordUses } from '../../src/syntax/index.ts';
import { filesWithTrackedWords } from '../../test/support/parseMeasure.ts';

/** Families whose calls take user pages; the page cache's own look-ups are another matter. */
const USER_PAGES: ReadonlySet<string> = new Set(['gup', 'memfd', 'iov-iter', 'bio', 'rfc', 'wrapper']);

/** Names that take references or pins on user pages. */
const acquireNames = (): ReadonlySet<string> =>
  new Set(
    [...entries.values()]
      .filter((entry) => USER_PAGES.has(entry.family) && entry.effects?.some(({ effect }) => effect === 'get' || effect === 'pin'))
      .map((entry) => entry.name),
  );

export function functionsWithAcquire(root: string): number {
  const names = acquireNames();
  let count = 0;
  for (const path of filesWithTrackedWords(root)) {
    const file = openSource(decodeSource(readFileSync(path)).text);
    for (const item of file.items) if (item.kind === 'function' && wordUses(file, item, names).some(({ word }) => word !== item.name)) count++;
  }
  return count;
}

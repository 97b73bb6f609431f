/** Where the outcomes of this run are kept for the next one, and what is kept of it as a whole. */
import { resolve } from 'node:path';
import { defaultFolder, engineVersionIn, keepIndex, openStore, readIndex, type StoreOptions, whyUnusable } from '../cache/index.ts';
import type { TreeFacts } from '../engine/index.ts';
import type { Settled, TreeIndex } from '../wrappers/index.ts';
import type { BatchResult } from './auditJob.ts';
import { readBundled } from './bundled.ts';
import { createDiskReader } from './diskReader.ts';
import { say } from './output.ts';
import { isWholeTree, type Placement } from './sourceRoot.ts';

/** `asked` is `--cache DIR`, or false for `--no-cache`. A folder that was named and is of no use is told of; the usual one is not missed. */
export function cacheOf(asked: string | false | undefined): StoreOptions | undefined {
  if (asked === false) return undefined;
  const folder = asked === undefined ? defaultFolder() : resolve(asked);
  if (folder === undefined) return undefined;
  const why = asked === undefined ? undefined : whyUnusable(folder);
  if (why !== undefined) say(`nothing can be kept in the cache ${folder} (${why}); the audit goes on without`);
  return { folder, version: engineVersionIn(readBundled('engine.json')) };
}

/** Of each tree of which only a part is looked at, if somebody looked at all of it before. */
export const indexesOf = (cache: StoreOptions | undefined, placement: Placement, trees: readonly TreeFacts[]): (TreeIndex | undefined)[] =>
  trees.map((tree, i) =>
    cache === undefined || tree.root === undefined || isWholeTree(placement, i) ? undefined : readIndex(openStore(cache), tree),
  );

/** Of each tree that was audited from its root: an editor that opens a file of it has use for what was found out about its functions. */
export function keepIndexes(cache: StoreOptions, placement: Placement, trees: readonly TreeFacts[], settled: Settled<BatchResult>): void {
  const store = openStore(cache);
  for (const [i, tree] of trees.entries())
    if (isWholeTree(placement, i)) keepIndex(store, tree, createDiskReader(), { offers: settled.offers[i] ?? [], told: settled.told[i] ?? [] });
}

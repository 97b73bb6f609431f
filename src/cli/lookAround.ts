/** What an audit of some paths finds out about functions of other files, for commands that look at single files then. */
import { contentName, type StoreOptions } from '../cache/index.ts';
import { joinPath, type Settings, type TreeFacts } from '../engine/index.ts';
import { rules } from '../rules/index.ts';
import { compileScanner, prepareWords } from '../scan/index.ts';
import { IndexedTree, type TreeIndex } from '../wrappers/index.ts';
import { type AuditOutcome, type AuditRun, auditTargets } from './auditRun.ts';
import { readBundled } from './bundled.ts';
import { indexesOf } from './cache.ts';
import { createDiskReader } from './diskReader.ts';
import { followsPages } from './options.ts';
import type { Placement } from './sourceRoot.ts';

export interface LookAround {
  readonly placement: Placement;
  readonly trees: readonly TreeFacts[];
  readonly settings: Settings;
  /** Ids of rules. */
  readonly selected: readonly string[];
  readonly cache: StoreOptions | undefined;
  readonly run: Omit<AuditRun, 'setup'>;
}

export async function lookAround({ placement, trees, settings, selected, cache, run }: LookAround): Promise<{
  readonly outcome: AuditOutcome;
  /** In the order of the trees. */
  readonly indexes: readonly IndexedTree[];
}> {
  const before = indexesOf(cache, placement, trees);
  const outcome = await auditTargets({
    ...run,
    setup: {
      scanner: compileScanner(readBundled('scanner.wasm')),
      words: prepareWords([...new Set(rules.filter((r) => selected.includes(r.info.id)).flatMap((rule) => rule.words))]),
      placement,
      trees,
      workingDirectory: process.cwd(),
      settings,
      shard: undefined,
      cache,
      indexes: before,
      names: followsPages(selected),
      stats: false,
      fixes: false,
      replay: false,
      checkNames: false,
      context: undefined,
    },
  });
  return { outcome, indexes: trees.map((tree, i) => knownOf(tree, i, outcome.settled, before[i])) };
}

/** What this run found out of a tree, and what one before it did of files that this one did not look at. */
function knownOf({ root }: TreeFacts, number: number, settled: AuditOutcome['settled'], before: TreeIndex | undefined): IndexedTree {
  const now = { offers: settled?.offers[number] ?? [], told: settled?.told[number] ?? [] };
  const ours = new Set([...now.offers, ...now.told].map(({ file }) => file));
  const isOther = ({ file }: { readonly file: string }): boolean => !ours.has(file);
  const index = {
    offers: [...now.offers, ...(before?.offers.filter(isOther) ?? [])],
    told: [...now.told, ...(before?.told.filter(isOther) ?? [])],
    contents: before?.contents ?? {},
  };
  const reader = createDiskReader();
  return new IndexedTree(index, (file) => {
    if (ours.has(file)) return true;
    const bytes = root === undefined ? undefined : reader.read(joinPath(root, file));
    return bytes !== undefined && contentName(bytes) === index.contents[file];
  });
}

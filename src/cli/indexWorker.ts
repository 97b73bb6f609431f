/** A worker thread that finds out what the functions of a tree do for callers in other files, and leaves that in the cache: what an editor starts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { StoreOptions } from '../cache/index.ts';
import type { Settings, TreeFacts } from '../engine/index.ts';
import { rules } from '../rules/index.ts';
import { compileScanner, prepareWords } from '../scan/index.ts';
import { loadParser } from './auditJob.ts';
import { auditTargets } from './auditRun.ts';
import { readBundled } from './bundled.ts';
import { keepIndexes } from './cache.ts';
import type { Placement } from './sourceRoot.ts';

/** Plain data. */
interface IndexTask {
  /** With a root. */
  readonly tree: TreeFacts;
  readonly settings: Settings;
  readonly cache: StoreOptions;
}

if (parentPort === null) throw new Error('indexWorker runs as a worker thread only');
const port = parentPort;

/** Messages are rare enough to cost nothing. Milliseconds. */
const INTERVAL_MS = 100;

async function index({ tree, settings, cache }: IndexTask): Promise<void> {
  const root = tree.root ?? '/';
  const placement: Placement = { sourceRoot: root, targets: [{ given: root, path: root, isFolder: true, tree: 0 }], treeRoots: [root] };
  let things = 'files';
  let nextAt = 0;
  const { result, settled } = await auditTargets({
    setup: {
      scanner: compileScanner(readBundled('scanner.wasm')),
      words: prepareWords([...new Set(rules.flatMap((rule) => rule.words))]),
      placement,
      trees: [tree],
      workingDirectory: root,
      settings,
      shard: undefined,
      cache,
      indexes: [],
      names: true,
      stats: false,
      fixes: false,
      replay: false,
      checkNames: false,
      context: undefined,
    },
    parser: loadParser(),
    // Beside an editor one thread is enough, and all that there is memory for.
    jobs: 1,
    threads: undefined,
    progress: {
      update(done, total) {
        const now = performance.now();
        if (now < nextAt) return;
        nextAt = now + INTERVAL_MS;
        port.postMessage({ kind: 'progress', things, done, total: total ?? 0 });
      },
      begin(next) {
        things = next;
      },
      clear: () => undefined,
    },
    // Whoever has enough of it ends the thread: an entry of the cache is written whole or not at all.
    cancel: { cancelled: false, requested: new Promise(() => undefined) },
  });
  if (settled) keepIndexes(cache, placement, [tree], settled);
  port.postMessage({ kind: 'done', files: result.files, functions: settled?.offers[0]?.length ?? 0 });
}

// What is thrown ends the thread, and whoever started it hears of it.
void index(workerData as IndexTask);

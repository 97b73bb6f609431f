/**
 * The audit's first stage alone, as a program: lists a tree, reads every file in worker threads and searches it. `node scanTree.mjs ROOT WASM THREADS
 * [WORD…]` prints what it met as JSON; without words it only reads.
 *
 * How it reads is the way that was cheapest here: open, one read straight into the matcher's memory from the current position, close. A size asked for
 * first costs a sixth more of that, and readFileSync twice as much; a read that does not fill the buffer needs no second one to see the end.
 */
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { walk } from '../../src/cli/walk.ts';
import { compileScanner, createScanner, prepareWords, type ScannerModule, type WordTables } from '../../src/scan/index.ts';

export interface TreeCount {
  readonly files: number;
  readonly bytes: number;
  /** Files that hold one of the words. */
  readonly hits: number;
}

interface Setup {
  readonly module: ScannerModule;
  readonly tables: WordTables;
}

/** The batch after the last. */
const END: readonly string[] = [];
const FILES_IN_BATCH = 64;
/** More than any file of a kernel. */
const BUFFER_BYTES = 33 * 1024 * 1024;

async function count(root: string, wasm: string, threads: number, words: readonly string[]): Promise<TreeCount> {
  const setup: Setup = { module: compileScanner(readFileSync(wasm)), tables: prepareWords(words) };
  const workers = Array.from({ length: threads }, () => new Worker(new URL(import.meta.url), { workerData: setup }));
  const counts = workers.map(
    (worker) =>
      new Promise<TreeCount>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      }),
  );
  let next = 0;
  for (const { files } of walk(root, { endings: ['.c', '.h'], batch: FILES_IN_BATCH, shown: (path) => path })) {
    if (files.length > 0) workers[next++ % threads]?.postMessage(files);
  }
  for (let i = 0; i < threads; i++) workers[i]?.postMessage(END);
  const all = await Promise.all(counts);
  return all.reduce((a, b) => ({ files: a.files + b.files, bytes: a.bytes + b.bytes, hits: a.hits + b.hits }));
}

function work(port: MessagePort, { module, tables }: Setup): void {
  const scanner = createScanner(module, tables);
  const buffer = scanner.buffer(BUFFER_BYTES);
  const searches = tables.words.length > 0;
  let files = 0;
  let bytes = 0;
  let hits = 0;
  port.on('message', (batch: readonly string[]) => {
    if (batch.length === 0) {
      const sum: TreeCount = { files, bytes, hits };
      port.postMessage(sum);
      port.close();
      return;
    }
    for (const path of batch) {
      const fd = openSync(path, constants.O_RDONLY);
      const length = readSync(fd, buffer, 0, BUFFER_BYTES, null);
      closeSync(fd);
      files++;
      bytes += length;
      if (searches && scanner.containsAny(length)) hits++;
    }
  });
}

if (parentPort === null) {
  const [root = '.', wasm = 'dist/scanner.wasm', threads = '1', ...words] = process.argv.slice(2);
  console.log(JSON.stringify(await count(root, wasm, Number(threads), words)));
} else work(parentPort, workerData as Setup);

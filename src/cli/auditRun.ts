/** Lists the files of the command line's paths and hands them out: to this thread while there are few, to worker threads otherwise. */
import type { Cancel } from '../base/cancel.ts';
import { fileFilter, relativeTo } from '../engine/index.ts';
import type { CParser } from '../syntax/index.ts';
import { type AuditSetup, addResult, type Batch, type BatchResult, createAuditJob, emptyResult } from './auditJob.ts';
import { type AuditThreads, FEW_FILES, runBatch, startThreads } from './auditThreads.ts';
import type { Progress } from './progress.ts';
import { isInShard } from './shard.ts';
import { createPathShower } from './sourceRoot.ts';
import { listTargets } from './targetFiles.ts';

export interface AuditRun {
  readonly setup: AuditSetup;
  /** For this thread; undefined where files are only searched. */
  readonly parser: Promise<CParser> | undefined;
  /** Threads that may work at once; with one, everything is done here. */
  readonly jobs: number;
  /** The others, if they were started already. They are closed in any case. */
  readonly threads: AuditThreads | undefined;
  readonly progress: Progress;
  readonly cancel: Cancel & { readonly requested: Promise<void> };
}

/** Starting threads pays only past this much work in this one, or past `FEW_FILES`. Milliseconds. */
const ALONE_MS = 100;
/** Batches that each thread has at hand, so that it never waits for the next. */
const AHEAD = 3;
/** Batches that are listed between two looks at what threads and the user want. */
const LISTED_AT_ONCE = 16;
/** Where there are few files, each thread gets about so many batches, so that all end together. */
const SHARES = 6;

/** The sum of all results, in no particular order. Stops early, with what there is, when cancelled. */
export async function auditTargets({ setup, parser, jobs, threads: started, progress, cancel }: AuditRun): Promise<BatchResult> {
  const sum = emptyResult();
  const listing = startListing(setup, sum);
  const job = createAuditJob(setup, parser);
  let done = 0;
  /** With so many files of the batch in hand. */
  const show = (inBatch: number): void => progress.update(done + inBatch, listing.complete ? listing.files : undefined);
  const add = (part: BatchResult, files: number): void => {
    addResult(sum, part);
    done += files;
    show(0);
  };
  /** The files that were left when `goOn` said no. */
  const runHere = async ({ tree, files }: Batch, goOn: () => boolean): Promise<Batch> => {
    let end = files.length;
    const part = await job.run({ tree, files }, async (inBatch) => {
      show(inBatch);
      await yieldToSignals();
      if (goOn()) return true;
      end = inBatch;
      return false;
    });
    add(part, end);
    return { tree, files: files.slice(end) };
  };

  const startedAt = performance.now();
  const isLittle = (): boolean =>
    started === undefined && !cancel.cancelled && listing.files <= FEW_FILES && performance.now() - startedAt < ALONE_MS;
  let threads = started;
  threads?.begin(setup);
  let queue: Batch[] = [];
  while (isLittle()) {
    const batch = listing.next();
    if (!batch) return sum;
    const rest = await runHere(batch, isLittle);
    if (rest.files.length > 0) queue.push(rest);
  }

  const failures: unknown[] = [];
  const isWanted = (): boolean => !cancel.cancelled && failures.length === 0;
  try {
    const open = new Set<Promise<void>>();
    const hasRoom = (): boolean => open.size < (jobs - 1) * AHEAD;
    const handOut = (): void => {
      for (let batch = hasRoom() ? queue.shift() : undefined; batch; batch = hasRoom() ? queue.shift() : undefined) {
        const { length } = batch.files;
        if (threads === undefined) {
          threads = startThreads(jobs);
          threads.begin(setup);
        }
        const answer: Promise<void> = runBatch(threads, batch, setup)
          .then((part) => add(part, length))
          .catch((error: unknown) => {
            failures.push(error);
          })
          .finally(() => {
            open.delete(answer);
            handOut();
          });
        open.add(answer);
      }
    };
    while (!listing.complete && isWanted()) {
      for (let n = 0; n < LISTED_AT_ONCE && !listing.complete; n++) {
        const batch = listing.next();
        if (batch && batch.files.length > 0) queue.push(batch);
      }
      if (listing.complete) queue = shareOut(queue, jobs);
      handOut();
      await yieldToSignals();
    }
    for (let batch = queue.shift(); batch && isWanted(); batch = queue.shift()) {
      const rest = await runHere(batch, () => isWanted() && !(queue.length === 0 && hasRoom()));
      if (rest.files.length > 0) queue.push(...shareOut([rest], jobs));
      handOut();
    }
    while (open.size > 0 && isWanted()) await Promise.race([...open, cancel.requested]);
  } finally {
    await threads?.close();
  }
  if (failures.length > 0) throw failures[0];
  return sum;
}

interface Listing {
  /** Listed so far. */
  readonly files: number;
  readonly complete: boolean;
  /** Undefined at the end; may be empty. */
  next(): Batch | undefined;
}

/** What is left out goes to `sum`. */
function startListing(setup: AuditSetup, sum: ReturnType<typeof emptyResult>): Listing {
  const shown = createPathShower(setup.placement, setup.workingDirectory);
  const batches = listTargets(setup.placement, { isWanted: fileFilter(setup.settings), shown });
  const isOurs = (path: string): boolean => isInShard(relativeTo(setup.placement.sourceRoot, path), setup.shard);
  let files = 0;
  let complete = false;
  return {
    get files() {
      return files;
    },
    get complete() {
      return complete;
    },
    next() {
      const { value } = batches.next();
      complete = value === undefined;
      if (value === undefined) return undefined;
      for (const { path, problem } of value.problems) {
        if (!isOurs(path)) continue;
        if (problem.severity === 'note') sum.problems.push(problem);
        else sum.unread.push({ path, kind: 'unreadable', problem });
      }
      const ours = value.files.filter(isOurs);
      sum.elsewhere += value.files.length - ours.length;
      files += ours.length;
      return { tree: value.tree, files: ours };
    },
  };
}

/** The same files; where they are few, in smaller batches. */
function shareOut(batches: readonly Batch[], jobs: number): Batch[] {
  const files = batches.reduce((sum, batch) => sum + batch.files.length, 0);
  const size = Math.ceil(files / (jobs * SHARES));
  return batches.flatMap((batch) => {
    if (batch.files.length <= size) return [batch];
    const parts = Math.ceil(batch.files.length / size);
    return Array.from({ length: parts }, (_, i) => ({ tree: batch.tree, files: batch.files.slice(i * size, (i + 1) * size) }));
  });
}

const yieldToSignals = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

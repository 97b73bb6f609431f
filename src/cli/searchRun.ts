/** Lists files and has them searched for the words that matter: here while there are few, in worker threads otherwise. */
import type { Problem } from '../base/problem.ts';
import { addResult, type Batch, type BatchResult, createSearchJob, emptyResult } from './auditJob.ts';
import { FEW_FILES, searchIn } from './auditThreads.ts';
import { type Crew, share, yieldToSignals } from './crew.ts';
import type { Progress } from './progress.ts';
import type { ListedBatch } from './targetFiles.ts';

/** Batches that are listed between two looks at what threads and the user want. */
const LISTED_AT_ONCE = 16;
/** Where there are few files, each thread gets about so many batches, so that all end together. */
const SHARES = 6;

/** The sum of all results, in no particular order. Stops early, with what there is, when cancelled. */
export async function searchFiles(crew: Crew, batches: Iterator<ListedBatch, undefined>, progress: Progress): Promise<BatchResult> {
  const sum = emptyResult();
  const listing = startListing(batches, sum);
  const job = createSearchJob(crew.setup);
  let done = 0;
  /** With so many files of the batch in hand. */
  const show = (inBatch: number): void => progress.update(done + inBatch, listing.complete ? listing.files : undefined);
  const add = (part: BatchResult, files: number): void => {
    addResult(sum, part);
    done += files;
    show(0);
  };
  const isAlone = (): boolean => crew.isAlone && listing.files <= FEW_FILES;
  let queue: Batch[] = [];
  const list = (batchesAtOnce: number): void => {
    if (listing.complete) return;
    for (let n = 0; n < batchesAtOnce && !listing.complete; n++) {
      const batch = listing.next();
      if (batch && batch.files.length > 0) queue.push(batch);
    }
    if (listing.complete) queue = shareOut(queue, crew.jobs);
  };
  /** The files that were left when there was better to do go back into the queue. */
  const here = async ({ tree, files }: Batch): Promise<void> => {
    let end = files.length;
    const alone = isAlone();
    const part = await job.run({ tree, files }, async (inBatch) => {
      show(inBatch);
      await yieldToSignals();
      if (!crew.cancel.cancelled && alone === isAlone() && !(queue.length === 0 && !alone && listing.complete)) return true;
      end = inBatch;
      return false;
    });
    add(part, end);
    if (end < files.length) queue.push(...shareOut([{ tree, files: files.slice(end) }], crew.jobs));
  };
  await share({
    crew,
    complete: () => listing.complete && queue.length === 0,
    between: () => list(isAlone() ? 1 : LISTED_AT_ONCE),
    // Until all are listed, listing is what only this thread can do.
    take: () => (listing.complete || isAlone() ? queue.shift() : undefined),
    takeAway: () => (isAlone() ? undefined : queue.shift()),
    here,
    away: async (batch) => ({ part: await searchIn(crew.threads(), batch, crew.setup), files: batch.files.length }),
    done: ({ part, files }) => add(part, files),
  });
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
function startListing(batches: Iterator<ListedBatch, undefined>, sum: ReturnType<typeof emptyResult>): Listing {
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
      for (const { path, problem } of value?.problems ?? ([] as readonly { readonly path: string; readonly problem: Problem }[])) {
        if (problem.severity === 'note') sum.problems.push(problem);
        else sum.unread.push({ path, kind: 'unreadable', problem });
      }
      sum.elsewhere += value?.elsewhere ?? 0;
      files += value?.files.length ?? 0;
      return value;
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

/** Lists the files of the command line's paths and hands them out: to this thread while there are few, to worker threads otherwise. */
import type { Cancel } from '../base/cancel.ts';
import { relativeTo } from '../engine/index.ts';
import { type AuditSetup, addResult, type Batch, type BatchResult, createAuditJob, emptyResult } from './auditJob.ts';
import { bundledPath } from './bundled.ts';
import type { Progress } from './progress.ts';
import { fileFilter } from './settingsFile.ts';
import type { Placement } from './sourceRoot.ts';
import { listTargets } from './targetFiles.ts';
import { WorkerDied, WorkerPool } from './workerPool.ts';

export interface AuditRun {
  readonly placement: Placement;
  readonly setup: AuditSetup;
  /** Threads; with one, everything is done here. */
  readonly jobs: number;
  readonly progress: Progress;
  readonly cancel: Cancel & { readonly requested: Promise<void> };
}

/** Starting threads pays only past this much work in this one. Files, and milliseconds. */
const ALONE_FILES = 256;
const ALONE_MS = 100;
/** Batches that each thread has at hand, so that it never waits for the next. */
const AHEAD = 3;

/** The sum of all results, in no particular order. Stops early, with what there is, when cancelled. */
export async function auditTargets({ placement, setup, jobs, progress, cancel }: AuditRun): Promise<BatchResult> {
  const sum = emptyResult();
  const listed = { files: 0, complete: false };
  const batches = listTargets(placement, fileFilter(setup.settings), {
    listed: (files) => {
      listed.files += files;
    },
    left: (path, message) => {
      sum.unread.push({ path, kind: 'unreadable', problem: { severity: 'warning', file: relativeTo(placement.sourceRoot, path), message } });
    },
    skipped: (path, message) => {
      sum.problems.push({ severity: 'note', file: relativeTo(placement.sourceRoot, path), message });
    },
  });
  let done = 0;
  const add = (part: BatchResult, files: number): void => {
    addResult(sum, part);
    done += files;
    progress.update(done, listed.complete ? listed.files : undefined);
  };
  const next = (): Batch | undefined => {
    const { value } = batches.next();
    if (value) return value;
    listed.complete = true;
    return undefined;
  };

  const job = createAuditJob(setup);
  const started = performance.now();
  const isLittle = (): boolean => jobs === 1 || (listed.files <= ALONE_FILES && performance.now() - started < ALONE_MS);
  while (!cancel.cancelled && isLittle()) {
    const batch = next();
    if (!batch) return sum;
    add(await job.run(batch), batch.files.length);
    await yieldToSignals();
  }
  if (cancel.cancelled) return sum;

  const pool = new WorkerPool<Batch, BatchResult>({ file: bundledPath('auditWorker.cjs'), data: setup, size: jobs });
  const failures: unknown[] = [];
  try {
    const open = new Set<Promise<void>>();
    const handOut = (batch: Batch): void => {
      const answer: Promise<void> = runBatch(pool, batch, placement.sourceRoot, LIVES)
        .then((part) => add(part, batch.files.length))
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => open.delete(answer));
      open.add(answer);
    };
    for (let batch = next(); batch && !cancel.cancelled && failures.length === 0; batch = next()) {
      handOut(batch);
      // Also lets answers in while files are still being listed.
      await (open.size >= jobs * AHEAD ? Promise.race([...open, cancel.requested]) : yieldToSignals());
    }
    await Promise.race([Promise.all(open), cancel.requested]);
  } finally {
    await pool.close();
  }
  if (failures.length > 0) throw failures[0];
  return sum;
}

const yieldToSignals = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** How often a file is given to a new thread before it is held to be what the threads die of. */
const LIVES = 3;

/** A thread that dies takes one file with it, not its batch: the files are tried one by one in the thread that follows it. */
async function runBatch(pool: WorkerPool<Batch, BatchResult>, batch: Batch, sourceRoot: string, lives: number): Promise<BatchResult> {
  try {
    return await pool.run(batch);
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error;
    const sum = emptyResult();
    const [only] = batch.files;
    if (batch.files.length === 1 && only !== undefined && lives === 0) {
      const file = relativeTo(sourceRoot, only);
      sum.failed.push({
        path: only,
        problem: { severity: 'error', file, message: `gupscope failed in ${file} (${error.message}); please report it` },
      });
    } else {
      const left = batch.files.length === 1 ? lives - 1 : LIVES;
      for (const path of batch.files) addResult(sum, await runBatch(pool, { tree: batch.tree, files: [path] }, sourceRoot, left));
    }
    return sum;
  }
}

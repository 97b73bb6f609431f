/** The worker threads of one run. They take a tenth of a second to load, so they are started as soon as it is clear that there is enough to do. */
import { type AuditSetup, addResult, type Batch, type BatchResult, emptyResult, failedFile } from './auditJob.ts';
import { bundledPath } from './bundled.ts';
import type { Target } from './sourceRoot.ts';
import { ENDINGS } from './targetFiles.ts';
import { walk } from './walk.ts';
import { WorkerDied, WorkerPool } from './workerPool.ts';

export type AuditThreads = WorkerPool<AuditSetup, Batch, BatchResult>;

/** Below so many files the main thread may be done before others have loaded. */
export const FEW_FILES = 256;
/** How often a file is given to a new thread before it is held to be what the threads die of. */
const LIVES = 3;

/** The main thread works too: one less to load, and it has little else to do. */
export const startThreads = (jobs: number): AuditThreads => new WorkerPool({ file: bundledPath('auditWorker.cjs'), size: jobs - 1 });

/** Looks no further than it must. */
export function hasManyFiles(targets: readonly Target[]): boolean {
  let files = 0;
  for (const { path, isFolder } of targets) {
    if (!isFolder) files++;
    else
      for (const batch of walk(path, { endings: ENDINGS, batch: FEW_FILES, shown: (p) => p }))
        if ((files += batch.files.length) > FEW_FILES) return true;
  }
  return files > FEW_FILES;
}

/** A thread that dies takes one file with it, not its batch: the files are tried one by one in the thread that follows it. */
export const runBatch = (threads: AuditThreads, batch: Batch, setup: AuditSetup): Promise<BatchResult> => runWithLives(threads, batch, setup, LIVES);

async function runWithLives(threads: AuditThreads, { tree, files }: Batch, setup: AuditSetup, lives: number): Promise<BatchResult> {
  try {
    return await threads.run({ tree, files });
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error;
    const sum = emptyResult();
    const [only] = files;
    if (files.length === 1 && only !== undefined && lives === 0) sum.failed.push(failedFile(setup, only, error.message));
    else {
      const left = files.length === 1 ? lives - 1 : LIVES;
      for (const path of files) addResult(sum, await runWithLives(threads, { tree, files: [path] }, setup, left));
    }
    return sum;
  }
}

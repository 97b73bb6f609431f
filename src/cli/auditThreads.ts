/** The worker threads of one run. They take a tenth of a second to load, so they are started as soon as it is clear that there is enough to do. */
import type { Task } from '../wrappers/index.ts';
import { type AuditSetup, addResult, type Batch, type BatchResult, emptyResult, failedFile } from './auditJob.ts';
import { bundledPath } from './bundled.ts';
import type { Looked, News } from './lookJob.ts';
import type { Target } from './sourceRoot.ts';
import { ENDINGS } from './targetFiles.ts';
import { walk } from './walk.ts';
import { WorkerDied, WorkerPool } from './workerPool.ts';

/** Files to search, or to look into. */
export type Work = Batch | { readonly tasks: readonly Task[] };
export type Answer = { readonly searched: BatchResult } | { readonly looked: Looked[] };

export type AuditThreads = WorkerPool<AuditSetup, Work, Answer, News>;

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
export async function searchIn(threads: AuditThreads, batch: Batch, setup: AuditSetup): Promise<BatchResult> {
  const { tree } = batch;
  const sum = emptyResult();
  const search = async (files: readonly string[]): Promise<BatchResult> => {
    const answer = await threads.run({ tree, files });
    if (!('searched' in answer)) throw new TypeError('a search was answered with a look');
    return answer.searched;
  };
  const failed = (path: string, reason: string): BatchResult => ({ ...emptyResult(), failed: [failedFile(setup, path, reason)] });
  for (const part of await withLives(batch.files, search, failed)) addResult(sum, part);
  return sum;
}

/** As `searchIn`. */
export async function lookIn(threads: AuditThreads, tasks: readonly Task[], pathOf: (file: number) => string, setup: AuditSetup): Promise<Looked[]> {
  const look = async (some: readonly Task[]): Promise<Looked[]> => {
    const answer = await threads.run({ tasks: some });
    if (!('looked' in answer)) throw new TypeError('a look was answered with a search');
    return answer.looked;
  };
  const failed = ({ file, names }: Task, reason: string): Looked[] => [
    {
      file,
      offers: [],
      asked: new Uint32Array(),
      told: [],
      remembered: false,
      ...(names ? {} : { report: { ...emptyResult(), failed: [failedFile(setup, pathOf(file), reason)] } }),
    },
  ];
  return (await withLives(tasks, look, failed)).flat();
}

async function withLives<T, R>(
  items: readonly T[],
  work: (items: readonly T[]) => Promise<R>,
  failed: (item: T, reason: string) => R,
  lives = LIVES,
): Promise<R[]> {
  try {
    return [await work(items)];
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error;
    const [only] = items;
    if (items.length === 1 && only !== undefined && lives === 0) return [failed(only, error.message)];
    const out: R[] = [];
    for (const item of items) out.push(...(await withLives([item], work, failed, items.length === 1 ? lives - 1 : LIVES)));
    return out;
  }
}

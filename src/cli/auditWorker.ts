/** The worker thread of `audit`: takes batches of paths, answers with plain results. */
import { parentPort } from 'node:worker_threads';
import { type AuditJob, type AuditSetup, type Batch, type BatchResult, createAuditJob, loadParser } from './auditJob.ts';
import type { Reply, Request } from './workerPool.ts';

if (parentPort === null) throw new Error('auditWorker runs as a worker thread only');
const port = parentPort;
let job: AuditJob | undefined;

async function answer(id: number, batch: Batch): Promise<Reply<BatchResult>> {
  try {
    if (job === undefined) throw new Error('a task came before its setup');
    return { id, value: await job.run(batch) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

// One at a time: the engine's work never yields, so that more at once would only hold more memory.
let last: Promise<void> = Promise.resolve();
port.on('message', (request: Request<AuditSetup, Batch>) => {
  if ('setup' in request) job = createAuditJob(request.setup, request.setup.analyse ? loadParser() : undefined);
  else last = last.then(async () => port.postMessage(await answer(request.id, request.task)));
});

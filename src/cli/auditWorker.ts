/** The worker thread of `audit`: takes batches of paths, answers with plain results. */
import { parentPort, workerData } from 'node:worker_threads';
import { type AuditSetup, type Batch, type BatchResult, createAuditJob } from './auditJob.ts';
import type { Reply, Request } from './workerPool.ts';

if (parentPort === null) throw new Error('auditWorker runs as a worker thread only');
const port = parentPort;
const job = createAuditJob(workerData as AuditSetup); // as the main thread sent it

async function answer({ id, task }: Request<Batch>): Promise<Reply<BatchResult>> {
  try {
    return { id, value: await job.run(task) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

// One at a time: the engine's work never yields, so that more at once would only hold more memory.
let last: Promise<void> = Promise.resolve();
port.on('message', (request: Request<Batch>) => {
  last = last.then(async () => port.postMessage(await answer(request)));
});

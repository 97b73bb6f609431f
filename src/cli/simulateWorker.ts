/** A search thread of `simulate`: takes the cells of one scenario, answers with plain results. */
import { parentPort } from 'node:worker_threads';
import { type CellBatch, type CellSetup, runBatch } from './simulateJob.ts';
import type { Request } from './workerPool.ts';

if (parentPort === null) throw new Error('simulateWorker runs as a worker thread only');
const port = parentPort;
let setup: CellSetup | undefined;

port.on('message', (request: Request<CellSetup, CellBatch>) => {
  if ('setup' in request) {
    setup = request.setup;
    return;
  }
  try {
    if (setup === undefined) throw new Error('a task came before its setup');
    port.postMessage({ id: request.id, value: runBatch(request.task, setup) });
  } catch (error) {
    port.postMessage({ id: request.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});

/** The entry of the bundle, which is both the language server and the threads that it starts: each loads only its own part. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { AuditTask } from './auditThread.ts';
import type { NameTask } from './takenNames.ts';

async function runThread(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('a thread of the server was started without a port');
  const task = workerData as AuditTask | NameTask;
  const post = (message: unknown): void => port.postMessage(message);
  if (task.kind === 'audit') await (await import('./auditThread.ts')).runAudit(task, post);
  else (await import('./nameThread.ts')).findName(task, post);
}

void (isMainThread ? import('./serve.ts').then(({ serve }) => serve()) : runThread());

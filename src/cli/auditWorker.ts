/** The worker thread of `audit`: takes paths to search and files to look into, answers with plain results. */
import { parentPort } from 'node:worker_threads';
import { type AuditSetup, createSearchJob, loadParser, type SearchJob } from './auditJob.ts';
import type { Answer, Work } from './auditThreads.ts';
import { createLookJob, type LookJob, type News } from './lookJob.ts';
import type { Reply, RequestOrNews } from './workerPool.ts';

if (parentPort === null) throw new Error('auditWorker runs as a worker thread only');
const port = parentPort;
let search: SearchJob | undefined;
let look: LookJob | undefined;

async function answer(work: Work): Promise<Answer> {
  if (search === undefined || look === undefined) throw new Error('a task came before its setup');
  if ('files' in work) return { searched: await search.run(work) };
  const looked: Extract<Answer, { looked: unknown }>['looked'] = [];
  for (const task of work.tasks) looked.push(await look.look(task));
  return { looked };
}

async function reply(id: number, work: Work): Promise<Reply<Answer>> {
  try {
    return { id, value: await answer(work) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

// One at a time: the engine's work never yields, so that more at once would only hold more memory.
let last: Promise<void> = Promise.resolve();
port.on('message', (request: RequestOrNews<AuditSetup, Work, News>) => {
  if ('setup' in request) {
    search = createSearchJob(request.setup);
    // The parser is compiled while files are searched.
    look = createLookJob(request.setup, loadParser());
  } else if ('news' in request) last = last.then(() => look?.begin(request.news));
  else last = last.then(async () => port.postMessage(await reply(request.id, request.task)));
});

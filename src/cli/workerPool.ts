/**
 * A handful of worker threads that answer tasks. Small on purpose: tasks are plain data, order does not matter, and the caller decides how many it
 * hands out ahead. A worker that dies takes only its own tasks with it: they fail, and another worker takes its place.
 */
import { type Transferable, Worker } from 'node:worker_threads';

export interface WorkerPoolOptions {
  /** The bundle that the threads run. */
  readonly file: string;
  /** Cloned to each thread as `workerData`. */
  readonly data: unknown;
  readonly size: number;
}

/** From a thread: the answer to the task of that number, or why there is none. */
export type Reply<Out> = { readonly id: number; readonly value: Out } | { readonly id: number; readonly error: string };
export type Request<In> = { readonly id: number; readonly task: In };

/** The thread ended (out of memory, mostly) before it answered. */
export class WorkerDied extends Error {}

interface Pending<Out> {
  readonly resolve: (value: Out) => void;
  readonly reject: (error: Error) => void;
}

interface Thread<Out> {
  readonly worker: Worker;
  readonly pending: Map<number, Pending<Out>>;
}

export class WorkerPool<In, Out> {
  readonly #options: WorkerPoolOptions;
  readonly #threads: Thread<Out>[] = [];
  #lastId = 0;
  #closing = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    for (let i = 0; i < options.size; i++) this.#start(i);
  }

  #start(at: number): void {
    const worker = new Worker(this.#options.file, { workerData: this.#options.data, stdin: false });
    const thread: Thread<Out> = { worker, pending: new Map() };
    this.#threads[at] = thread;
    const die = (reason: string): void => {
      if (this.#threads[at] !== thread || this.#closing) return;
      this.#start(at);
      for (const { reject } of thread.pending.values()) reject(new WorkerDied(reason));
    };
    worker.on('message', (reply: Reply<Out>) => {
      const pending = thread.pending.get(reply.id);
      thread.pending.delete(reply.id);
      if ('error' in reply) pending?.reject(new Error(reply.error));
      else pending?.resolve(reply.value);
    });
    worker.on('error', (error) => die(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => die(`it ended with status ${code}`));
  }

  /** Goes to the thread that has the least to do. */
  run(task: In, transfer: readonly Transferable[] = []): Promise<Out> {
    const thread = this.#threads.reduce((a, b) => (b.pending.size < a.pending.size ? b : a));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      thread.pending.set(id, { resolve, reject });
      thread.worker.postMessage({ id, task } satisfies Request<In>, [...transfer]);
    });
  }

  /** Ends the threads at once; tasks that are still open are never answered. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#threads.map((t) => t.worker.terminate()));
  }
}

/**
 * A handful of worker threads that answer tasks. Small on purpose: tasks are plain data, order does not matter, and the caller decides how many it
 * hands out ahead. A worker that dies takes only its own tasks with it: they fail, and another worker takes its place.
 */
import { Worker } from 'node:worker_threads';

export interface WorkerPoolOptions {
  /** The bundle that the threads run. */
  readonly file: string;
  readonly size: number;
}

/** To a thread: first what it has to know, then tasks. */
export type Request<Setup, In> = { readonly setup: Setup } | { readonly id: number; readonly task: In };
/** Where tasks hang on more than the setup: what holds for those that follow. */
export type RequestOrNews<Setup, In, News> = Request<Setup, In> | { readonly news: News };
/** From a thread: the answer to the task of that number, or why there is none. */
export type Reply<Out> = { readonly id: number; readonly value: Out } | { readonly id: number; readonly error: string };

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

/** Some ten times what a thread needs: where there is more, garbage is left lying about for longer, until it is most of the memory. */
const LIMITS = { maxOldGenerationSizeMb: 768 };

/** The threads load as soon as the pool is made, and keep the process alive only from `begin` to `close`. */
export class WorkerPool<Setup, In, Out, News = never> {
  readonly #options: WorkerPoolOptions;
  readonly #threads: Thread<Out>[] = [];
  #setup: { readonly value: Setup } | undefined;
  #news: { readonly value: News } | undefined;
  #lastId = 0;
  #closing = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    for (let i = 0; i < options.size; i++) this.#start(i);
  }

  /** Cloned to every thread, those that replace others too. Once, before the first task. */
  begin(setup: Setup): void {
    this.#setup = { value: setup };
    for (const thread of this.#threads) this.#introduce(thread);
  }

  /** To every thread, those that replace others too: it counts for tasks that are given from now on. */
  tell(news: News): void {
    this.#news = { value: news };
    for (const { worker } of this.#threads) this.#post(worker, { news });
  }

  #introduce({ worker }: Thread<Out>): void {
    if (this.#setup === undefined) return;
    worker.ref();
    this.#post(worker, { setup: this.#setup.value });
    if (this.#news !== undefined) this.#post(worker, { news: this.#news.value });
  }

  #post(worker: Worker, request: RequestOrNews<Setup, In, News>): void {
    worker.postMessage(request, []);
  }

  #start(at: number): void {
    const worker = new Worker(this.#options.file, { resourceLimits: LIMITS });
    worker.unref();
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
    this.#introduce(thread);
  }

  /** Goes to the thread that has the least to do. */
  run(task: In): Promise<Out> {
    const thread = this.#threads.reduce((a, b) => (b.pending.size < a.pending.size ? b : a));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      thread.pending.set(id, { resolve, reject });
      this.#post(thread.worker, { id, task });
    });
  }

  /** Ends the threads at once; tasks that are still open are never answered. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#threads.map((t) => t.worker.terminate()));
  }
}

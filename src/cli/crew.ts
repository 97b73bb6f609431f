/** Who does the work of a run: this thread, and others once there is enough to do for them. */
import type { Cancel } from '../base/cancel.ts';
import type { CParser } from '../syntax/index.ts';
import type { AuditSetup } from './auditJob.ts';
import { type AuditThreads, startThreads } from './auditThreads.ts';
import type { News } from './lookJob.ts';

export interface CrewOptions {
  readonly setup: AuditSetup;
  /** For this thread. */
  readonly parser: Promise<CParser>;
  /** Threads that may work at once; with one, everything is done here. */
  readonly jobs: number;
  /** The others, if they were started already. They are closed in any case. */
  readonly threads: AuditThreads | undefined;
  readonly cancel: Cancel & { readonly requested: Promise<void> };
}

/** Starting threads pays only past this much work in this one. Milliseconds. */
const ALONE_MS = 100;

export class Crew {
  readonly setup: AuditSetup;
  readonly parser: Promise<CParser>;
  readonly jobs: number;
  readonly cancel: CrewOptions['cancel'];
  #threads: AuditThreads | undefined;
  #news: News | undefined;
  readonly #startedAt = performance.now();

  constructor({ setup, parser, jobs, threads, cancel }: CrewOptions) {
    this.setup = setup;
    this.parser = parser;
    this.jobs = jobs;
    this.cancel = cancel;
    this.#threads = threads;
    threads?.begin(setup);
  }

  /** Whether this thread had better go on alone. */
  get isAlone(): boolean {
    return this.jobs === 1 || (this.#threads === undefined && performance.now() - this.#startedAt < ALONE_MS);
  }

  /** Started now, if they were not. */
  threads(): AuditThreads {
    if (this.#threads === undefined) {
      this.#threads = startThreads(this.jobs);
      this.#threads.begin(this.setup);
      if (this.#news !== undefined) this.#threads.tell(this.#news);
    }
    return this.#threads;
  }

  tell(news: News): void {
    this.#news = news;
    this.#threads?.tell(news);
  }

  async close(): Promise<void> {
    await this.#threads?.close();
  }
}

/** Room for what other threads and the user want. */
export const yieldToSignals = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface ShareOptions<T, R> {
  readonly crew: Crew;
  /** True once no more will be queued. */
  readonly complete: () => boolean;
  /** The next for this thread; undefined if there is none now. */
  readonly take: () => T | undefined;
  /** The next for another thread. */
  readonly takeAway: () => T | undefined;
  readonly here: (work: T) => Promise<void>;
  readonly away: (work: T) => Promise<R>;
  readonly done: (result: R) => void;
  /** Called between two pieces of work in this thread. */
  readonly between?: () => void;
}

/** Pieces that each thread has at hand, so that it never waits for the next. */
const AHEAD = 3;

/** Shares work with the other threads until all is done, or the run is cancelled. */
export async function share<T, R>({ crew, complete, take, takeAway, here, away, done, between }: ShareOptions<T, R>): Promise<void> {
  const failures: unknown[] = [];
  const open = new Set<Promise<void>>();
  const isWanted = (): boolean => !crew.cancel.cancelled && failures.length === 0;
  const handOut = (): void => {
    while (isWanted() && !crew.isAlone && open.size < (crew.jobs - 1) * AHEAD) {
      const work = takeAway();
      if (work === undefined) return;
      const answer: Promise<void> = away(work)
        .then(done)
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => {
          open.delete(answer);
          handOut();
        });
      open.add(answer);
    }
  };
  while (isWanted()) {
    between?.();
    handOut();
    const work = take();
    if (work !== undefined) await here(work);
    else if (complete()) {
      if (open.size === 0) break;
      await Promise.race([...open, crew.cancel.requested]);
    }
    await yieldToSignals();
  }
  if (failures.length > 0) throw failures[0];
}

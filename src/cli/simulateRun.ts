/**
 * Runs the cells of `simulate`: those of a few states here, between two looks at what the user wants, the others in threads, which can be ended while they
 * search.
 */
import type { SimulationResult } from '../protocol/simulation.ts';
import type { Cell } from '../sim/run/index.ts';
import { bundledPath } from './bundled.ts';
import { Failure } from './failure.ts';
import type { Interrupt } from './interrupt.ts';
import type { Progress } from './progress.ts';
import { type BatchAnswer, type CellBatch, type CellSetup, runBatch } from './simulateJob.ts';
import { WorkerDied, WorkerPool } from './workerPool.ts';

type SearchThreads = WorkerPool<CellSetup, CellBatch, BatchAnswer>;

export interface SimulateRun {
  /** Grouped by scenario. */
  readonly cells: readonly Cell[];
  readonly bounds: Omit<CellSetup, 'states'>;
  /** Threads that may work at once, this one among them; a search of many states gets one of its own all the same. */
  readonly jobs: number;
  readonly progress: Progress;
  readonly interrupt: Interrupt;
}

/** More states are not searched in this thread, which must hear the user: some hundredths of a second. */
const FEW_STATES = 30_000;
/** Between two looks at how far threads are. */
const TICK_MS = 200;
/** Below so many cells this thread is done before others have loaded. */
const FEW_CELLS = 30;

/** In the order of the cells. Stops early, with what there is, when interrupted. */
export async function runAll({ cells, bounds, jobs, progress, interrupt }: SimulateRun): Promise<readonly SimulationResult[]> {
  const setup: CellSetup = { ...bounds, states: new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT) };
  const few: CellSetup = { ...setup, maxStates: Math.min(bounds.maxStates, FEW_STATES) };
  const results = new Map<Cell, SimulationResult>();
  const show = (): void => {
    const states = Atomics.load(new BigInt64Array(setup.states), 0);
    progress.update(results.size, cells.length, states === 0n ? '' : `${states.toLocaleString('en-US')} states`);
  };
  const put = (batch: CellBatch, answer: BatchAnswer, isOpen: (cell: Cell, i: number) => boolean): void => {
    if ('mistake' in answer) throw new Failure(`${answer.mistake}; mend the scenario`);
    for (const [i, cell] of batch.entries()) {
      const result = answer.results[i];
      if (result !== undefined && !isOpen(cell, i)) results.set(cell, result);
    }
    show();
  };
  const isWanted = (): boolean => !interrupt.cancelled;

  const queue = byScenario(cells);
  let threads: SearchThreads | undefined;
  const startThreads = (size: number): SearchThreads => {
    threads ??= new WorkerPool({ file: bundledPath('simulateWorker.cjs'), size });
    threads.begin(setup);
    return threads;
  };
  /** Gives `from` to one thread, batch after batch. */
  const feed = async (pool: SearchThreads, from: CellBatch[]): Promise<void> => {
    for (let batch = from.shift(); batch && isWanted(); batch = from.shift()) put(batch, await inThread(pool, batch), () => false);
  };

  const ticking = setInterval(show, TICK_MS);
  try {
    const fed: Promise<void>[] = [];
    const many: CellBatch[] = [];
    if (bounds.walk !== undefined) many.push(...queue.splice(0));
    else if (jobs > 1 && cells.length > FEW_CELLS) {
      const pool = startThreads(jobs - 1);
      for (let i = 1; i < jobs; i++) fed.push(feed(pool, queue));
    }
    for (let batch = queue.shift(); batch && isWanted(); batch = queue.shift()) {
      const answer = runBatch(batch, few);
      const isOpen = (_: Cell, i: number): boolean =>
        'results' in answer && answer.results[i]?.verdict === 'incomplete' && few.maxStates < bounds.maxStates;
      many.push(...batch.filter(isOpen).map((cell) => [cell]));
      put(batch, answer, isOpen);
      await yieldToSignals();
    }
    if (many.length > 0 && isWanted()) {
      const size = Math.min(jobs, many.length);
      const pool = startThreads(size);
      for (let i = 0; i < size; i++) fed.push(feed(pool, many));
    }
    await Promise.race([Promise.all(fed), interrupt.requested]);
  } finally {
    clearInterval(ticking);
    await threads?.close();
  }
  return cells.flatMap((cell) => results.get(cell) ?? []);
}

async function inThread(pool: SearchThreads, batch: CellBatch): Promise<BatchAnswer> {
  try {
    return await pool.run(batch);
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error;
    throw new Failure(`the search of ${batch[0]?.scenario.name} ended early (${error.message}); try a smaller --max-states`);
  }
}

function byScenario(cells: readonly Cell[]): CellBatch[] {
  const batches: Cell[][] = [];
  for (const cell of cells) {
    const last = batches.at(-1);
    if (last?.[0]?.scenario === cell.scenario) last.push(cell);
    else batches.push([cell]);
  }
  return batches;
}

const yieldToSignals = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

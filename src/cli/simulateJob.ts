/** What a thread does for `simulate`; the main thread does the same with what is small. */
import { never } from '../base/cancel.ts';
import type { SimulationResult } from '../protocol/simulation.ts';
import { type Cell, ModelMistake, type RunOptions, runCells } from '../sim/run/index.ts';

/** Cells of one scenario. */
export type CellBatch = readonly Cell[];

export interface CellSetup extends Pick<RunOptions, 'maxStates' | 'maxBytes' | 'walk'> {
  /** One number: states that all threads together have found. */
  readonly states: SharedArrayBuffer;
}

/** The results in the order of the cells, or why there are none, as a sentence. */
export type BatchAnswer = { readonly results: readonly SimulationResult[] } | { readonly mistake: string };

/** Not to be cancelled: a thread is ended as a whole. */
export function runBatch(batch: CellBatch, { states, ...bounds }: CellSetup): BatchAnswer {
  const total = new BigInt64Array(states);
  try {
    return { results: runCells(batch, { ...bounds, cancel: never, progress: (n) => void Atomics.add(total, 0, BigInt(n)) }) };
  } catch (error) {
    if (error instanceof ModelMistake) return { mistake: error.message };
    throw error;
  }
}

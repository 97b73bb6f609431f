/** Seeded random walks, for models that are too large to search. They can find what is wrong, never that nothing is. */
import { type Cancel, throwIfCancelled } from '../../base/cancel.ts';
import { createRandom } from '../../base/random.ts';
import { ModelFault, NO_BREAK } from './closures.ts';
import type { Machine } from './machine.ts';

export interface WalkOptions {
  /** Walks from the first state, each until nothing is left to do, something breaks, or `maxSteps` are taken. */
  readonly walks: number;
  readonly maxSteps: number;
  /** A whole number; the same seed takes the same walks. */
  readonly seed: number;
  readonly cancel: Cancel;
}

export interface Walked {
  /** As for a search, but a walk never holds. `bound` says that all walks were taken. The trace is the walk that broke, hardly a shortest one. */
  readonly outcome:
    | { readonly verdict: 'violated'; readonly invariant: string | null; readonly trace: readonly number[] }
    | { readonly verdict: 'incomplete'; readonly bound: 'walks' }
    | { readonly verdict: 'model-error'; readonly message: string; readonly trace: readonly number[] };
  readonly walks: number;
  readonly steps: number;
  /** By name, whether a state of `sometimes` or `ends` was met. */
  readonly reached: Readonly<Record<string, boolean>>;
}

/** @throws {Cancelled} */
export function walk(machine: Machine, { walks, maxSteps, seed, cancel }: WalkOptions): Walked {
  const { model } = machine;
  const named = [...model.sometimes, ...model.ends];
  const met = named.map(() => false);
  let steps = 0;
  const result = (outcome: Walked['outcome'], taken: number): Walked => ({
    outcome,
    walks: taken,
    steps,
    reached: Object.fromEntries(named.map(({ name }, i) => [name, met[i] === true])),
  });
  const look = (values: Int32Array) => {
    for (const [i, is] of machine.reached(values).entries()) met[i] ||= is;
  };
  for (let nth = 0; nth < walks; nth++) {
    throwIfCancelled(cancel);
    const random = createRandom(seed, nth);
    const trace: number[] = [];
    try {
      let values = machine.first();
      let broken = machine.judge(values);
      look(values);
      while (broken === NO_BREAK && trace.length < maxSteps) {
        const enabled = machine.enabled(values);
        if (machine.deadlocked(values)) return result({ verdict: 'violated', invariant: null, trace }, nth + 1);
        const action = enabled[enabled.length === 0 ? 0 : random.below(enabled.length)];
        if (action === undefined) break;
        ({ values, broken } = machine.take(values, action));
        trace.push(action);
        steps++;
        look(values);
        if ((steps & 1023) === 0) throwIfCancelled(cancel);
      }
      if (broken !== NO_BREAK) return result({ verdict: 'violated', invariant: model.invariants[broken]?.name ?? null, trace }, nth + 1);
    } catch (error) {
      if (error instanceof ModelFault) return result({ verdict: 'model-error', message: error.message, trace }, nth + 1);
      throw error;
    }
  }
  return result({ verdict: 'incomplete', bound: 'walks' }, walks);
}

/** Exhaustive breadth-first search: drives the generated code, grows its arrays, keeps the bounds, and turns what it found into a verdict with a trace. */
import { type Cancel, throwIfCancelled } from '../../base/cancel.ts';
import type { Model } from '../form/index.ts';
import { ModelFault, NO_BREAK } from './closures.ts';
import { firstStatesOf } from './firstStates.ts';
import { packInto } from './layout.ts';
import { type Machine, machineOf } from './machine.ts';
import { canReduce, planOf } from './reduction.ts';
import { explainFault, traceTo } from './retrace.ts';
import { searchCodeOf } from './searchCode.ts';
import { createStore } from './store.ts';

export interface SearchOptions {
  /** Leave out interleavings that cannot change the verdict (reduction.ts). A trace is a shortest one all the same, at the cost of a second search. */
  readonly reduce: boolean;
  /** More states than this make the search incomplete; a few more are seen before it stops. */
  readonly maxStates: number;
  /** Memory of the search at most, in bytes: states, table and parents together. */
  readonly maxBytes: number;
  readonly cancel: Cancel;
  /** States that are expanded before code is made for the model; `FIRST_STATES` unless a test wants it otherwise. */
  readonly firstStates?: number;
  /** Called now and then with how far the search is. */
  readonly progress?: (now: { readonly states: number; readonly transitions: number; readonly depth: number }) => void;
}

interface Counts {
  /** Distinct states found, the first one and those that were not expanded any more among them; a state that breaks an invariant is not kept. */
  readonly states: number;
  /** Steps taken, those to known states among them. */
  readonly transitions: number;
  /** Steps from the first state to the farthest ones expanded. */
  readonly depth: number;
  /** The most memory that the search held at one time, in bytes. */
  readonly bytes: number;
  /** By name, whether a state of `sometimes` or `ends` was found. */
  readonly reached: Readonly<Record<string, boolean>>;
  /**
   * A schedule, as indices of actions, to a state with nothing left to do: all at rest or a proper end. Without reduction it is a shortest one. Absent if
   * none was found, as in a violated model.
   */
  readonly finished?: readonly number[];
}

/** Traces are indices of actions (`actionsOf`) from the first state. */
export type Verdict = Counts &
  (
    | { readonly verdict: 'holds' }
    /** `invariant` is null for a deadlock. The last action of the trace breaks it; a deadlock, or a first state that breaks one, is where the trace ends. */
    | { readonly verdict: 'violated'; readonly invariant: string | null; readonly trace: readonly number[]; readonly shortest: boolean }
    | { readonly verdict: 'incomplete'; readonly bound: 'states' | 'memory' }
    /** The model leaves its own ranges. `message` is one sentence; the trace leads to the state where it does. */
    | { readonly verdict: 'model-error'; readonly message: string; readonly trace: readonly number[] }
  );

/**
 * @throws {ModelError} if the model is not sound.
 * @throws {Cancelled}
 */
export function search(model: Model, options: SearchOptions): Verdict {
  return searchMachine(machineOf(model), options);
}

export function searchMachine(machine: Machine, options: SearchOptions): Verdict {
  const reduce = options.reduce && canReduce(machine.model);
  const found = searchOnce(machine, options, reduce, Number.POSITIVE_INFINITY);
  if (!reduce || found.verdict !== 'violated') return found;
  // the reduced search may have gone a long way round; no trace is longer than the one that it found
  const again = searchOnce(machine, options, false, found.trace.length);
  return again.verdict === 'violated' || again.verdict === 'model-error' ? again : { ...found, shortest: false };
}

/** By then, making code for a model would have cost as much as the search has. */
const FIRST_STATES = 1500;

/** States that are expanded between two looks at `cancel`. */
const SLICE = 2048;

function searchOnce(machine: Machine, options: SearchOptions, reduce: boolean, maxDepth: number): Verdict {
  const { model, layout } = machine;
  const plan = reduce ? planOf(model, layout) : undefined;
  const firstStates = options.firstStates ?? FIRST_STATES;
  let generated = firstStates === 0;
  let code = generated ? searchCodeOf(machine, plan) : firstStatesOf(machine, plan);
  const store = createStore(code, layout.words, machine.branching, options.maxBytes);
  const counts = (depth: number): Counts => {
    const { count, transitions, finished } = code.progress();
    const names = [...model.sometimes, ...model.ends];
    return {
      states: count,
      transitions,
      depth,
      bytes: store.peakBytes(),
      reached: Object.fromEntries(names.map(({ name }, i) => [name, code.reached[i] === 1])),
      ...(finished < 0 ? {} : { finished: traceTo(machine, store, finished) }),
    };
  };

  const first = machine.first();
  try {
    const broken = machine.judge(first);
    machine.reached(first);
    const packed = new Int32Array(layout.words);
    packInto(layout, first, packed, 0);
    code.begin(packed);
    if (broken !== NO_BREAK) return { verdict: 'violated', invariant: nameOf(model, broken), trace: [], shortest: true, ...counts(0) };
  } catch (error) {
    if (error instanceof ModelFault) return { verdict: 'model-error', message: error.message, trace: [], ...counts(0) };
    throw error;
  }

  let reported = 0;
  for (let depth = 0; ; depth++) {
    const levelEnd = code.progress().count;
    for (;;) {
      throwIfCancelled(options.cancel);
      const { head, dead, count, transitions } = code.progress();
      if (head === levelEnd || dead >= 0) break;
      if (count - reported >= 50_000) {
        reported = count;
        options.progress?.({ states: count, transitions, depth });
      }
      if (count > options.maxStates) return { verdict: 'incomplete', bound: 'states', ...counts(depth) };
      if (!store.makeRoom()) return { verdict: 'incomplete', bound: 'memory', ...counts(depth) };
      if (!generated && head >= firstStates) {
        generated = true;
        const next = searchCodeOf(machine, plan);
        next.resume(code.progress(), code.reached);
        code = next;
        store.handTo(code);
      }
      code.run(Math.min(levelEnd, head + SLICE, generated ? levelEnd : firstStates), store.room(), options.maxStates);
    }
    const { dead, faulty, rank, brokenBy, action, count } = code.progress();
    if (dead >= 0) return { verdict: 'violated', invariant: null, trace: traceTo(machine, store, dead), shortest: !reduce, ...counts(depth) };
    if (faulty >= 0) return { verdict: 'model-error', ...explainFault(machine, store, faulty), ...counts(depth) };
    if (rank !== NO_BREAK) {
      return {
        verdict: 'violated',
        invariant: nameOf(model, rank),
        trace: [...traceTo(machine, store, brokenBy), action],
        shortest: !reduce,
        ...counts(depth),
      };
    }
    if (count === levelEnd) return { verdict: 'holds', ...counts(depth) };
    // only a search for a shorter trace has a greatest depth, and it ends with a violation at the latest there
    if (depth > maxDepth) throw new Error('a violation that the reduced search found is not there without reduction');
  }
}

function nameOf(model: Model, rank: number): string {
  return model.invariants[rank]?.name ?? '';
}

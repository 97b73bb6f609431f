/** A call of a function that the knowledge base knows: its arguments by what the facts say about them. */
import type { ApiFacts } from '../../knowledge/index.ts';
import type { Evaluator } from '../evaluate.ts';
import type { Bounds } from '../facts.ts';
import type { Held } from '../held.ts';
import type { Target } from '../ledger.ts';
import { constant, type Linear, onlySymbol } from '../linear.ts';
import type { State } from '../state.ts';
import { type Call, INF } from './context.ts';
import { namesFlag } from './flags.ts';

export type PlacedEffect = ApiFacts['effects'][number];
type Condition = NonNullable<PlacedEffect['when']>[number];

export interface FactsCall {
  readonly call: Call;
  readonly args: readonly Linear[];
  readonly facts: ApiFacts;
}

const RETURNS: Readonly<Record<string, Bounds>> = {
  '>0': { lo: 1, hi: INF },
  '>=0': { lo: 0, hi: INF },
  '==0': { lo: 0, hi: 0 },
  '<0': { lo: -INF, hi: -1 },
  '<=0': { lo: -INF, hi: 0 },
  true: { lo: 1, hi: INF },
  false: { lo: 0, hi: 0 },
  valid: { lo: 1, hi: INF },
};

/** Does the effect happen in this state, where the result is within the bounds? */
export function applies(k: FactsCall, state: State, e: PlacedEffect, result: Bounds | undefined): boolean {
  return (e.when ?? []).every((w) => isMet(k, state, w, result));
}

function isMet({ call, args, facts }: FactsCall, state: State, w: Condition, result: Bounds | undefined): boolean {
  if ('return' in w) {
    if (!result) return true;
    const wanted = RETURNS[w.return] ?? { lo: -INF, hi: INF };
    return result.lo >= wanted.lo && result.hi <= wanted.hi;
  }
  if ('is' in w && 'param' in w) {
    const at = facts.parameters.findIndex((p) => p.name === w.param);
    const value = args[at];
    if (!value) return true;
    const b = state.facts.boundsOf(value);
    const isZero = b.lo === 0 && b.hi === 0;
    return w.is === 'null' || w.is === 'false' ? isZero : !isZero;
  }
  if ('has' in w || 'lacks' in w) {
    const at = facts.parameters.findIndex((p) => p.name === w.param);
    const flag = 'has' in w ? w.has : w.lacks;
    const says = namesFlag(call.args[at], flag);
    return 'has' in w ? says : !says;
  }
  return true;
}

/** The argument that the effect is about. */
export function subjectOf({ args }: FactsCall, e: PlacedEffect): Linear | undefined {
  return e.argument === undefined || e.argument < 0 ? undefined : args[e.argument];
}

/** How many pages the effect is about, and how the call says it. */
export function countOf({ call, args, facts }: FactsCall, e: PlacedEffect, evaluator: Evaluator): { count: Linear | undefined; text: string } {
  const count = e.count ?? 'unknown';
  if (count === '1') return { count: constant(1), text: '1' };
  const m = /^param:(\w+)$/.exec(count);
  if (!m) return { count: undefined, text: 'all' };
  const at = facts.parameters.findIndex((p) => p.name === m[1]);
  const value = args[at];
  const expr = call.args[at];
  return { count: value, text: expr ? evaluator.textOf(expr) : 'all' };
}

/** What the effect is done to. */
export function targetOf(e: PlacedEffect, value: Linear, state: State, evaluator: Evaluator): Target {
  if (e.path === '[]') {
    // `&page` with a count of one is the page.
    const id = onlySymbol(value);
    const origin = id === undefined ? undefined : evaluator.table.originOf(id);
    if (origin?.from === 'variable' && !evaluator.isArray(origin.id)) return { what: 'page', page: evaluator.load(state, value) };
    return { what: 'array', at: value };
  }
  if (e.path === '*[]') return { what: 'array', at: evaluator.load(state, value) };
  if (e.path.startsWith('->')) return { what: 'object', at: value };
  return { what: 'page', page: value };
}

/** One pointer variable, or an array of them. */
export function modeOf(pointer: Linear, evaluator: Evaluator): Held['mode'] {
  const id = onlySymbol(pointer);
  if (id === undefined) return 'array';
  const origin = evaluator.table.originOf(id);
  if (origin.from === 'member') return 'slot';
  return origin.from === 'variable' && !evaluator.isArray(origin.id) ? 'slot' : 'array';
}

/** `always`, or `if:make_dirty` where that argument is not false for certain. */
export function marksDirty({ dirties }: PlacedEffect, { args, facts }: FactsCall, state: State): boolean {
  if (dirties === undefined || dirties === 'never') return false;
  const name = /^if:(\w+)$/.exec(dirties)?.[1];
  const value = name === undefined ? undefined : args[facts.parameters.findIndex((p) => p.name === name)];
  if (!value) return true;
  const b = state.facts.boundsOf(value);
  return !(b.lo === 0 && b.hi === 0);
}

/** What a call of a function of the same file does. */
import type { Bounds } from '../facts.ts';
import type { Target } from '../ledger.ts';
import { containersOf, rootObject } from '../lifetime.ts';
import { baseOf, fullKey, isConstant, type Linear, type SymbolId } from '../linear.ts';
import type { State } from '../state.ts';
import type { Summary, SummaryEffect } from '../summary.ts';
import type { Call, Way } from './context.ts';
import { dealtElsewhere } from './elsewhere.ts';
import { isParam, type Returned, siteOf } from './returned.ts';
import { acquireOf, failureOf, idOf } from './summaryAcquire.ts';
import { type CallTools, releaseLoop } from './tools.ts';
import { type Translate, translator } from './translate.ts';

export function bySummary(tools: CallTools, state: State, call: Call, given: readonly Linear[], summary: Summary): Way[] {
  const args = given.map((a, i) => tools.evaluator.convert(state, a, summary.params[i]));
  for (const [i, value] of args.entries()) if (call.args[i]?.op === 'address' && summary.trivial) tools.havoc(state, call, value, i);
  if (tools.context.inLoop(call)) tools.forgetWhatItMayChange(state, args);
  if (summary.outcomes.length === 0) return summary.trivial ? [{ state, result: tools.fresh(state, call, '', args) }] : [];
  tools.noticeArguments(state, args);
  if (summary.dirties)
    tools.context.observer.dirtied(
      state,
      args.flatMap((a) => tools.reachable(state, a)),
      tools.context.inLoop(call),
    );
  const ways: Way[] = [];
  for (const [i, outcome] of summary.outcomes.entries()) {
    const s = i === summary.outcomes.length - 1 ? state : state.fork();
    const way = comeBack(tools, { call, args, summary, outcome, index: i }, s);
    if (way) ways.push(way);
  }
  return ways;
}

function comeBack(tools: CallTools, r: Returned, state: State): Way | undefined {
  const { call, args, outcome, index } = r;
  const translate = translator(tools, r, state);
  const result = outcome.result ? translate(outcome.result) : tools.fresh(state, call, `#${index}`, args);
  if (!isConstant(result) && !state.facts.assume(result, outcome.bounds)) return undefined;
  for (const { form, bounds } of outcome.facts) if (!state.facts.assume(translate(form), bounds)) return undefined;
  failureOf(tools, r, state, result);
  const writes: Write[] = [];
  for (const e of outcome.effects)
    if (e.does === 'write') writes.push({ at: translate(e.at), value: e.value && translate(e.value), bounds: e.bounds });
    else happen(tools, r, state, e, translate, result);
  // What the effects name is what it was when the callee began.
  freshlyWritten(tools, r, state);
  dealtElsewhere(tools, r, state);
  for (const w of writes) if (!isConstant(w.at)) write(tools, r, state, w);
  return { state, result };
}

/** Memory of ours that the callee wrote to. */
interface Write {
  readonly at: Linear;
  readonly value: Linear | undefined;
  readonly bounds: Bounds | undefined;
}

/** One effect of the callee on pages. */
function happen(
  tools: CallTools,
  r: Returned,
  state: State,
  e: Exclude<SummaryEffect, { does: 'write' }>,
  translate: Translate,
  result: Linear,
): void {
  const { ledger } = tools;
  const { call } = r;
  const site = siteOf(r);
  switch (e.does) {
    case 'acquire':
      acquireOf(tools, r, state, e, translate, result);
      return;
    case 'release': {
      const place = translate(e.place);
      if (isConstant(place)) return;
      const loop = releaseLoop(tools, call, state);
      const target: Target = e.target === 'page' ? { what: 'page', page: place } : { what: e.target, at: place };
      ledger.release(state, target, {
        ...site,
        call: call.callee ?? e.call,
        kind: e.kind,
        count: loop ? loop.count : e.count && translate(e.count),
        countText: loop ? 'each' : 'all',
        dirties: e.dirties,
        through: true,
        sure: e.always === true,
        ...(loop ? { loop: loop.header, guarded: loop.guarded } : {}),
      });
      return;
    }
    case 'keep': {
      const place = translate(e.place);
      ledger.handOver(state, tools.reachable(state, place), e.to, site);
      tools.publish(state, place);
      return;
    }
    case 'free':
      ledger.freeMemory(state, translate(e.place), site);
      return;
    case 'reference':
      ledger.reference(state, translate(e.place), site);
      return;
    case 'pass': {
      // Some stranger got it from the callee: what stands on our stack it does not keep any more than if we had called it.
      if (call.args.some((a, i) => e.place.terms.length === 2 && isParam(r.summary, e.place, i) && tools.isOnStack(a, r.args[i] ?? e.place))) return;
      const keeper = tools.table.operation('kept-unless-failed', [result]).terms[0] ?? 0;
      ledger.keepIn(state, tools.reachable(state, translate(e.place)), keeper);
      return;
    }
    case 'store': {
      const into = translate(e.into);
      const root = isConstant(into) ? undefined : rootObject(into, tools.table);
      ledger.keepIn(state, tools.reachable(state, translate(e.place)), root);
      return;
    }
  }
}

function write(tools: CallTools, r: Returned, state: State, w: Write): void {
  const { call, outcome } = r;
  // The callee dropped some of the array and put another in its place: it knows what became of the rest.
  const before = state.cellAt(w.at)?.value;
  const swapped = before && !isConstant(before) ? baseOf(before, tools.table) : undefined;
  if (swapped !== undefined && w.value === undefined && outcome.effects.some((e) => e.does === 'release' || e.does === 'free')) {
    const rest = [...state.held.values()].filter((h) => h.base === swapped && h.status === 'held');
    tools.ledger.handOver(state, rest, 'callee', siteOf(r));
  }
  if (isSlotOfHeld(tools, r, state, w)) return;
  const value = w.value ?? tools.fresh(state, call, `w${fullKey(w.at)}`, []);
  if (w.bounds && !isConstant(value)) state.facts.assume(value, w.bounds);
  state.write(w.at, value);
}

/** The page variable of a record: the record knows what is in it. */
function isSlotOfHeld(tools: CallTools, { call, outcome }: Returned, state: State, { at, value }: Write): boolean {
  const justTaken = (id: number): boolean => outcome.effects.some((e) => e.does === 'acquire' && idOf(tools, call, e.id) === id);
  for (const h of state.held.values())
    if (
      h.mode === 'slot' &&
      fullKey(h.place) === fullKey(at) &&
      h.outcome !== 'none' &&
      ((value === undefined && h.status === 'held') || justTaken(h.id))
    )
      return true;
  return false;
}

/** Locals whose address the callee got have unknown values now, unless it put pages there. */
function freshlyWritten(tools: CallTools, { call, args, summary, outcome }: Returned, state: State): void {
  const isParam = (id: SymbolId | undefined, i: number): boolean => {
    const origin = id === undefined ? undefined : summary.table.originOf(id);
    return origin?.from === 'param' && origin.index === i;
  };
  // What the callee writes is among its effects; a variable that it leaves alone keeps its value.
  if (outcome.effects.some((e) => e.does === 'write')) return;
  for (const [i, value] of args.entries()) {
    if (call.args[i]?.op !== 'address') continue;
    // Pages were put into it, or into an array that it leads to.
    const leads = (place: Linear): boolean =>
      isParam(baseOf(place, summary.table), i) || containersOf(place, summary.table).some((id) => isParam(id, i));
    if (outcome.effects.some((e) => e.does === 'acquire' && leads(e.place))) continue;
    tools.havoc(state, call, value, i);
  }
}

/** The record of pages that were taken, and what becomes of the one before it. */
import type { AcquireSite, Held } from '../held.ts';
import { involvesPage } from '../ledger.ts';
import { escapes, lifetimeOf, rootObject } from '../lifetime.ts';
import { baseOf, constant, fullKey, isConstant, type Linear, mentions, onlySymbol, plus, type SymbolId, symbolForm, symbolsOf } from '../linear.ts';
import type { State } from '../state.ts';
import { type Call, EARLIER, VALID } from './context.ts';
import type { CallTools } from './tools.ts';

export interface Taken {
  readonly mode: Held['mode'];
  readonly place: Linear;
  readonly kind: Held['kind'];
  readonly outcome: Held['outcome'];
  readonly count: Linear;
  readonly asked: Linear | undefined;
  readonly result: Linear;
  readonly user?: boolean;
  readonly element?: Linear;
  readonly maybeNull?: boolean;
  readonly owner?: Linear;
  readonly vague?: boolean;
  readonly noticed?: boolean;
  readonly containers?: readonly SymbolId[];
}

export function recordAcquisition(tools: CallTools, state: State, call: Call, site: AcquireSite, t: Taken): void {
  const { ledger } = tools;
  const before = state.held.get(site.id);
  const base = baseOf(t.place, tools.table);
  const field = ledger.fieldOf(t.place);
  ledger.event(state, {
    event: 'acquire',
    span: call.span,
    pages: site.id,
    call: site.call,
    kind: t.kind,
    into: site.array,
    ...(site.requested === undefined ? {} : { requested: site.requested }),
    outcome: t.outcome,
    write: site.write,
    longterm: site.longterm,
    ...(t.user === undefined ? {} : { iterator: t.user ? 'user' : 'kernel' }),
  });
  if (before && base !== undefined) setNumbersAside(tools, state, base, site.id);
  // Pages of an earlier round that are still held.
  const again = before && before.status === 'held' && before.outcome !== 'none' && before.kind !== 'borrowed' ? before : undefined;
  const outlives = again?.containers.some((c) => lifetimeOf(c, tools.table) !== 'local') ?? false;
  const passedOn = again !== undefined && again.containers.length > 0 && t.mode !== 'object' && (t.outcome !== 'none' || outlives);
  if (again && passedOn) {
    // Earlier rounds are known by what they were put into.
    const first = again.containers[0] ?? 0;
    state.hold({ ...again, id: again.id + EARLIER, mode: 'object', place: symbolForm(first), base: first, count: constant(1), taken: constant(1) });
    state.unhold(again.id);
  }
  if (t.outcome === 'none') {
    if (!again || passedOn)
      state.hold({
        ...blankRecord(site, t, base, field),
        count: constant(0),
        taken: constant(0),
        ...(t.mode === 'value' || fullKey(t.place) === fullKey(t.result) ? { element: t.place } : {}),
        ...(onlySymbol(t.result) === undefined ? {} : { failure: onlySymbol(t.result) ?? 0 }),
      });
    return;
  }
  if (t.mode === 'array' && base !== undefined) setAside(tools, state, call, site, base);
  if (again && isLost(tools, state, again, t, base))
    tools.context.report({ wrong: 'overwritten', span: call.span, held: again, state: state.fork() });
  let element = t.element;
  if (t.mode === 'value') element ??= t.place;
  if (t.mode === 'slot') {
    element ??= tools.table.call(site.id, ':page', call.callee, []);
    tools.renew(state, element, `${site.id}:page`);
    if (!t.maybeNull) state.facts.assume(element, VALID);
    state.write(t.place, element);
  }
  const accumulates = again && again.containers.length === 0 && t.mode === 'array' && again.base === base;
  ledger.acquire(state, {
    ...blankRecord(site, t, base, field),
    ...(t.owner ? { owner: t.owner } : {}),
    ...(t.vague ? { vague: true } : {}),
    ...(element ? { element } : {}),
    ...(accumulates && again
      ? {
          count: plus(again.count, t.count),
          taken: plus(again.taken, t.count),
          place: again.place,
          outcome: 'some' as const,
          noticed: true,
          containers: again.containers,
          ...(again.wrote ? { wrote: again.wrote } : {}),
          ...(again.dirtied ? { dirtied: true } : {}),
        }
      : {}),
  });
}

/** The same place again: what was in it is lost, unless it stands somewhere besides. */
function isLost(tools: CallTools, state: State, again: Held, t: Taken, base: SymbolId | undefined): boolean {
  if (t.mode === 'object' || again.containers.length > 0) return false;
  if (t.mode !== 'array' && again.extra !== 0) return false;
  if (t.mode === 'slot' && (!again.element || again.arrayFreed)) return false;
  if (t.mode !== 'value') {
    if (base === undefined || fullKey(again.place) !== fullKey(t.place)) return false;
    // A single pointer of the caller's may be looked at by others; an array that is filled from its start again has nobody else.
    if (lifetimeOf(base, tools.table) === 'outlives' && (t.mode !== 'array' || tools.table.originOf(base).from !== 'param')) return false;
  }
  return !isElsewhere(tools, state, again);
}

/** Other pages come into the array: frame numbers that were made of those before are not theirs. */
function setNumbersAside(tools: CallTools, state: State, base: SymbolId, site: number): void {
  const numbers = new Set<SymbolId>();
  for (const cell of state.memory)
    for (const s of symbolsOf(cell.value)) {
      const origin = tools.table.originOf(s);
      const [page] = origin.from === 'operation' && origin.operation === 'pfn' ? origin.operands : [];
      const id = page && onlySymbol(page);
      const from = id === undefined ? undefined : tools.table.originOf(id);
      if (from?.from === 'memory' && baseOf(from.at, tools.table) === base) numbers.add(s);
    }
  for (const s of numbers) state.replace(s, tools.table.unknown(`pfn:${site}`, 'a frame number of an earlier round'));
}

/** Another call fills the array: pages that it held before are known by the variables that they were copied to. */
function setAside(tools: CallTools, state: State, call: Call, site: AcquireSite, base: SymbolId): void {
  const others = [...state.held.values()].filter(
    (h) => h.id !== site.id && h.base === base && h.mode === 'array' && h.status === 'held' && h.outcome !== 'none' && !h.foreign,
  );
  if (others.length !== 1) return;
  const [h] = others;
  if (!h?.asked || !isConstant(h.asked) || h.asked.k !== 1) return;
  const old = tools.table.memory(h.place);
  const id = old.terms[0] ?? 0;
  if (!state.holdsSymbol(id)) return;
  const kept = tools.table.call(h.id, ':set aside', call.callee, []);
  for (const cell of state.cells()) {
    const root = rootObject(cell.at, tools.table);
    if (root !== undefined && lifetimeOf(root, tools.table) !== 'local' && !isConstant(cell.value) && involvesPage(h, cell.value, tools.table))
      tools.ledger.keepIn(state, [state.held.get(h.id) ?? h], root);
  }
  state.replace(id, kept);
  state.hold({ ...(state.held.get(h.id) ?? h), mode: 'value', element: kept, base: kept.terms[0], place: kept });
}

/** The page of the record is kept somewhere besides the slot that is about to be overwritten. */
function isElsewhere(tools: CallTools, state: State, h: Held): boolean {
  for (const cell of state.memory) {
    if (fullKey(cell.at) === fullKey(h.place)) continue;
    if (h.element && fullKey(cell.value) === fullKey(h.element)) return true;
    if (!h.element && !isConstant(cell.value) && involvesPage(h, cell.value, tools.table)) return true;
    if (!h.element && h.base !== undefined && mentions(cell.value, h.base) && rootObject(cell.at, tools.table) !== h.base) {
      const root = rootObject(cell.at, tools.table);
      if (root !== undefined && escapes(root, state, tools.table, undefined)) return true;
    }
  }
  return false;
}

export function blankRecord(site: AcquireSite, t: Omit<Taken, 'result'>, base: SymbolId | undefined, field: string | undefined): Held {
  return {
    id: site.id,
    site,
    kind: t.kind,
    mode: t.mode,
    place: t.place,
    base,
    ...(t.asked ? { asked: t.asked } : {}),
    count: t.count,
    taken: t.count,
    outcome: t.outcome,
    status: 'held',
    noticed: t.noticed ?? t.outcome !== 'fewer',
    extra: 0,
    containers: t.containers ?? [],
    ...(t.user === undefined ? {} : { iterator: t.user ? ('user' as const) : ('kernel' as const) }),
    ...(field === undefined ? {} : { field }),
  };
}

/** What a call does by the facts of the knowledge base. */
import type { ApiFacts } from '../../knowledge/index.ts';
import type { Bounds } from '../facts.ts';
import type { Held } from '../held.ts';
import type { CallSite } from '../ledger.ts';
import { constant, fullKey, isConstant, type Linear } from '../linear.ts';
import type { State } from '../state.ts';
import { acquireWays } from './acquire.ts';
import { type Call, ERRNO, VALID, type Way } from './context.ts';
import { applyEffect } from './effects.ts';
import { applies, type FactsCall, type PlacedEffect, subjectOf, targetOf } from './factsCall.ts';
import { type CallTools, hasTerm } from './tools.ts';

const LENGTH = new Set(['len', 'length', 'bytes', 'size']);

export function byFacts(tools: CallTools, state: State, call: Call, args: readonly Linear[], facts: ApiFacts): Way[] {
  if (facts.internal) return [{ state, result: tools.fresh(state, call, '', args) }];
  const k: FactsCall = { call, args, facts };
  // One that only some flag asks for is none without it.
  const acquires = facts.effects.filter((e) => isAcquire(e, facts) && applies(k, state, e, undefined));
  if (acquires.length > 0) return acquireWays(tools, k, state, acquires);
  tools.noticeArguments(state, args);
  makesIterator(tools, k, state);
  const conditional = facts.effects.some(
    (e) => e.when?.some((w) => 'return' in w) && (isReference(e, facts) || (isTransfer(e) && recordsOf(tools, k, state, e).length > 0)),
  );
  const classes = conditional ? resultClasses(facts) : undefined;
  if (!classes) {
    const mapped = facts.effects.find((e) => e.effect === 'map');
    const result = resultOf(tools, k, state, mapped);
    for (const e of facts.effects) if (applies(k, state, e, undefined)) applyEffect(tools, k, state, e);
    releaseByName(tools, k, state);
    return [{ state, result }];
  }
  // Nobody adds no bytes; with 0 bytes a result of 0 would say nothing.
  const length = facts.returns?.convention === 'length-or-zero' ? args[facts.parameters.findIndex((p) => LENGTH.has(p.name))] : undefined;
  if (length && !isConstant(length)) state.facts.assume(length, VALID);
  const ways: Way[] = [];
  for (const [i, bounds] of classes.entries()) {
    const s = i === classes.length - 1 ? state : state.fork();
    const result = tools.fresh(s, call, '', args);
    if (!s.facts.assume(result, bounds)) continue;
    for (const e of facts.effects) if (applies(k, s, e, bounds)) applyEffect(tools, k, s, e);
    ways.push({ state: s, result });
  }
  return ways;
}

/** `iov_iter_bvec(&iter, …)`: from here on it is known whose pages the iterator walks. */
function makesIterator(tools: CallTools, { args, facts }: FactsCall, state: State): void {
  if (facts.family !== 'iov-iter' || facts.returns?.convention !== 'void') return;
  const [first, ...rest] = facts.parameters;
  const iter = args[0];
  if (!first || !iter || !/\biov_iter\b/.test(first.type)) return;
  const types = rest.map((p) => p.type).join(' ');
  const kernel = /\b(kvec|bio_vec|xarray|folio_queue)\b/.test(types);
  if (!kernel && !/\b(iovec|__user)\b/.test(types)) return;
  const symbol = tools.table.operation('user-backed', [iter]);
  const id = symbol.terms[0] ?? 0;
  state.facts.filter((terms) => !hasTerm(terms, id));
  state.facts.assume(symbol, kernel ? { lo: 0, hi: 0 } : { lo: 1, hi: 1 });
}

/** The twin of an acquisition that names its pages by something else, such as an address range. */
function releaseByName(tools: CallTools, { call, args, facts }: FactsCall, state: State): void {
  const site: CallSite = { span: call.span, call: facts.name };
  if (
    facts.effects.some(
      (e) =>
        e.effect.startsWith('release-') && e.argument !== undefined && e.path !== '->' && (facts.parameters[e.argument]?.type ?? '*').includes('*'),
    )
  )
    return;
  for (const h of state.held.values()) {
    if (h.status !== 'held' || h.outcome === 'none' || !h.site.releaseWith.includes(facts.name)) continue;
    const first = args[0];
    if (!first || !h.owner || fullKey(first) !== fullKey(h.owner)) continue;
    const release = { ...site, kind: h.kind, count: 'all' };
    tools.ledger.event(state, { event: 'release', span: site.span, pages: h.id, kind: h.kind, call: site.call, count: 'all', dirties: false });
    state.hold({ ...h, status: 'released', count: constant(0), release });
  }
}

function resultOf(tools: CallTools, k: FactsCall, state: State, mapped: PlacedEffect | undefined): Linear {
  const page = mapped && subjectOf(k, mapped);
  if (page && !isConstant(page)) return tools.table.operation('mapped', [page]);
  return tools.fresh(state, k.call, '', k.args);
}

/** The acquisitions that are followed: those of the tracked families. References that other code takes are its own business. */
function isAcquire(e: PlacedEffect, facts: ApiFacts): boolean {
  return (
    (e.effect === 'get' || e.effect === 'pin') &&
    facts.tracked &&
    facts.family !== 'page-cache' &&
    !(e.argument !== undefined && e.argument >= 0 && e.path === '')
  );
}

/** A reference more on a page that is passed. */
const isReference = (e: PlacedEffect, { parameters }: ApiFacts): boolean =>
  (e.effect === 'get' || e.effect === 'pin') && e.path === '' && /\b(?:page|folio) \*$/.test(parameters[e.argument ?? -1]?.type ?? '');

/** Records that the effect is about. */
function recordsOf(tools: CallTools, k: FactsCall, state: State, e: PlacedEffect): Held[] {
  const value = subjectOf(k, e);
  if (!value || isConstant(value)) return [];
  return tools.ledger.find(state, targetOf(e, value, state, tools.evaluator)).filter((h) => h.outcome !== 'none');
}

const isTransfer = (e: PlacedEffect): boolean => e.effect === 'store-borrowed' || e.effect.startsWith('move-') || e.effect.startsWith('release-');

/** The results that decide about transfers. */
function resultClasses(facts: ApiFacts): readonly Bounds[] | undefined {
  switch (facts.returns?.convention) {
    case 'zero-or-errno':
      return [ERRNO, { lo: 0, hi: 0 }];
    case 'length-or-zero':
    case 'bool':
      return [{ lo: 0, hi: 0 }, VALID];
    case 'byte-count':
    case 'page-count':
    case 'all-or-errno':
      return [{ lo: -4095, hi: 0 }, VALID];
    case 'pointer-or-null':
      return [{ lo: 0, hi: 0 }, VALID];
    case 'pointer-or-errptr':
      return [ERRNO, VALID];
    case 'pointer-null-or-errptr':
      return [{ lo: -4095, hi: 0 }, VALID];
    case 'count-not-negative':
    case 'error-page':
    case 'pointer':
    case 'value':
    case 'void':
    case undefined:
      return undefined;
  }
}

/** The ways in which a call that takes pages comes back. */
import { flagFor, isUnshared } from '../../knowledge/index.ts';
import type { Bounds } from '../facts.ts';
import type { AcquireSite, Held } from '../held.ts';
import type { Expr } from '../ir.ts';
import { constant, fullKey, isConstant, type Linear, minus, onlySymbol, plus } from '../linear.ts';
import type { State } from '../state.ts';
import { type Call, ERRNO, INF, VALID, type Way, ZERO } from './context.ts';
import { applies, type FactsCall, type PlacedEffect } from './factsCall.ts';
import { flagOf } from './flags.ts';
import { blankRecord } from './record.ts';
import { takePages } from './take.ts';
import type { CallTools } from './tools.ts';

/** Parameter names that say how many pages are asked for, in the prototypes of the knowledge base. */
const ASKED = new Set(['nr_pages', 'npages', 'npage', 'nr', 'num_pages', 'nr_frames', 'nr_pfns', 'max_pages']);
const WRITE = flagFor('write');
const LONGTERM = flagFor('longterm');
const FLAGS = new Set(['gup_flags', 'flags', 'foll_flags', 'write']);

export function acquireWays(tools: CallTools, k: FactsCall, state: State, acquires: readonly PlacedEffect[]): Way[] {
  const { call, args, facts } = k;
  const flagsAt = facts.parameters.findIndex((p) => FLAGS.has(p.name));
  tools.context.observer.flags(k, flagsAt < 0 ? undefined : args[flagsAt], tools.context.file);
  const first = acquires[0];
  const argument = first?.argument;
  if (!first || argument === undefined) return [{ state, result: tools.fresh(state, call, '', args) }];
  const pointer = argument < 0 ? undefined : args[argument];
  // `pages == NULL` faults pages in and takes nothing.
  if (pointer && isConstant(pointer)) return [{ state, result: tools.fresh(state, call, '', args) }];
  const askedAt = facts.parameters.findIndex((p) => ASKED.has(p.name));
  const byPages = first.count === 'return';
  const asked = byPages ? args[askedAt] : undefined;
  const site = acquireSite(tools, k, argument, askedAt);
  const room = facts.parameters.findIndex((p) => p.name === 'maxpages');
  const limit = room < 0 ? undefined : args[room];
  const capacityAt = facts.parameters.findIndex((p) => p.name.startsWith('max_'));
  const capacity = capacityAt < 0 ? undefined : args[capacityAt];
  const single =
    first.count === '1' || (asked !== undefined && isConstant(asked) && asked.k === 1) || (limit !== undefined && isConstant(limit) && limit.k === 1);
  checkIgnored(tools, k, state, site, pointer, asked);

  const iterAt = facts.parameters.findIndex((p) => /\biov_iter\b/.test(p.type));
  const iter = iterAt < 0 ? undefined : args[iterAt];
  const byIterator = acquires.some((e) => e.when?.some((w) => 'iter' in w && !w.iter.includes('BVEC')));
  const ways: Way[] = [];
  const make = (outcome: Held['outcome'], bounds: Bounds, user: boolean | undefined, lent = false): void => {
    const s = state.fork();
    if (asked && !isConstant(asked) && !s.facts.assume(asked, { lo: 0, hi: 2 ** 44 })) return;
    const version = outcome === 'none' ? ':failed' : outcome === 'all' ? ':all' : '';
    let result: Linear;
    let count: Linear;
    let bytes: Linear | undefined;
    if (outcome === 'all' && byPages && asked) {
      result = asked;
      count = asked;
      if (!s.facts.assume(asked, VALID)) return;
    } else {
      result = facts.returns?.convention === 'all-or-errno' && outcome !== 'none' && asked ? asked : tools.fresh(s, call, version, args);
      if (!s.facts.assume(result, bounds)) return;
      bytes = outcome === 'none' ? undefined : bytesOf(tools, k, s, first, result);
      count = byPages ? result : first.count === '1' ? constant(1) : pagesBehind(tools, s, call);
    }
    if (capacity && outcome !== 'none' && byPages && !s.facts.assume(minus(result, capacity), { lo: -INF, hi: 0 })) return;
    if (outcome === 'fewer' && asked && !s.facts.assume(minus(asked, result), VALID)) return;
    if (user !== undefined && iter && !s.facts.assume(tools.table.operation('user-backed', [iter]), user ? { lo: 1, hi: 1 } : { lo: 0, hi: 0 }))
      return;
    const effect = acquires.find((e) => applies(k, s, e, outcome === 'none' ? undefined : bounds)) ?? first;
    const kind: Held['kind'] = user === false ? 'borrowed' : effect.effect === 'pin' ? 'pin' : 'get';
    takePages(tools, k, s, first, site, {
      kind,
      outcome,
      count,
      asked: single ? constant(1) : asked,
      result,
      ...(user === undefined ? {} : { user }),
    });
    const borrowed = lent ? s.held.get(site.id) : undefined;
    if (borrowed) s.hold({ ...borrowed, lent: true });
    const taken = bytes && s.held.get(site.id);
    // Pages that add up over rounds are more than those of the last.
    if (taken && bytes && fullKey(taken.taken) === fullKey(count)) s.hold({ ...taken, bytes });
    if (bounds.lo === 0 && bounds.hi === 0 && facts.returns?.convention === 'byte-count') s.unhold(site.id);
    ways.push({ state: s, result });
  };
  for (const [outcome, bounds] of outcomesOf(k, state, asked, single)) {
    if (outcome === 'none' || !byIterator || !iter) {
      make(outcome, bounds, undefined);
      continue;
    }
    const exact = state.facts.boundsOf(tools.table.operation('user-backed', [iter]));
    if (exact.hi !== 0) make(outcome, bounds, true);
    if (exact.lo !== 1) make(outcome, bounds, false, exact.hi === 0);
  }
  return ways;
}

/** By the convention of the function: what may have been taken, with which results. */
function outcomesOf(k: FactsCall, state: State, asked: Linear | undefined, single: boolean): (readonly [Held['outcome'], Bounds])[] {
  const failed = ['none', ERRNO] as const;
  const nothing = ['none', ZERO] as const;
  const some = ['some', VALID] as const;
  const fewer = asked && !single ? [['fewer', VALID] as const] : [];
  const all = [asked ? 'all' : 'some', VALID] as const;
  switch (k.facts.returns?.convention) {
    case 'page-count':
      return [failed, ...(mayGiveUp(k, state) ? [nothing] : []), ...fewer, all];
    case 'count-not-negative':
      return [nothing, ...fewer, all];
    case 'byte-count':
      // 0 bytes: nothing to release, and nothing that a caller must tell apart.
      return [failed, nothing, some];
    case 'zero-or-errno':
      return [failed, ['some', ZERO]];
    case 'all-or-errno':
    case 'pointer-or-errptr':
      return [failed, some];
    case 'bool':
      return [nothing, ['some', { lo: 1, hi: 1 }]];
    case 'pointer-or-null':
      return [nothing, some];
    case 'pointer-null-or-errptr':
      return [['none', { lo: -4095, hi: 0 }], some];
    case 'error-page':
    case 'length-or-zero':
    case 'pointer':
    case 'value':
    case 'void':
    case undefined:
      return [['some', { lo: -INF, hi: INF }]];
  }
}

/** A caller that lets the lock go may come back with nothing, which is no errno. */
function mayGiveUp({ args, facts }: FactsCall, state: State): boolean {
  const at = facts.parameters.findIndex((p) => p.name === 'locked');
  const value = at < 0 ? undefined : args[at];
  return value !== undefined && state.facts.boundsOf(value).hi !== 0;
}

/** `bytes:return+*start`: the bytes that came, from the offset that was stored there. */
function bytesOf(tools: CallTools, { call, args, facts }: FactsCall, state: State, e: PlacedEffect, result: Linear): Linear | undefined {
  const offset = /^bytes:return\+\*(\w+)$/.exec(e.count ?? '')?.[1];
  const at = offset === undefined ? undefined : args[facts.parameters.findIndex((p) => p.name === offset)];
  if (!at || isConstant(at)) return undefined;
  const first = tools.fresh(state, call, ':start', []);
  state.facts.assume(first, { lo: 0, hi: INF });
  state.write(at, first);
  return plus(first, result);
}

/** The number of pages behind a number of bytes, or all of an object. */
function pagesBehind(tools: CallTools, state: State, call: Call): Linear {
  const count = tools.table.call(tools.context.siteOf(call), ':pages', call.callee, []);
  tools.renew(state, count, `${tools.context.siteOf(call)}:pages`);
  state.facts.assume(count, VALID);
  return count;
}

function acquireSite(tools: CallTools, { call, args, facts }: FactsCall, argument: number, askedAt: number): AcquireSite {
  const { evaluator } = tools;
  const strip = (e: Expr | undefined): Expr | undefined => (e?.op === 'address' ? e.of : e?.op === 'cast' ? e.of : e);
  const into = argument < 0 ? undefined : strip(strip(call.args[argument]));
  const asked = askedAt < 0 ? undefined : call.args[askedAt];
  const flagsAt = facts.parameters.findIndex((p) => FLAGS.has(p.name));
  const flags = flagsAt < 0 ? undefined : args[flagsAt];
  const variable = tools.context.resultVariable(call.result);
  const longterm = facts.effects.find((x) => x.effect === 'pin')?.longterm;
  return {
    id: tools.context.siteOf(call),
    span: call.span,
    call: facts.name,
    array: into ? evaluator.textOf(into) : (variable?.name ?? evaluator.textOf(call)),
    ...(asked ? { requested: evaluator.textOf(asked) } : {}),
    write: flagOf(flags, WRITE, tools.table),
    longterm: longterm === 'always' ? 'yes' : longterm === 'never' ? 'no' : flagOf(flags, LONGTERM, tools.table),
    releaseWith: facts.releaseWith,
    ...(facts.returns?.convention.endsWith('errptr') ? { errorPointer: true } : {}),
    ...(isOfUnshared(tools, { call, args, facts }) ? { unshared: true } : {}),
    ...(tools.context.inLoop(call) ? { repeated: true } : {}),
    ...(variable ? { countVariable: variable.name } : {}),
    ...(variable?.type.indirections === 0 && variable.type.scalar?.startsWith('u') ? { unsignedResult: true } : {}),
  };
}

/** The pages are those of `bprm->mm`, also through a variable. */
function isOfUnshared({ table }: CallTools, { args, facts }: FactsCall): boolean {
  const mm = args[facts.parameters.findIndex((p) => /\bmm_struct\b/.test(p.type))];
  const read = mm && onlySymbol(mm);
  const from = read === undefined ? undefined : table.originOf(read);
  const at = from?.from === 'memory' ? onlySymbol(from.at) : undefined;
  const member = at === undefined ? undefined : table.originOf(at);
  if (member?.from !== 'member') return false;
  const object = onlySymbol(member.of);
  return object !== undefined && isUnshared(table.typeOf(object)?.name ?? '', member.field);
}

/** Nobody looks at the result of a call that can fail. */
function checkIgnored(
  tools: CallTools,
  { call, facts }: FactsCall,
  state: State,
  site: AcquireSite,
  pointer: Linear | undefined,
  asked: Linear | undefined,
): void {
  if (tools.context.isRead(call.result) || facts.returns?.convention === 'void') return;
  if (pointer && asked && isConstant(asked) && asked.k === 1) {
    // A pointer that was NULL before tells whether the page came.
    const now = tools.evaluator.load(state, pointer);
    const id = onlySymbol(pointer);
    const origin = id === undefined ? undefined : tools.table.originOf(id);
    if (isConstant(now) && (origin?.from !== 'variable' || tools.context.isTested(origin.id))) return;
  }
  const kind = facts.effects.some((e) => e.effect === 'pin') ? 'pin' : 'get';
  const taken = { mode: 'array', place: pointer ?? constant(0), kind, outcome: 'some', count: constant(1), asked } as const;
  const held = blankRecord(site, taken, undefined, undefined);
  tools.context.report({ wrong: 'unchecked', how: 'ignored', span: call.span, held, state: state.fork(), wrapped: false });
}

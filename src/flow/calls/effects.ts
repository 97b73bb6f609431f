/** One effect that the knowledge base names, done to the state. */
import type { ApiFacts } from '../../knowledge/index.ts';
import type { Destination } from '../held.ts';
import type { CallSite, Target } from '../ledger.ts';
import { containersOf, rootObject } from '../lifetime.ts';
import { constant, isConstant, type Linear, minus } from '../linear.ts';
import type { State } from '../state.ts';
import { countOf, type FactsCall, marksDirty, type PlacedEffect, subjectOf, targetOf } from './factsCall.ts';
import { type CallTools, releaseLoop } from './tools.ts';

export function applyEffect(tools: CallTools, k: FactsCall, state: State, e: PlacedEffect): void {
  const { ledger } = tools;
  const { call, facts } = k;
  const value = subjectOf(k, e);
  if (!value) return;
  const site: CallSite = { span: call.span, call: facts.name };
  const target = targetOf(e, value, state, tools.evaluator);
  switch (e.effect) {
    case 'release-get':
    case 'release-pin':
      release(tools, k, state, e, target);
      return;
    case 'get':
    case 'pin':
      if (target.what === 'page') ledger.reference(state, target.page, site);
      return;
    case 'move-get':
    case 'move-pin':
      ledger.handOver(state, tools.reachable(state, value), destinationOf(facts), site);
      return;
    case 'store-borrowed':
      storeBorrowed(tools, k, state, e, value, target);
      return;
    case 'dirty':
    case 'dirty-lock':
      if (target.what === 'page') {
        ledger.touch(state, target.page, 'dirty', site);
        const h = ledger.find(state, target)[0];
        if (h) ledger.event(state, { event: 'dirty', span: call.span, pages: h.id, locked: e.effect === 'dirty-lock', call: facts.name });
      }
      return;
    case 'lock-page':
    case 'unlock-page':
      if (target.what === 'page') ledger.touch(state, target.page, 'lock', site);
      return;
    case 'map':
    case 'dma-map': {
      const how = e.effect === 'map' ? 'cpu' : 'device';
      if (target.what === 'page') ledger.touch(state, target.page, how === 'cpu' ? 'map' : 'device', site);
      const h = ledger.find(state, target)[0];
      if (h) ledger.event(state, { event: 'map', span: call.span, pages: h.id, how, call: facts.name });
      return;
    }
    case 'unmap':
    case 'dma-unmap': {
      const h = ledger.find(state, target)[0];
      if (h) ledger.event(state, { event: 'unmap', span: call.span, pages: h.id, how: e.effect === 'unmap' ? 'cpu' : 'device', call: facts.name });
      return;
    }
    case 'read-page':
    case 'write-page':
      if (target.what === 'page') {
        ledger.touch(state, target.page, 'access', site);
        const h = ledger.find(state, target)[0];
        if (h) ledger.event(state, { event: 'access', span: call.span, pages: h.id, by: 'cpu', write: e.effect === 'write-page', call: facts.name });
      }
      return;
    case 'free-array':
      ledger.freeMemory(state, value, site);
      return;
    case 'free-page':
      return;
    case 'alloc-array':
    case 'alloc-page':
    case 'borrow':
    case 'fault-in':
    case 'none':
    case 'own-get':
      return;
  }
}

function release(tools: CallTools, k: FactsCall, state: State, e: PlacedEffect, target: Target): void {
  const { ledger } = tools;
  const { call, facts } = k;
  // The old names pair with either kind.
  const both = facts.effects.some((x) => x.effect === 'release-get') && facts.effects.some((x) => x.effect === 'release-pin');
  if (both && e.effect === 'release-get') return;
  const known = ledger.find(state, target)[0];
  const kind = both && known ? known.kind : e.effect === 'release-pin' ? 'pin' : 'get';
  const loop = target.what === 'object' ? undefined : releaseLoop(tools, call, state);
  const { count, text } = countOf(k, e, tools.evaluator);
  ledger.release(state, target, {
    span: call.span,
    call: facts.name,
    kind,
    count: loop ? loop.count : count,
    countText: loop ? 'each' : text,
    dirties: marksDirty(e, k, state),
    ...(loop ? { loop: loop.header, guarded: loop.guarded, apart: loop.apart } : {}),
  });
}

/** A page is put into an object that does not own it. */
function storeBorrowed(tools: CallTools, k: FactsCall, state: State, e: PlacedEffect, value: Linear, target: Target): void {
  const { ledger } = tools;
  const { call, facts } = k;
  const site: CallSite = { span: call.span, call: facts.name };
  const holder = containerOf(facts, e);
  const container = holder === undefined ? undefined : k.args[holder];
  const root = container && !isConstant(container) ? rootObject(container, tools.table) : undefined;
  const records = tools.reachable(state, value);
  if (target.what === 'array') {
    const n = countOf(k, e, tools.evaluator).count;
    ledger.touchArray(state, target.at, 'access', site, n);
    for (const h of records)
      if (n && h.outcome === 'fewer' && !h.noticed && h.mode === 'array' && state.facts.boundsOf(minus(n, h.count)).lo >= 1)
        tools.context.report({ wrong: 'unnoticed', span: call.span, held: h, state: state.fork(), call: facts.name });
  } else if (target.what === 'page') ledger.touch(state, target.page, 'reference', site);
  ledger.keepIn(state, records, root);
  if (records.length === 0 && root !== undefined && tools.table.originOf(root).from === 'param')
    for (const s of containersOf(value, tools.table))
      if (s !== root && tools.table.originOf(s).from === 'param') state.write(tools.table.named(`&stores:${s}:${root}`), constant(1));
}

/** The argument that is the object into which a page is put. */
function containerOf(facts: ApiFacts, e: PlacedEffect): number | undefined {
  const at = facts.parameters.findIndex(
    (p, i) =>
      i !== e.argument &&
      /\b(scatterlist|sg_table|sg_append_table|bio|bio_vec|sk_buff|skb_frag_t|sk_msg|pipe_inode_info|iov_iter|vm_area_struct)\b/.test(p.type),
  );
  if (at >= 0) return at;
  return e.argument === 0 ? undefined : 0;
}

/** By the object that takes them, as the prototype names it. */
function destinationOf(facts: ApiFacts): Destination {
  const types = facts.parameters.map((p) => p.type).join(' ');
  if (/\b(sk_buff|skb_frag_t|skb_shared_info|sk_msg|sock)\b/.test(types)) return 'socket';
  if (/\bpipe_/.test(types)) return 'pipe';
  if (/\bbio\b/.test(types)) return 'bio';
  if (/\b(scatterlist|sg_table)\b/.test(types)) return 'scatterlist';
  return /\bvm_area_struct\b/.test(types) ? 'mapping' : 'callee';
}

/**
 * What calls do to mappings of pages: make one, undo one, or take one over. Works on the same states as the analysis of references, with a record a mapping, and
 * takes everything else that a call does (wrappers, error pointers, allocators) from there. Where it is not sure which mapping is meant, it lets go.
 */
import { lookupCall, type MappingFamily, mappingCall, nameSuggests, roleOf } from '../../knowledge/index.ts';
import { byRole } from '../calls/byRole.ts';
import { type Call, type CallContext, VALID } from '../calls/context.ts';
import { CallTools } from '../calls/tools.ts';
import type { AcquireSite, Held } from '../held.ts';
import type { Expr } from '../ir.ts';
import { containersOf } from '../lifetime.ts';
import { constant, fullKey, isConstant, type Linear, mentions, onlySymbol, same, symbolsOf } from '../linear.ts';
import type { State } from '../state.ts';
import type { Interpreter } from '../walk.ts';
import type { MappingDraft } from './draft.ts';

export interface MappingContext extends CallContext {
  /** A function or macro of the file that may undo what it is given. */
  undoes(name: string): boolean;
  /** Another call of the function is written in the same words. */
  isRepeated(call: Call): boolean;
  reportMapping(draft: MappingDraft): void;
  textOf(e: Expr): string;
}

export const familyOf = (h: Held): MappingFamily | undefined => mappingCall(h.site.call)?.family;
const isOpen = (h: Held): boolean => h.status === 'held';
/** Open, and in nothing but variables of the function. */
const isOwn = (h: Held): boolean => isOpen(h) && h.containers.length === 0 && h.doubtful !== true;

/** Out of the stack of those that nest: the ones above come down. */
function takeOut(state: State, h: Held): Held {
  if (h.depth !== undefined)
    for (const x of state.records()) if (x.id !== h.id && x.depth !== undefined && x.depth > h.depth) state.hold({ ...x, depth: x.depth - 1 });
  return h;
}

export class MappingCalls implements Interpreter {
  readonly #context: MappingContext;
  readonly #tools: CallTools;

  constructor(context: MappingContext) {
    this.#context = context;
    this.#tools = new CallTools(context);
  }

  apply(state: State, call: Call): State[] {
    const { evaluator } = this.#tools;
    this.#tools.runsOnce = this.#context.runsOnce(call);
    const args = call.args.map((a) => evaluator.value(state, a));
    const ways = this.#ways(state, call, args);
    for (const way of ways) way.state.setTemp(call.result, way.result);
    return ways.map((w) => w.state);
  }

  cleanup(state: State, name: string, variable: Expr, span: Expr['span']): State[] {
    const value = this.#tools.evaluator.value(state, variable);
    // Whatever runs at the end of a scope undoes it, or has another duty that is not known here.
    for (const h of state.records()) if (isOpen(h) && this.#involves(h, value)) this.#letGo(state, h);
    void name;
    void span;
    return [state];
  }

  /** Put together with flags, or as a number: whoever has the memory has the mapping. */
  stored(state: State, root: number, value: Linear): void {
    for (const h of state.records())
      if (isOpen(h) && (this.#involves(h, value) || this.#leadsToPage(h, value))) this.#tools.ledger.keepIn(state, [h], root);
  }

  /** The page of a mapping that is undone by its page, or an object in which it stands. */
  #leadsToPage(h: Held, value: Linear): boolean {
    if (h.owner === undefined || familyOf(h)?.by !== 'page' || isConstant(value)) return false;
    const around = containersOf(h.owner, this.#tools.table);
    for (const s of symbolsOf(value)) if (around.includes(s)) return true;
    return false;
  }

  /** An address inside of a mapping is none that failed, whatever was added to it. */
  compared(state: State, a: Linear, b: Linear): void {
    if (!isConstant(b) || b.k > 0) return;
    for (const h of state.held.values()) if (h.base !== undefined && mentions(a, h.base)) state.facts.assume(a, VALID);
  }

  #ways(state: State, call: Call, args: readonly Linear[]): { state: State; result: Linear }[] {
    const { callee } = call;
    if (callee !== undefined) {
      const mapping = mappingCall(callee);
      if (mapping?.does === 'map') return [{ state, result: this.#map(state, call, mapping.family, args[mapping.argument]) }];
      if (mapping?.does === 'unmap') {
        const named = args[mapping.argument];
        if (named) this.#unmap(state, call, mapping.family, named);
        return [{ state, result: constant(0) }];
      }
      if (this.#context.undoes(callee)) this.#give(state, args);
      else {
        const role = roleOf(callee);
        // Who copies out of a page or asks it something keeps no address.
        if (role && role.role !== 'touches' && role.role !== 'harmless') return byRole(this.#tools, state, call, args, role);
      }
    }
    return [{ state, result: this.#stranger(state, call, args) }];
  }

  #map(state: State, call: Call, family: MappingFamily, page: Linear | undefined): Linear {
    const id = this.#context.siteOf(call);
    const before = state.held.get(id);
    if (before && isOwn(before)) this.#report(state, call, { wrong: 'again', held: before });
    const result = this.#tools.fresh(state, call, '', page ? [page] : []);
    // Neither fails nor takes a page that is none.
    for (const x of page && !isConstant(page) ? [result, page] : [result]) state.facts.assume(x, VALID);
    if (before) takeOut(state, before);
    const open = state.records().filter((h) => isOpen(h) && h.id !== id && h.depth !== undefined).length;
    state.path = {
      event: { event: 'map', span: call.span, pages: id, how: 'cpu', call: call.callee ?? '' },
      before: state.path,
      depth: (state.path?.depth ?? 0) + 1,
    };
    state.hold({
      id,
      site: this.#siteOf(call, id),
      kind: 'borrowed',
      mode: 'value',
      place: result,
      base: result.terms[0],
      element: result,
      count: constant(1),
      taken: constant(1),
      outcome: 'all',
      // Pages of an array, mapped one a round: another loop undoes them.
      status: family.by === 'page' && page && this.#context.inLoop(call) && this.#isInTable(state, page) ? 'handed' : 'held',
      noticed: true,
      extra: 0,
      containers: [],
      ...(page ? { owner: page } : {}),
      ...(family.nests ? { depth: open } : {}),
    });
    return result;
  }

  /** Read out of memory, or put there: an element of an array, a member. */
  #isInTable(state: State, page: Linear): boolean {
    const { table } = this.#tools;
    for (const id of symbolsOf(page)) if (table.originOf(id).from === 'memory') return true;
    for (const { at, value } of state.memory) {
      const id = onlySymbol(at);
      if (same(value, page) && (id === undefined || table.originOf(id).from !== 'variable')) return true;
    }
    return false;
  }

  #siteOf(call: Call, id: number): AcquireSite {
    const mapping = call.callee === undefined ? undefined : mappingCall(call.callee);
    const page = call.args[mapping?.argument ?? 0];
    const variable = this.#context.resultVariable(call.result)?.name;
    return {
      id,
      span: call.span,
      call: call.callee ?? '',
      array: page ? this.#context.textOf(page) : '',
      ...(variable === undefined ? {} : { countVariable: variable }),
      write: 'maybe',
      longterm: 'maybe',
      releaseWith: [],
    };
  }

  #unmap(state: State, call: Call, family: MappingFamily, named: Linear): void {
    const records = state.records().filter((h) => familyOf(h) !== undefined);
    const byAddress = records.filter((h) => this.#involves(h, named));
    const byPage = records.filter((h) => h.owner !== undefined && !isConstant(named) && fullKey(h.owner) === fullKey(named));
    const [meant, misnamed] = family.by === 'address' ? [byAddress, byPage] : [byPage, byAddress];
    const own = meant.findLast((h) => familyOf(h) === family && isOpen(h));
    if (own) {
      this.#checkOrder(state, call, own);
      this.#close(state, call, own);
      return;
    }
    const other = meant.findLast((h) => familyOf(h) !== family && isOwn(h));
    if (other) {
      this.#report(state, call, { wrong: 'other-family', held: other });
      this.#close(state, call, other);
      return;
    }
    const gone = family.by === 'address' ? meant.findLast((h) => familyOf(h) === family && h.status === 'released') : undefined;
    if (gone?.release) {
      this.#report(state, call, { wrong: 'twice', held: gone, first: gone.release.span });
      return;
    }
    const wrong = misnamed.findLast((h) => isOwn(h) && (familyOf(h) === family || familyOf(h)?.by === family.by));
    if (wrong && familyOf(wrong) === family) {
      this.#report(state, call, { wrong: family.by === 'address' ? 'by-page' : 'by-address', held: wrong });
      this.#close(state, call, wrong);
      return;
    }
    // Any of those that are open may be meant.
    for (const h of records) if (isOpen(h) && familyOf(h) === family) this.#letGo(state, h);
  }

  #close(state: State, call: Call, h: Held): void {
    const span = call.span;
    const name = call.callee ?? '';
    state.path = { event: { event: 'unmap', span, pages: h.id, how: 'cpu', call: name }, before: state.path, depth: (state.path?.depth ?? 0) + 1 };
    const { depth, ...rest } = takeOut(state, h);
    void depth;
    state.hold({ ...rest, status: 'released', release: { span, call: name, kind: h.kind, count: '1' } });
  }

  /** Another that was made later is still open. */
  #checkOrder(state: State, call: Call, h: Held): void {
    if (h.depth === undefined || !isOwn(h)) return;
    const inner = state.records().find((x) => x.id !== h.id && isOwn(x) && x.depth !== undefined && x.depth > (h.depth ?? 0));
    if (inner) this.#report(state, call, { wrong: 'order', held: h, inner });
  }

  /** Nobody here knows what becomes of it. */
  #letGo(state: State, h: Held): void {
    const { depth, ...rest } = takeOut(state, h);
    void depth;
    state.hold({ ...rest, status: 'handed', handed: { to: 'callee', span: h.site.span, guessed: true } });
  }

  /** Whoever is given the address, or the page of a mapping that is undone by its page, may undo it. */
  #give(state: State, args: readonly Linear[]): void {
    for (const value of args)
      for (const h of state.records()) {
        if (!isOpen(h)) continue;
        if (this.#involves(h, value) || this.#leadsToPage(h, value)) this.#letGo(state, h);
      }
  }

  #stranger(state: State, call: Call, args: readonly Linear[]): Linear {
    const { callee } = call;
    const name = callee ?? (call.target?.op === 'field' ? call.target.field : undefined);
    const isKnown =
      callee !== undefined && (roleOf(callee) !== undefined || lookupCall(callee, this.#context.version, call.args.length) !== undefined);
    const suggestion = name === undefined ? undefined : nameSuggests(name);
    if (!isKnown && suggestion === 'releases') this.#give(state, args);
    for (const [i, value] of args.entries()) {
      if (call.args[i]?.op === 'address') this.#tools.havoc(state, call, value, i);
      if (isKnown) continue;
      // An address that stands in no variable is undone by whoever got it; one that does is kept there for that.
      for (const h of state.records())
        if (isOpen(h) && h.shown !== true && h.site.countVariable === undefined && this.#involves(h, value)) state.hold({ ...h, shown: true });
    }
    const inLoop = this.#context.inLoop(call);
    if (inLoop) this.#tools.forgetWhatItMayChange(state, args);
    // What is asked twice in the same words is answered alike.
    if (this.#context.isRepeated(call) && args.some((a) => !isConstant(a))) return this.#tools.table.operation(`ask:${callee ?? ''}`, args);
    return this.#tools.fresh(state, call, '', args);
  }

  #involves(h: Held, value: Linear): boolean {
    return h.base !== undefined && !isConstant(value) && this.#tools.evaluator.involves(value, h.base);
  }

  #report(state: State, call: Call, draft: DistributedOmit<MappingDraft, 'span' | 'call' | 'state'>): void {
    this.#context.reportMapping({ ...draft, span: call.span, call: call.callee ?? '', state: state.fork() });
  }
}

type DistributedOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What every way of judging a call needs: names for results, what can be reached from an argument, what a callee may have changed. */
import type { Evaluator } from '../evaluate.ts';
import type { Held } from '../held.ts';
import type { Expr } from '../ir.ts';
import { involvesPage, type Ledger } from '../ledger.ts';
import { forgetDerived, lifetimeOf, rootObject } from '../lifetime.ts';
import { baseOf, fullKey, isConstant, type Linear, type SymbolId, type SymbolTable, symbolForm, symbolsOf } from '../linear.ts';
import type { State } from '../state.ts';
import type { Call, CallContext } from './context.ts';

/** Operations that the analysis looks into: a page by another name. */
const KEPT_OPERATIONS = new Set(['mapped', 'pfn', 'page-in', 'user-backed', 'zero-page', 'kept-unless-failed']);

export class CallTools {
  readonly context: CallContext;
  readonly evaluator: Evaluator;
  readonly ledger: Ledger;
  readonly table: SymbolTable;
  /** The call at hand runs once at most, so nothing yet stands for what it gives. */
  runsOnce = false;

  constructor(context: CallContext) {
    this.context = context;
    this.evaluator = context.evaluator;
    this.ledger = context.ledger;
    this.table = context.evaluator.table;
  }

  /** A symbol for the result of this site that nothing in the state stands for yet. */
  fresh(state: State, call: Call, version: string, args: readonly Linear[]): Linear {
    const site = this.context.siteOf(call);
    const symbol = this.table.call(site, version, call.callee, args);
    this.renew(state, symbol, `${site}${version}`);
    return symbol;
  }

  /** In a loop the same site gives another value: what stands for the last one gets a name of its own. */
  renew(state: State, symbol: Linear, key: string): void {
    if (this.runsOnce) return;
    const id = symbol.terms[0] ?? 0;
    const old = this.table.unknown(`last:${key}`, 'the value of the round before');
    const oldId = old.terms[0] ?? 0;
    if (state.holdsSymbol(id)) {
      if (state.holdsSymbol(oldId)) state.replace(oldId, this.table.unknown(`before-last:${key}`, 'the value of an earlier round'));
      state.facts.filter((terms) => !hasTerm(terms, oldId));
      state.replace(id, old);
    }
    // What was worked out from it stays what it was: `npages` of the last round.
    for (const made of this.#madeOf(state, id)) {
      const kept = this.table.unknown(`last:${key}:${made}`, 'worked out in the round before');
      const keptId = kept.terms[0] ?? 0;
      if (state.holdsSymbol(keptId)) state.replace(keptId, this.table.unknown(`before-last:${key}:${made}`, 'worked out in an earlier round'));
      state.facts.filter((terms) => !hasTerm(terms, keptId));
      state.replace(made, kept);
    }
    forgetDerived(state, id, this.table, this.strangerSymbol());
  }

  /** Results of arithmetic with the symbol that values of the state hold. */
  #madeOf(state: State, id: SymbolId): Set<SymbolId> {
    const out = new Set<SymbolId>();
    const see = (x: Linear): void => {
      for (let i = 0; i < x.terms.length; i += 2) {
        const s = x.terms[i] ?? 0;
        if (s <= id || !this.table.isMadeOf(s, id)) continue;
        const origin = this.table.originOf(s);
        if (origin.from === 'operation' && !KEPT_OPERATIONS.has(origin.operation)) out.add(s);
      }
    };
    for (const cell of state.memory) see(cell.value);
    for (const h of state.held.values()) {
      see(h.count);
      see(h.taken);
    }
    return out;
  }

  /** From now on others can reach the object. */
  publish(state: State, value: Linear): void {
    const root = rootObject(value, this.table);
    if (root !== undefined) state.write(this.table.named(`&kept:${root}`), symbolForm(root));
  }

  /** The address of a variable of the function: a callee does not keep it, so it is looked at. */
  isOnStack(e: Expr, value: Linear): boolean {
    const root = e.op === 'address' ? rootObject(value, this.table) : undefined;
    return root !== undefined && lifetimeOf(root, this.table) === 'local';
  }

  /** Records whose pages can be reached from `value`: it is the array, a page, an object that holds either. */
  reachable(state: State, value: Linear): Held[] {
    if (isConstant(value)) return [];
    const root = rootObject(value, this.table);
    const base = baseOf(value, this.table);
    const found: Held[] = [];
    for (const h of state.records()) {
      if (h.status !== 'held' || h.outcome === 'none') continue;
      const direct =
        (base !== undefined && h.base === base) ||
        (root !== undefined && (h.containers.includes(root) || h.base === root)) ||
        involvesPage(h, value, this.table);
      if (direct || (root !== undefined && h.base !== undefined && this.#leadsTo(state, root, h.base))) found.push(h);
    }
    return found;
  }

  /** Does a cell of the object hold a pointer to `base`? */
  #leadsTo(state: State, object: SymbolId, base: SymbolId): boolean {
    for (const cell of state.memory) {
      if (rootObject(cell.at, this.table) !== object) continue;
      for (const s of symbolsOf(cell.value)) if (s === base) return true;
    }
    // `obj->pages` that was only read: its array is a piece of the object's memory.
    const origin = this.table.originOf(base);
    if (origin.from === 'memory') return rootObject(origin.at, this.table) === object;
    return origin.from === 'member' && rootObject(symbolForm(base), this.table) === object;
  }

  strangerSymbol(): SymbolId {
    return this.table.named('&a function of another file').terms[0] ?? 0;
  }

  /** A frame number: whoever is given it can do nothing but keep it. */
  isNumber(value: Linear): boolean {
    for (const id of symbolsOf(value)) {
      const origin = this.table.originOf(id);
      if (origin.from === 'operation' && origin.operation === 'pfn') return true;
    }
    return false;
  }

  isMapped(value: Linear): boolean {
    for (const id of symbolsOf(value)) {
      const origin = this.table.originOf(id);
      if (origin.from === 'operation' && origin.operation === 'mapped') return true;
    }
    return false;
  }

  /** A variable whose address was passed has a new value. */
  havoc(state: State, call: Call, at: Linear, index: number): void {
    const base = baseOf(at, this.table);
    if (base === undefined) return;
    const slots = [...state.held.values()].filter((h) => h.mode === 'slot' && h.base !== undefined);
    if (slots.some((h) => h.base === base)) return;
    // The page variables of a structure: the records know what is in them.
    const pages = new Set(slots.filter((h) => h.outcome !== 'none').map((h) => fullKey(h.place)));
    const key = fullKey(at);
    if (state.cellAt(at) !== undefined || this.table.originOf(base).from === 'variable') {
      state.write(at, this.fresh(state, call, `&${index}`, []));
      state.forget((cell) => fullKey(cell.at) !== key && !pages.has(fullKey(cell.at)) && rootObject(cell.at, this.table) === base);
    }
  }

  /** In a loop: tests of what the callee can reach may come out otherwise next time. */
  forgetWhatItMayChange(state: State, args: readonly Linear[]): void {
    const roots = new Set<SymbolId>();
    for (const a of args) {
      const root = isConstant(a) ? undefined : rootObject(a, this.table);
      if (root !== undefined) roots.add(root);
    }
    if (roots.size === 0) return;
    state.facts.filter((terms) => {
      for (let i = 0; i < terms.length; i += 2) {
        const origin = this.table.originOf(terms[i] ?? 0);
        if (origin.from !== 'memory') continue;
        const root = rootObject(origin.at, this.table);
        if (root !== undefined && roots.has(root)) return false;
      }
      return true;
    });
  }

  #notice(state: State, id: number): void {
    const h = state.held.get(id);
    if (h && !h.noticed) state.hold({ ...h, noticed: true });
  }

  /** A count that is passed on was looked at. */
  noticeArguments(state: State, args: readonly Linear[]): void {
    for (const h of state.held.values()) {
      if (h.noticed || h.outcome === 'all' || h.outcome === 'none') continue;
      const ids = [...symbolsOf(h.taken)];
      if (args.some((a) => ids.some((id) => this.evaluator.involves(a, id)))) this.#notice(state, h.id);
    }
  }
}

export const hasTerm = (terms: readonly number[], id: number): boolean => {
  for (let i = 0; i < terms.length; i += 2) if (terms[i] === id) return true;
  return false;
};

/** The loop around the call that drops pages one a round, unless its rounds are over in part; with the number of them, where no test guards the call. */
export function releaseLoop(
  tools: CallTools,
  call: Call,
  state: State,
): { readonly header: number; readonly guarded: boolean; readonly apart: boolean; readonly count: Linear | undefined } | undefined {
  const loop = tools.context.releaseLoop(call);
  const entry = loop && state.loops.get(loop.header);
  if (!loop || entry?.middle) return undefined;
  return { ...loop, count: loop.guarded ? undefined : entry?.rounds };
}

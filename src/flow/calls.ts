/**
 * What a call does in a state: by its role (a wrapper, an allocator, an error pointer), by the summary of a function of the same file, by the facts of the
 * knowledge base, or, for a stranger, by what its name suggests. Each way ends in the same few operations of the ledger.
 */
import type { KernelVersion } from '../base/kernelVersion.ts';
import { type ApiFacts, lookup, lookupCall, nameSuggests, roleOf } from '../knowledge/index.ts';
import { type Evaluator, WRAPPED } from './evaluate.ts';
import type { Bounds } from './facts.ts';
import type { AcquireSite, Destination, Held } from './held.ts';
import type { Expr, Instruction, ValueType } from './ir.ts';
import { type CallSite, type Draft, involvesPage, type Ledger, type Target } from './ledger.ts';
import { containersOf, escapes, forgetDerived, lifetimeOf, rootObject } from './lifetime.ts';
import {
  baseOf,
  constant,
  fullKey,
  isConstant,
  type Linear,
  mentions,
  minus,
  onlySymbol,
  plus,
  type SymbolId,
  type SymbolTable,
  symbolForm,
  symbolsOf,
} from './linear.ts';
import type { State } from './state.ts';
import type { Outcome, Summary, SummaryEffect } from './summary.ts';

type PlacedEffect = ApiFacts['effects'][number];
type Condition = NonNullable<PlacedEffect['when']>[number];
export type Call = Instruction & { readonly do: 'call' };

/** Added to the id of a record for the pages of earlier rounds. */
export const EARLIER = 10_000_000;
/** Operations that the analysis looks into: a page by another name. */
const KEPT_OPERATIONS = new Set(['mapped', 'pfn', 'page-in', 'user-backed', 'zero-page', 'kept-unless-failed']);
const INF = Number.POSITIVE_INFINITY;
const ERRNO: Bounds = { lo: -4095, hi: -1 };
const VALID: Bounds = { lo: 1, hi: INF };

/** What the calls of one function are judged by. */
export interface CallContext {
  readonly file: string;
  readonly version: KernelVersion | undefined;
  /** Of a function or function-like macro of the file; it wins over the knowledge base. `holds`: something was taken or dropped on the way to the call. */
  summary(name: string, holds: boolean): Summary | undefined;
  readonly evaluator: Evaluator;
  readonly ledger: Ledger;
  report(draft: Draft): void;
  /** Names the site of a call within the function. */
  siteOf(call: Call): number;
  /** Is the result of the call ever read? */
  isRead(temp: number): boolean;
  /** Does any branch depend on the variable, or is it returned? */
  isTested(variable: number): boolean;
  /** The variable that the result goes to, as written, and its type. */
  resultVariable(temp: number): { name: string; type: ValueType } | undefined;
  /** Header of the innermost loop around the call that drops its pages one a round. */
  releaseLoop(call: Call): { header: number; guarded: boolean; apart: boolean } | undefined;
  /** True if the call stands in some loop. */
  inLoop(call: Call): boolean;
  /** No path comes by the call twice. */
  runsOnce(call: Call): boolean;
}

/** One way in which a call comes back. */
interface Way {
  readonly state: State;
  readonly result: Linear;
}

/** Parameter names that say how many pages are asked for, in the prototypes of the knowledge base. */
const ASKED = new Set(['nr_pages', 'npages', 'npage', 'nr', 'num_pages', 'nr_frames', 'nr_pfns', 'max_pages']);
const LENGTH = new Set(['len', 'length', 'bytes', 'size']);
const FLAGS = new Set(['gup_flags', 'flags', 'foll_flags', 'write']);

export class CallInterpreter {
  readonly #c: CallContext;
  readonly #table: SymbolTable;
  /** The call at hand runs once at most, so nothing yet stands for what it gives. */
  #runsOnce = false;

  constructor(context: CallContext) {
    this.#c = context;
    this.#table = context.evaluator.table;
  }

  /** The states after the call; `state` is used up. None if it does not come back. */
  apply(state: State, call: Call): State[] {
    this.#runsOnce = this.#c.runsOnce(call);
    const args = call.args.map((a) => this.#c.evaluator.value(state, a));
    const ways = this.#ways(state, call, args);
    for (const way of ways) way.state.setTemp(call.result, way.result);
    return ways.map((w) => w.state);
  }

  #ways(state: State, call: Call, args: readonly Linear[]): Way[] {
    const { callee } = call;
    if (callee === undefined) return this.#stranger(state, call, args, undefined);
    const summary = this.#c.summary(callee, state.held.size > 0);
    if (summary) return this.#bySummary(state, call, args, summary);
    const role = roleOf(callee);
    if (role) {
      const way = this.#byRole(state, call, args, role);
      if (way) return way;
    }
    const facts = lookupCall(callee, this.#c.version, call.args.length);
    if (facts && (facts.onlyIn.length === 0 || facts.onlyIn.some((p) => (p.endsWith('/') ? this.#c.file.startsWith(p) : this.#c.file === p))))
      return this.#byFacts(state, call, args, facts);
    return this.#stranger(state, call, args, callee);
  }

  /** A symbol for the result of this site that nothing in the state stands for yet. */
  #fresh(state: State, call: Call, version: string, args: readonly Linear[]): Linear {
    const site = this.#c.siteOf(call);
    const symbol = this.#table.call(site, version, call.callee, args);
    this.#renew(state, symbol, `${site}${version}`);
    return symbol;
  }

  /** In a loop the same site gives another value: what stands for the last one gets a name of its own. */
  #renew(state: State, symbol: Linear, key: string): void {
    if (this.#runsOnce) return;
    const id = symbol.terms[0] ?? 0;
    const old = this.#table.unknown(`last:${key}`, 'the value of the round before');
    const oldId = old.terms[0] ?? 0;
    if (state.holdsSymbol(id)) {
      if (state.holdsSymbol(oldId)) state.replace(oldId, this.#table.unknown(`before-last:${key}`, 'the value of an earlier round'));
      state.facts.filter((terms) => !has(terms, oldId));
      state.replace(id, old);
    }
    // What was worked out from it stays what it was: `npages` of the last round.
    for (const made of this.#madeOf(state, id)) {
      const kept = this.#table.unknown(`last:${key}:${made}`, 'worked out in the round before');
      const keptId = kept.terms[0] ?? 0;
      if (state.holdsSymbol(keptId)) state.replace(keptId, this.#table.unknown(`before-last:${key}:${made}`, 'worked out in an earlier round'));
      state.facts.filter((terms) => !has(terms, keptId));
      state.replace(made, kept);
    }
    forgetDerived(state, id, this.#table, this.#strangerSymbol());
  }

  /** Results of arithmetic with the symbol that values of the state hold. */
  #madeOf(state: State, id: SymbolId): Set<SymbolId> {
    const out = new Set<SymbolId>();
    const see = (x: Linear): void => {
      for (let i = 0; i < x.terms.length; i += 2) {
        const s = x.terms[i] ?? 0;
        if (s <= id || !this.#table.isMadeOf(s, id)) continue;
        const origin = this.#table.originOf(s);
        if (origin.from === 'operation' && !KEPT_OPERATIONS.has(origin.operation)) out.add(s);
      }
    };
    for (const cell of state.memory.values()) see(cell.value);
    for (const h of state.held.values()) {
      see(h.count);
      see(h.taken);
    }
    return out;
  }

  #byRole(state: State, call: Call, args: readonly Linear[], role: NonNullable<ReturnType<typeof roleOf>>): Way[] | undefined {
    const { evaluator, ledger } = this.#c;
    const one = (result: Linear): Way[] => [{ state, result }];
    const arg = (i: number): Linear => args[i] ?? constant(0);
    switch (role.role) {
      case 'same-value':
      case 'error-of':
      case 'error-pointer':
      case 'same-page':
        return one(arg(role.argument));
      case 'is-page-number':
        return one(this.#table.operation('!', [this.#table.operation('zero-page', [this.#pageOfNumber(arg(role.argument))])]));
      case 'page-number':
        return one(isConstant(arg(role.argument)) ? this.#fresh(state, call, '', args) : this.#table.operation('pfn', [arg(role.argument)]));
      case 'page-of-number':
        return one(this.#pageOfNumber(arg(role.argument)));
      case 'is-zero-page':
        return one(this.#table.operation('zero-page', [arg(role.argument)]));
      case 'address-of':
        return one(isConstant(arg(role.argument)) ? this.#fresh(state, call, '', args) : this.#table.operation('mapped', [arg(role.argument)]));
      case 'takes-value': {
        const expr = call.args[role.argument];
        const value = arg(role.argument);
        if (expr) state.write(evaluator.place(state, expr), constant(0));
        return one(value);
      }
      case 'touches': {
        for (const i of role.arguments) {
          const value = arg(i);
          if (isConstant(value)) continue;
          if (this.#isMapped(value)) ledger.touch(state, value, 'access', { span: call.span, call: call.callee ?? '' });
          if (call.args[i]?.op === 'address') this.#havoc(state, call, value, i);
        }
        // A copy of a table points to the same pages.
        const [into, from] = role.arguments.length > 1 ? [arg(role.arguments[0] ?? 0), arg(role.arguments[1] ?? 1)] : [];
        if (into && from && !isConstant(into) && !isConstant(from) && !this.#isMapped(from)) {
          const [a, b] = [rootObject(into, this.#table), rootObject(from, this.#table)];
          if (a !== undefined && b !== undefined && a !== b && this.#table.originOf(b).from === 'param' && lifetimeOf(a, this.#table) === 'outlives')
            this.#publish(state, from);
          ledger.keepIn(state, this.#reachable(state, from), a);
        }
        return one(this.#fresh(state, call, '', args));
      }
      case 'truth': {
        const b = state.facts.boundsOf(arg(role.argument));
        if (b.lo === 0 && b.hi === 0) return one(constant(0));
        return one(this.#table.operation('!!', [arg(role.argument)]));
      }
      case 'is-error':
      case 'is-error-or-null': {
        const a = arg(role.argument);
        const b = state.facts.boundsOf(a);
        const limit = role.role === 'is-error' ? 0 : 1;
        if (b.hi < limit || (role.role === 'is-error' && b.lo > WRAPPED / 2)) return one(constant(1));
        if (b.lo >= limit) return one(constant(0));
        return one(this.#table.operation('<', [a, constant(limit)]));
      }
      case 'error-or-zero': {
        const a = arg(role.argument);
        const b = state.facts.boundsOf(a);
        if (b.hi < 0) return one(a);
        if (b.lo >= 0) return one(constant(0));
        const result = this.#table.operation('error-or-zero', [a]);
        state.facts.assume(result, { lo: -4095, hi: 0 });
        return one(result);
      }
      case 'no-return':
        return [];
      case 'stops-if': {
        const [, no] = [undefined, evaluator.assumeTruth(state, arg(role.argument), false) ? state : undefined];
        return no ? [{ state: no, result: constant(0) }] : [];
      }
      case 'allocate': {
        const site = this.#c.siteOf(call);
        const memory = this.#table.allocation(site, role.zeroed);
        this.#renew(state, memory, `alloc${site}`);
        if (role.fails === 'never') state.facts.assume(memory, VALID);
        else state.facts.assume(memory, { lo: 0, hi: INF });
        return one(memory);
      }
      case 'free':
        ledger.freeMemory(state, arg(role.argument), { span: call.span, call: call.callee ?? '' });
        return one(constant(0));
      case 'from-container':
        return one(this.#pageIn(arg(role.argument)));
      case 'minimum':
      case 'maximum': {
        const [a, b] = [arg(role.arguments[0]), arg(role.arguments[1])];
        const d = state.facts.boundsOf(minus(a, b));
        const least = role.role === 'minimum';
        if (d.hi <= 0) return one(least ? a : b);
        if (d.lo >= 0) return one(least ? b : a);
        const result = this.#table.operation(role.role, [a, b]);
        for (const x of [a, b]) state.facts.assume(minus(result, x), least ? { lo: -INF, hi: 0 } : { lo: 0, hi: INF });
        const [x, y] = [state.facts.boundsOf(a), state.facts.boundsOf(b)];
        state.facts.assume(result, least ? { lo: Math.min(x.lo, y.lo), hi: INF } : { lo: Math.max(x.lo, y.lo), hi: INF });
        return one(result);
      }
      case 'divide-up':
      case 'pages-of-bytes': {
        const bytes = arg(role.role === 'pages-of-bytes' ? role.argument : role.arguments[0]);
        const unit = role.role === 'pages-of-bytes' ? undefined : arg(role.arguments[1]);
        const result = this.#table.operation(unit ? 'pages-up' : 'pages-of', unit ? [bytes, unit] : [bytes]);
        const least = state.facts.boundsOf(bytes).lo;
        state.facts.assume(result, { lo: least >= 1 ? 1 : least >= 0 ? 0 : -INF, hi: INF });
        return one(result);
      }
      case 'user-backed': {
        const iter = arg(role.argument);
        const exact = this.#table.operation('user-backed', [iter]);
        state.facts.assume(exact, { lo: 0, hi: 1 });
        if (role.exact) {
          const b = state.facts.boundsOf(exact);
          if (b.lo === b.hi) return one(constant(role.trueMeans === (b.lo === 1) ? 1 : 0));
          return one(role.trueMeans ? exact : this.#table.operation('!', [exact]));
        }
        const b = state.facts.boundsOf(exact);
        if (b.lo === b.hi && (b.lo === 1) !== role.trueMeans) return one(constant(0));
        return one(this.#table.operation(role.trueMeans ? 'user-backed-if' : 'kernel-backed-if', [iter, this.#table.named(call.callee ?? '')]));
      }
      case 'keeps': {
        const records = role.arguments.flatMap((i) => this.#reachable(state, arg(i)));
        const result = this.#fresh(state, call, '', args);
        const keep = (s: State): void => {
          ledger.handOver(
            s,
            records.map((h) => s.held.get(h.id) ?? h),
            role.to === 'callee' ? 'callee' : role.to,
            { span: call.span, call: call.callee ?? '' },
          );
          for (const i of role.arguments) this.#publish(s, arg(i));
        };
        if (records.length === 0 || role.unless === undefined) {
          keep(state);
          return one(result);
        }
        const failed = state.fork();
        const ways: Way[] = [];
        if (state.facts.assume(result, role.unless === 'error' ? { lo: 0, hi: INF } : { lo: -INF, hi: INF, not: 0 })) {
          keep(state);
          ways.push({ state, result });
        }
        if (failed.facts.assume(result, role.unless === 'error' ? ERRNO : { lo: 0, hi: 0 })) ways.push({ state: failed, result });
        return ways;
      }
      case 'harmless':
        for (const [i, v] of args.entries()) if (call.args[i]?.op === 'address') this.#havoc(state, call, v, i);
        return one(this.#fresh(state, call, '', args));
    }
  }

  #pageOfNumber(number: Linear): Linear {
    const id = onlySymbol(number);
    const origin = id === undefined ? undefined : this.#table.originOf(id);
    return origin?.from === 'operation' && origin.operation === 'pfn' ? (origin.operands[0] ?? number) : number;
  }

  #pageIn(container: Linear): Linear {
    return this.#table.operation('page-in', [container]);
  }

  /** From now on others can reach the object. */
  #publish(state: State, value: Linear): void {
    const root = rootObject(value, this.#table);
    if (root !== undefined) state.write(this.#table.named(`&kept:${root}`), symbolForm(root));
  }

  /** Records whose pages can be reached from `value`: it is the array, a page, an object that holds either. */
  #reachable(state: State, value: Linear): Held[] {
    if (isConstant(value)) return [];
    const root = rootObject(value, this.#table);
    const base = baseOf(value, this.#table);
    const found: Held[] = [];
    for (const h of state.records()) {
      if (h.status !== 'held' || h.outcome === 'none') continue;
      const direct =
        (base !== undefined && h.base === base) ||
        (root !== undefined && (h.containers.includes(root) || h.base === root)) ||
        involvesPage(h, value, this.#table);
      if (direct || (root !== undefined && h.base !== undefined && this.#leadsTo(state, root, h.base))) found.push(h);
    }
    return found;
  }

  /** Does a cell of the object hold a pointer to `base`? */
  #leadsTo(state: State, object: SymbolId, base: SymbolId): boolean {
    for (const cell of state.memory.values()) {
      if (rootObject(cell.at, this.#table) !== object) continue;
      for (const s of symbolsOf(cell.value)) if (s === base) return true;
    }
    // `obj->pages` that was only read: its array is a piece of the object's memory.
    const origin = this.#table.originOf(base);
    if (origin.from === 'memory') return rootObject(origin.at, this.#table) === object;
    return origin.from === 'member' && rootObject(symbolForm(base), this.#table) === object;
  }

  #stranger(state: State, call: Call, args: readonly Linear[], callee: string | undefined): Way[] {
    const { ledger } = this.#c;
    const suggestion = callee === undefined ? undefined : nameSuggests(callee);
    const result = this.#fresh(state, call, '', args);
    // A stranger that fails keeps nothing.
    const keeper = this.#table.operation('kept-unless-failed', [result]).terms[0] ?? 0;
    const site: CallSite = { span: call.span, call: callee ?? '' };
    for (const [i, value] of args.entries()) {
      const expr = call.args[i];
      if (expr?.op === 'address') this.#havoc(state, call, value, i);
      if (isConstant(value)) continue;
      const dead = [...state.held.values()].some((h) => h.status === 'released');
      if (suggestion === undefined || suggestion === 'keeps') {
        const id = onlySymbol(value);
        if (id !== undefined && this.#table.originOf(id).from === 'param') state.write(this.#table.named(`&passed:${id}`), constant(1));
      }
      const records = this.#reachable(state, value);
      if (records.length > 0) {
        if (suggestion === 'releases') ledger.handOver(state, records, 'callee', site, true);
        else if (suggestion === 'keeps') {
          ledger.handOver(
            state,
            records.filter((h) => h.mode === 'object'),
            'callee',
            site,
          );
          ledger.keepIn(state, records, keeper);
        } else if (this.#isNumber(value)) ledger.keepIn(state, records, keeper);
        else if (suggestion === undefined && !this.#harmlessArgument(expr) && !this.#isMapped(value)) {
          // A structure on the stack is looked at, not kept.
          const root = rootObject(value, this.#table);
          const onStack = root !== undefined && lifetimeOf(root, this.#table) === 'local' && expr?.op === 'address';
          if (!onStack) ledger.keepIn(state, records, this.#isNumber(value) ? this.#table.named('&frame numbers').terms[0] : keeper);
        }
      }
      if (dead && suggestion === 'touches') {
        ledger.touch(state, value, 'access', site);
        if (this.#isMapped(value)) ledger.touch(state, value, 'access', site);
      }
    }
    this.#noticeArguments(state, args);
    for (const value of args) {
      const root = isConstant(value) ? undefined : rootObject(value, this.#table);
      if (root !== undefined && this.#table.originOf(root).from === 'allocation') state.write(this.#table.named(`&given:${root}`), constant(1));
    }
    if (this.#c.inLoop(call)) this.#forgetWhatItMayChange(state, args);
    return [{ state, result }];
  }

  /** A number or a string that happens to mention a record. */
  #harmlessArgument(e: Expr | undefined): boolean {
    return e === undefined || e.op === 'const' || e.op === 'string';
  }

  #strangerSymbol(): SymbolId {
    return this.#table.named('&a function of another file').terms[0] ?? 0;
  }

  /** A frame number: whoever is given it can do nothing but keep it. */
  #isNumber(value: Linear): boolean {
    for (const id of symbolsOf(value)) {
      const origin = this.#table.originOf(id);
      if (origin.from === 'operation' && origin.operation === 'pfn') return true;
    }
    return false;
  }

  #isMapped(value: Linear): boolean {
    for (const id of symbolsOf(value)) {
      const origin = this.#table.originOf(id);
      if (origin.from === 'operation' && origin.operation === 'mapped') return true;
    }
    return false;
  }

  /** A variable whose address was passed has a new value. */
  #havoc(state: State, call: Call, at: Linear, index: number): void {
    const base = baseOf(at, this.#table);
    if (base === undefined) return;
    const holdsPage = [...state.held.values()].some((h) => h.mode === 'slot' && h.base === base);
    if (holdsPage) return;
    const key = fullKey(at);
    if (state.memory.has(key) || this.#table.originOf(base).from === 'variable') {
      state.write(at, this.#fresh(state, call, `&${index}`, []));
      state.forget((cell) => fullKey(cell.at) !== key && rootObject(cell.at, this.#table) === base);
    }
  }

  /** In a loop: tests of what the callee can reach may come out otherwise next time. */
  #forgetWhatItMayChange(state: State, args: readonly Linear[]): void {
    const roots = new Set<SymbolId>();
    for (const a of args) {
      const root = isConstant(a) ? undefined : rootObject(a, this.#table);
      if (root !== undefined) roots.add(root);
    }
    if (roots.size === 0) return;
    state.facts.filter((terms) => {
      for (let i = 0; i < terms.length; i += 2) {
        const origin = this.#table.originOf(terms[i] ?? 0);
        if (origin.from !== 'memory') continue;
        const root = rootObject(origin.at, this.#table);
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
  #noticeArguments(state: State, args: readonly Linear[]): void {
    for (const h of state.held.values()) {
      if (h.noticed || h.outcome === 'all' || h.outcome === 'none') continue;
      const ids = [...symbolsOf(h.taken)];
      if (args.some((a) => ids.some((id) => this.#c.evaluator.involves(a, id)))) this.#notice(state, h.id);
    }
  }

  // ---- facts of the knowledge base -------------------------------------------------------------------------------------------------

  #byFacts(state: State, call: Call, args: readonly Linear[], facts: ApiFacts): Way[] {
    if (facts.internal) return [{ state, result: this.#fresh(state, call, '', args) }];
    const acquires = facts.effects.filter((e) => this.#isAcquire(e, facts));
    if (acquires.length > 0) return this.#acquireWays(state, call, args, facts, acquires);
    const site: CallSite = { span: call.span, call: facts.name };
    this.#noticeArguments(state, args);
    this.#makesIterator(state, args, facts);
    const conditional = facts.effects.some((e) => isTransfer(e) && e.when?.some((w) => 'return' in w) && this.#recordsOf(state, e, args).length > 0);
    const classes = conditional ? resultClasses(facts) : undefined;
    if (!classes) {
      const mapped = facts.effects.find((e) => e.effect === 'map');
      const result = this.#resultOf(state, call, args, mapped);
      for (const e of facts.effects) if (this.#applies(state, e, args, call, facts, undefined)) this.#effect(state, e, args, call, facts, site);
      this.#releaseByName(state, args, facts, site);
      return [{ state, result }];
    }
    // Nobody adds no bytes; with 0 bytes a result of 0 would say nothing.
    const length = facts.returns?.convention === 'length-or-zero' ? args[facts.parameters.findIndex((p) => LENGTH.has(p.name))] : undefined;
    if (length && !isConstant(length)) state.facts.assume(length, VALID);
    const ways: Way[] = [];
    for (const [i, bounds] of classes.entries()) {
      const s = i === classes.length - 1 ? state : state.fork();
      const result = this.#fresh(s, call, '', args);
      if (!s.facts.assume(result, bounds)) continue;
      for (const e of facts.effects) if (this.#applies(s, e, args, call, facts, bounds)) this.#effect(s, e, args, call, facts, site);
      ways.push({ state: s, result });
    }
    return ways;
  }

  /** `iov_iter_bvec(&iter, …)`: from here on it is known whose pages the iterator walks. */
  #makesIterator(state: State, args: readonly Linear[], facts: ApiFacts): void {
    if (facts.family !== 'iov-iter' || facts.returns?.convention !== 'void') return;
    const [first, ...rest] = facts.parameters;
    const iter = args[0];
    if (!first || !iter || !/\biov_iter\b/.test(first.type)) return;
    const types = rest.map((p) => p.type).join(' ');
    const kernel = /\b(kvec|bio_vec|xarray|folio_queue)\b/.test(types);
    if (!kernel && !/\b(iovec|__user)\b/.test(types)) return;
    const symbol = this.#table.operation('user-backed', [iter]);
    const id = symbol.terms[0] ?? 0;
    state.facts.filter((terms) => !has(terms, id));
    state.facts.assume(symbol, kernel ? { lo: 0, hi: 0 } : { lo: 1, hi: 1 });
  }

  /** The twin of an acquisition that names its pages by something else, such as an address range. */
  #releaseByName(state: State, args: readonly Linear[], facts: ApiFacts, site: CallSite): void {
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
      this.#c.ledger.event(state, { event: 'release', span: site.span, pages: h.id, kind: h.kind, call: site.call, count: 'all', dirties: false });
      state.hold({ ...h, status: 'released', count: constant(0), release });
    }
  }

  #resultOf(state: State, call: Call, args: readonly Linear[], mapped: PlacedEffect | undefined): Linear {
    const page = mapped?.argument === undefined || mapped.argument < 0 ? undefined : args[mapped.argument];
    if (page && !isConstant(page)) return this.#table.operation('mapped', [page]);
    return this.#fresh(state, call, '', args);
  }

  /** The acquisitions that are followed: those of the tracked families. References that other code takes are its own business. */
  #isAcquire(e: PlacedEffect, facts: ApiFacts): boolean {
    return (
      (e.effect === 'get' || e.effect === 'pin') &&
      facts.tracked &&
      facts.family !== 'page-cache' &&
      !(e.argument !== undefined && e.argument >= 0 && e.path === '')
    );
  }

  #recordsOf(state: State, e: PlacedEffect, args: readonly Linear[]): Held[] {
    const value = e.argument === undefined || e.argument < 0 ? undefined : args[e.argument];
    if (!value || isConstant(value)) return [];
    return this.#c.ledger.find(state, targetOf(e, value, state, this.#c.evaluator)).filter((h) => h.outcome !== 'none');
  }

  #applies(state: State, e: PlacedEffect, args: readonly Linear[], call: Call, facts: ApiFacts, result: Bounds | undefined): boolean {
    return (e.when ?? []).every((w) => this.#holds(state, w, args, call, facts, result));
  }

  #holds(state: State, w: Condition, args: readonly Linear[], call: Call, facts: ApiFacts, result: Bounds | undefined): boolean {
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

  #effect(state: State, e: PlacedEffect, args: readonly Linear[], call: Call, facts: ApiFacts, site: CallSite): void {
    const { ledger } = this.#c;
    const value = e.argument === undefined || e.argument < 0 ? undefined : args[e.argument];
    if (!value) return;
    const target = targetOf(e, value, state, this.#c.evaluator);
    switch (e.effect) {
      case 'release-get':
      case 'release-pin': {
        // The old names pair with either kind.
        const both = facts.effects.some((x) => x.effect === 'release-get') && facts.effects.some((x) => x.effect === 'release-pin');
        if (both && e.effect === 'release-get') return;
        const known = ledger.find(state, target)[0];
        const kind = both && known ? known.kind : e.effect === 'release-pin' ? 'pin' : 'get';
        const around = this.#c.releaseLoop(call);
        const loop = around && state.loops.get(around.header)?.middle ? undefined : around;
        const { count, text } = this.#count(state, e, args, call, facts);
        const entry = loop && state.loops.get(loop.header);
        const inRounds = loop !== undefined && (target.what === 'page' || target.what === 'array');
        ledger.release(state, target, {
          ...site,
          kind,
          count: inRounds ? (loop?.guarded ? undefined : entry?.rounds) : count,
          countText: inRounds ? 'each' : text,
          dirties: e.dirties !== undefined && e.dirties !== 'never',
          ...(inRounds && loop ? { loop: loop.header, guarded: loop.guarded, apart: loop.apart } : {}),
        });
        return;
      }
      case 'get':
        if (target.what === 'page') ledger.reference(state, target.page, site);
        return;
      case 'pin':
        if (target.what === 'page') ledger.reference(state, target.page, site);
        return;
      case 'move-get':
      case 'move-pin':
        ledger.handOver(state, this.#reachable(state, value), destinationOf(facts), site);
        return;
      case 'store-borrowed': {
        const holder = containerOf(facts, e);
        const container = holder === undefined ? undefined : args[holder];
        const root = container && !isConstant(container) ? rootObject(container, this.#table) : undefined;
        const records = this.#reachable(state, value);
        if (target.what === 'array') {
          const n = this.#count(state, e, args, call, facts).count;
          ledger.touchArray(state, target.at, 'access', site, n);
          for (const h of records)
            if (n && h.outcome === 'fewer' && !h.noticed && h.mode === 'array' && state.facts.boundsOf(minus(n, h.count)).lo >= 1)
              this.#c.report({ wrong: 'unnoticed', span: call.span, held: h, state: state.fork(), call: facts.name });
        } else if (target.what === 'page') ledger.touch(state, target.page, 'reference', site);
        ledger.keepIn(state, records, root);
        if (records.length === 0 && root !== undefined && this.#table.originOf(root).from === 'param')
          for (const s of containersOf(value, this.#table))
            if (s !== root && this.#table.originOf(s).from === 'param') state.write(this.#table.named(`&stores:${s}:${root}`), constant(1));
        return;
      }
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
          if (h)
            ledger.event(state, { event: 'access', span: call.span, pages: h.id, by: 'cpu', write: e.effect === 'write-page', call: facts.name });
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

  #count(state: State, e: PlacedEffect, args: readonly Linear[], call: Call, facts: ApiFacts): { count: Linear | undefined; text: string } {
    const count = e.count ?? 'unknown';
    if (count === '1') return { count: constant(1), text: '1' };
    const m = /^param:(\w+)$/.exec(count);
    if (!m) return { count: undefined, text: 'all' };
    const at = facts.parameters.findIndex((p) => p.name === m[1]);
    const value = args[at];
    const expr = call.args[at];
    void state;
    return { count: value, text: expr ? this.#c.evaluator.textOf(expr) : 'all' };
  }

  // ---- acquisitions ------------------------------------------------------------------------------------------------------------------

  #acquireWays(state: State, call: Call, args: readonly Linear[], facts: ApiFacts, acquires: readonly PlacedEffect[]): Way[] {
    const first = acquires[0];
    const argument = first?.argument;
    if (!first || argument === undefined) return [{ state, result: this.#fresh(state, call, '', args) }];
    const pointer = argument < 0 ? undefined : args[argument];
    // `pages == NULL` faults pages in and takes nothing.
    if (pointer && isConstant(pointer)) return [{ state, result: this.#fresh(state, call, '', args) }];
    const askedAt = facts.parameters.findIndex((p) => ASKED.has(p.name));
    const byPages = first.count === 'return';
    const asked = byPages ? args[askedAt] : undefined;
    const site = this.#site(state, call, facts, argument, askedAt);
    const room = facts.parameters.findIndex((p) => p.name === 'maxpages');
    const limit = room < 0 ? undefined : args[room];
    const capacityAt = facts.parameters.findIndex((p) => p.name.startsWith('max_'));
    const capacity = capacityAt < 0 ? undefined : args[capacityAt];
    const single =
      first.count === '1' ||
      (asked !== undefined && isConstant(asked) && asked.k === 1) ||
      (limit !== undefined && isConstant(limit) && limit.k === 1);
    this.#checkIgnored(state, call, facts, site, pointer, asked);

    const iterAt = facts.parameters.findIndex((p) => /\biov_iter\b/.test(p.type));
    const iter = iterAt < 0 ? undefined : args[iterAt];
    const byIterator = acquires.some((e) => e.when?.some((w) => 'iter' in w && !w.iter.includes('BVEC')));
    const ways: Way[] = [];
    const make = (from: State, outcome: Held['outcome'], bounds: Bounds, user: boolean | undefined): void => {
      const s = from.fork();
      if (asked && !isConstant(asked) && !s.facts.assume(asked, { lo: 0, hi: 2 ** 44 })) return;
      const version = outcome === 'none' ? ':failed' : outcome === 'all' ? ':all' : '';
      let result: Linear;
      let count: Linear;
      if (outcome === 'all' && byPages && asked) {
        result = asked;
        count = asked;
        if (!s.facts.assume(asked, VALID)) return;
      } else {
        result = facts.returns?.convention === 'all-or-errno' && outcome !== 'none' && asked ? asked : this.#fresh(s, call, version, args);
        if (!s.facts.assume(result, bounds)) return;
        count = byPages ? result : first.count === '1' ? constant(1) : this.#held(s, call);
      }
      if (capacity && outcome !== 'none' && byPages && !s.facts.assume(minus(result, capacity), { lo: -INF, hi: 0 })) return;
      if (outcome === 'fewer' && asked && !s.facts.assume(minus(asked, result), VALID)) return;
      if (user !== undefined && iter && !s.facts.assume(this.#table.operation('user-backed', [iter]), user ? { lo: 1, hi: 1 } : { lo: 0, hi: 0 }))
        return;
      const effect = acquires.find((e) => this.#applies(s, e, args, call, facts, outcome === 'none' ? undefined : bounds)) ?? first;
      const kind: Held['kind'] = user === false ? 'borrowed' : effect.effect === 'pin' ? 'pin' : 'get';
      this.#take(s, call, args, facts, first, site, {
        kind,
        outcome,
        count,
        asked: single ? constant(1) : asked,
        result,
        ...(user === undefined ? {} : { user }),
      });
      const bytes = outcome === 'none' ? undefined : this.#bytesOf(s, args, facts, first, result);
      const taken = bytes && s.held.get(site.id);
      if (taken) s.hold({ ...taken, bytes });
      if (bounds.lo === 0 && bounds.hi === 0 && facts.returns?.convention === 'byte-count') s.unhold(site.id);
      ways.push({ state: s, result });
    };
    const each = (outcome: Held['outcome'], bounds: Bounds): void => {
      if (outcome === 'none' || !byIterator || !iter) {
        make(state, outcome, bounds, undefined);
        return;
      }
      const exact = state.facts.boundsOf(this.#table.operation('user-backed', [iter]));
      if (exact.hi !== 0) make(state, outcome, bounds, true);
      if (exact.lo !== 1) make(state, outcome, bounds, false);
    };
    switch (facts.returns?.convention) {
      case 'page-count':
        each('none', ERRNO);
        if (this.#mayGiveUp(state, args, facts)) each('none', { lo: 0, hi: 0 });
        if (asked && !single) each('fewer', VALID);
        each(asked ? 'all' : 'some', VALID);
        break;
      case 'count-not-negative':
        each('none', { lo: 0, hi: 0 });
        if (asked && !single) each('fewer', VALID);
        each(asked ? 'all' : 'some', VALID);
        break;
      case 'byte-count':
        each('none', ERRNO);
        // 0 bytes: nothing to release, and nothing that a caller must tell apart.
        each('none', { lo: 0, hi: 0 });
        each('some', VALID);
        break;
      case 'zero-or-errno':
        each('none', ERRNO);
        each('some', { lo: 0, hi: 0 });
        break;
      case 'all-or-errno':
        each('none', ERRNO);
        each('some', VALID);
        break;
      case 'bool':
        each('none', { lo: 0, hi: 0 });
        each('some', { lo: 1, hi: 1 });
        break;
      case 'pointer-or-null':
        each('none', { lo: 0, hi: 0 });
        each('some', VALID);
        break;
      case 'pointer-or-errptr':
        each('none', ERRNO);
        each('some', VALID);
        break;
      case 'pointer-null-or-errptr':
        each('none', { lo: -4095, hi: 0 });
        each('some', VALID);
        break;
      case 'error-page':
      case 'length-or-zero':
      case 'pointer':
      case 'value':
      case 'void':
      case undefined:
        each('some', { lo: -INF, hi: INF });
        break;
    }
    return ways;
  }

  /** A caller that lets the lock go may come back with nothing, which is no errno. */
  #mayGiveUp(state: State, args: readonly Linear[], facts: ApiFacts): boolean {
    const at = facts.parameters.findIndex((p) => p.name === 'locked');
    const value = at < 0 ? undefined : args[at];
    return value !== undefined && state.facts.boundsOf(value).hi !== 0;
  }

  /** `bytes:return+*start`: the bytes that came, from the offset that was stored there. */
  #bytesOf(state: State, args: readonly Linear[], facts: ApiFacts, e: PlacedEffect, result: Linear): Linear | undefined {
    const offset = /^bytes:return\+\*(\w+)$/.exec(e.count ?? '')?.[1];
    const at = offset === undefined ? undefined : args[facts.parameters.findIndex((p) => p.name === offset)];
    return at && !isConstant(at) ? plus(this.#c.evaluator.load(state, at), result) : undefined;
  }

  /** The number of pages behind a number of bytes, or all of an object. */
  #held(state: State, call: Call): Linear {
    const count = this.#table.call(this.#c.siteOf(call), ':pages', call.callee, []);
    this.#renew(state, count, `${this.#c.siteOf(call)}:pages`);
    state.facts.assume(count, VALID);
    return count;
  }

  #take(
    state: State,
    call: Call,
    args: readonly Linear[],
    facts: ApiFacts,
    e: PlacedEffect,
    site: AcquireSite,
    taken: { kind: Held['kind']; outcome: Held['outcome']; count: Linear; asked: Linear | undefined; result: Linear; user?: boolean },
  ): void {
    const { evaluator } = this.#c;
    const argument = e.argument ?? -1;
    let place: Linear;
    let mode: Held['mode'];
    if (argument < 0) {
      place = taken.result;
      mode = e.path === '[]' ? 'array' : e.path.startsWith('->') || e.path === '->' ? 'object' : 'value';
    } else {
      const pointer = args[argument] ?? constant(0);
      if (e.path === '*[]') {
        // The array that the variable points to; allocated here where it pointed to nothing.
        const now = evaluator.load(state, pointer);
        const b = state.facts.boundsOf(now);
        const root = rootObject(pointer, this.#table);
        const unset =
          (b.lo === 0 && b.hi === 0) ||
          (onlySymbol(now) !== undefined &&
            fullKey(now) === fullKey(evaluator.initial(pointer)) &&
            root !== undefined &&
            this.#table.originOf(root).from === 'variable');
        if (unset) {
          const memory = this.#table.allocation(this.#c.siteOf(call));
          this.#renew(state, memory, `alloc${this.#c.siteOf(call)}`);
          if (taken.outcome !== 'none') {
            state.facts.assume(memory, VALID);
            state.write(pointer, memory);
          }
          place = memory;
        } else place = now;
        mode = 'array';
      } else if (e.path.startsWith('*->')) {
        place = this.#table.call(this.#c.siteOf(call), ':object', call.callee, []);
        this.#renew(state, place, `${this.#c.siteOf(call)}:object`);
        if (taken.outcome !== 'none') {
          state.facts.assume(place, VALID);
          state.write(pointer, place);
        }
        mode = 'object';
      } else if (e.path === '*') {
        place = pointer;
        mode = 'slot';
      } else if (e.path.startsWith('->')) {
        place = pointer;
        mode = 'object';
      } else {
        place = pointer;
        mode = modeOf(pointer, evaluator);
      }
    }
    this.#record(state, call, site, {
      mode,
      place,
      ...taken,
      maybeNull: e.count === 'each',
      ...(args[0] ? { owner: args[0] } : {}),
      ...this.#byRange(facts, args),
    });
    void facts;
  }

  /** Pages that are released by range stand in the books of the object that they were asked of. */
  #byRange(facts: ApiFacts, args: readonly Linear[]): { containers?: readonly SymbolId[] } {
    const takesPages = (name: string): boolean => {
      const twin = lookup(name, this.#c.version);
      return (
        twin === undefined ||
        twin.effects.some((e) => e.effect.startsWith('release-') && (e.path !== '' || (twin.parameters[e.argument ?? 0]?.type ?? '*').includes('*')))
      );
    };
    if (facts.releaseWith.length === 0 || facts.releaseWith.some(takesPages)) return {};
    const root = args[0] && !isConstant(args[0]) ? rootObject(args[0], this.#table) : undefined;
    return root === undefined ? {} : { containers: [root] };
  }

  #record(
    state: State,
    call: Call,
    site: AcquireSite,
    t: {
      mode: Held['mode'];
      place: Linear;
      kind: Held['kind'];
      outcome: Held['outcome'];
      count: Linear;
      asked: Linear | undefined;
      result: Linear;
      user?: boolean;
      element?: Linear;
      maybeNull?: boolean;
      owner?: Linear;
      vague?: boolean;
      noticed?: boolean;
      containers?: readonly SymbolId[];
    },
  ): void {
    const { ledger } = this.#c;
    const before = state.held.get(site.id);
    const base = baseOf(t.place, this.#table);
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
    if (before && base !== undefined) this.#setNumbersAside(state, base, site.id);
    // Pages of an earlier round that are still held.
    const again = before && before.status === 'held' && before.outcome !== 'none' && before.kind !== 'borrowed' ? before : undefined;
    const outlives = again?.containers.some((c) => lifetimeOf(c, this.#table) !== 'local') ?? false;
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
          ...this.#blank(site, t, base, field),
          count: constant(0),
          taken: constant(0),
          ...(t.mode === 'value' || fullKey(t.place) === fullKey(t.result) ? { element: t.place } : {}),
          ...(onlySymbol(t.result) === undefined ? {} : { failure: onlySymbol(t.result) ?? 0 }),
        });
      return;
    }
    let element: Linear | undefined = t.element;
    if (t.mode === 'slot' || t.mode === 'value') {
      if (t.mode === 'value' && again && again.extra === 0 && again.containers.length === 0 && !this.#isElsewhere(state, again))
        this.#c.report({ wrong: 'overwritten', span: call.span, held: again, state: state.fork() });
      element ??= t.mode === 'value' ? t.place : this.#table.call(site.id, ':page', call.callee, []);
      if (t.mode === 'slot') {
        if (
          again &&
          again.element &&
          fullKey(again.place) === fullKey(t.place) &&
          again.extra === 0 &&
          again.containers.length === 0 &&
          base !== undefined &&
          lifetimeOf(base, this.#table) !== 'outlives' &&
          !again.arrayFreed &&
          !this.#isElsewhere(state, again)
        ) {
          this.#c.report({ wrong: 'overwritten', span: call.span, held: again, state: state.fork() });
        }
        this.#renew(state, element, `${site.id}:page`);
        if (!t.maybeNull) state.facts.assume(element, VALID);
        state.write(t.place, element);
      }
    }
    if (t.mode === 'array' && base !== undefined) this.#setAside(state, call, site, base);
    const blank = { ...this.#blank(site, t, base, field), ...(t.owner ? { owner: t.owner } : {}), ...(t.vague ? { vague: true } : {}) };
    if (
      again &&
      t.mode === 'array' &&
      base !== undefined &&
      lifetimeOf(base, this.#table) !== 'outlives' &&
      fullKey(again.place) === fullKey(t.place) &&
      !this.#isElsewhere(state, again) &&
      again.containers.length === 0
    ) {
      // The same slots again: what was in them is lost.
      this.#c.report({ wrong: 'overwritten', span: call.span, held: again, state: state.fork() });
    }
    const accumulates = again && again.containers.length === 0 && t.mode === 'array' && again.base === base;
    ledger.acquire(state, {
      ...blank,
      ...(element ? { element } : {}),
      ...(accumulates && again
        ? {
            count: plus(again.count, t.count),
            taken: plus(again.taken, t.count),
            place: again.place,
            outcome: 'some' as const,
            noticed: true,
            containers: again.containers,
          }
        : {}),
    });
  }

  /** Other pages come into the array: frame numbers that were made of those before are not theirs. */
  #setNumbersAside(state: State, base: SymbolId, site: number): void {
    const numbers = new Set<SymbolId>();
    for (const cell of state.memory.values())
      for (const s of symbolsOf(cell.value)) {
        const origin = this.#table.originOf(s);
        const [page] = origin.from === 'operation' && origin.operation === 'pfn' ? origin.operands : [];
        const id = page && onlySymbol(page);
        const from = id === undefined ? undefined : this.#table.originOf(id);
        if (from?.from === 'memory' && baseOf(from.at, this.#table) === base) numbers.add(s);
      }
    for (const s of numbers) state.replace(s, this.#table.unknown(`pfn:${site}`, 'a frame number of an earlier round'));
  }

  /** Another call fills the array: pages that it held before are known by the variables that they were copied to. */
  #setAside(state: State, call: Call, site: AcquireSite, base: SymbolId): void {
    const others = [...state.held.values()].filter(
      (h) => h.id !== site.id && h.base === base && h.mode === 'array' && h.status === 'held' && h.outcome !== 'none' && !h.foreign,
    );
    if (others.length !== 1) return;
    const [h] = others;
    if (!h?.asked || !isConstant(h.asked) || h.asked.k !== 1) return;
    const old = this.#table.memory(h.place);
    const id = old.terms[0] ?? 0;
    if (!state.holdsSymbol(id)) return;
    const kept = this.#table.call(h.id, ':set aside', call.callee, []);
    for (const cell of state.cells()) {
      const root = rootObject(cell.at, this.#table);
      if (root !== undefined && lifetimeOf(root, this.#table) !== 'local' && !isConstant(cell.value) && involvesPage(h, cell.value, this.#table))
        this.#c.ledger.keepIn(state, [state.held.get(h.id) ?? h], root);
    }
    state.replace(id, kept);
    state.hold({ ...(state.held.get(h.id) ?? h), mode: 'value', element: kept, base: kept.terms[0], place: kept });
  }

  /** The page of the record is kept somewhere besides the slot that is about to be overwritten. */
  #isElsewhere(state: State, h: Held): boolean {
    for (const cell of state.memory.values()) {
      if (fullKey(cell.at) === fullKey(h.place)) continue;
      if (h.element && fullKey(cell.value) === fullKey(h.element)) return true;
      if (!h.element && !isConstant(cell.value) && involvesPage(h, cell.value, this.#table)) return true;
      if (!h.element && h.base !== undefined && mentions(cell.value, h.base) && rootObject(cell.at, this.#table) !== h.base) {
        const root = rootObject(cell.at, this.#table);
        if (root !== undefined && escapes(root, state, this.#table, undefined)) return true;
      }
    }
    return false;
  }

  #blank(
    site: AcquireSite,
    t: {
      mode: Held['mode'];
      place: Linear;
      kind: Held['kind'];
      outcome: Held['outcome'];
      count: Linear;
      asked: Linear | undefined;
      user?: boolean;
      noticed?: boolean;
      containers?: readonly SymbolId[];
    },
    base: SymbolId | undefined,
    field: string | undefined,
  ): Held {
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

  #site(state: State, call: Call, facts: ApiFacts, argument: number, askedAt: number): AcquireSite {
    const { evaluator } = this.#c;
    const strip = (e: Expr | undefined): Expr | undefined => (e?.op === 'address' ? e.of : e?.op === 'cast' ? e.of : e);
    const into = argument < 0 ? undefined : strip(strip(call.args[argument]));
    const asked = askedAt < 0 ? undefined : call.args[askedAt];
    const flagsAt = facts.parameters.findIndex((p) => FLAGS.has(p.name));
    const flags = flagsAt < 0 ? undefined : call.args[flagsAt];
    const variable = this.#c.resultVariable(call.result);
    const longterm = facts.effects.find((x) => x.effect === 'pin')?.longterm;
    void state;
    return {
      id: this.#c.siteOf(call),
      span: call.span,
      call: facts.name,
      array: into ? evaluator.textOf(into) : (variable?.name ?? evaluator.textOf(call)),
      ...(asked ? { requested: evaluator.textOf(asked) } : {}),
      write: flagState(flags, 'FOLL_WRITE'),
      longterm: longterm === 'always' ? 'yes' : longterm === 'never' ? 'no' : flagState(flags, 'FOLL_LONGTERM'),
      releaseWith: facts.releaseWith,
      ...(this.#c.inLoop(call) ? { repeated: true } : {}),
      ...(variable ? { countVariable: variable.name } : {}),
      ...(variable?.type.indirections === 0 && variable.type.scalar?.startsWith('u') ? { unsignedResult: true } : {}),
    };
  }

  /** Nobody looks at the result of a call that can fail. */
  #checkIgnored(state: State, call: Call, facts: ApiFacts, site: AcquireSite, pointer: Linear | undefined, asked: Linear | undefined): void {
    if (this.#c.isRead(call.result) || facts.returns?.convention === 'void') return;
    if (pointer && asked && isConstant(asked) && asked.k === 1) {
      // A pointer that was NULL before tells whether the page came.
      const now = this.#c.evaluator.load(state, pointer);
      const id = onlySymbol(pointer);
      const origin = id === undefined ? undefined : this.#table.originOf(id);
      if (isConstant(now) && (origin?.from !== 'variable' || this.#c.isTested(origin.id))) return;
    }
    const held = {
      ...this.#blank(
        site,
        { mode: 'array', place: pointer ?? constant(0), kind: 'pin', outcome: 'some', count: constant(1), asked },
        undefined,
        undefined,
      ),
    };
    const kind = facts.effects.some((e) => e.effect === 'pin') ? 'pin' : 'get';
    this.#c.report({ wrong: 'unchecked', how: 'ignored', span: call.span, held: { ...held, kind }, state: state.fork(), wrapped: false });
  }

  // ---- functions of the file -----------------------------------------------------------------------------------------------------------

  #bySummary(state: State, call: Call, given: readonly Linear[], summary: Summary): Way[] {
    const args = given.map((a, i) => this.#c.evaluator.convert(state, a, summary.params[i]));
    for (const [i, value] of args.entries()) if (call.args[i]?.op === 'address' && summary.trivial) this.#havoc(state, call, value, i);
    if (this.#c.inLoop(call)) this.#forgetWhatItMayChange(state, args);
    if (summary.outcomes.length === 0) return summary.trivial ? [{ state, result: this.#fresh(state, call, '', args) }] : [];
    this.#noticeArguments(state, args);
    const ways: Way[] = [];
    for (const [i, outcome] of summary.outcomes.entries()) {
      const s = i === summary.outcomes.length - 1 ? state : state.fork();
      const way = this.#outcome(s, call, args, summary, outcome, i);
      if (way) ways.push(way);
    }
    return ways;
  }

  #outcome(state: State, call: Call, args: readonly Linear[], summary: Summary, outcome: Outcome, index: number): Way | undefined {
    const { ledger } = this.#c;
    const site: CallSite = { span: call.span, call: call.callee ?? '' };
    const translate = this.#translator(state, call, args, summary, index);
    const result = outcome.result ? translate(outcome.result) : this.#fresh(state, call, `#${index}`, args);
    if (isConstant(result) ? false : !state.facts.assume(result, outcome.bounds)) return undefined;
    for (const { form, bounds } of outcome.facts) if (!state.facts.assume(translate(form), bounds)) return undefined;
    this.#freshlyWritten(state, call, args, outcome);
    this.#failureOf(state, call, args, summary, outcome, result);
    const taken = new Set(outcome.effects.flatMap((e) => (e.does === 'acquire' ? [this.#idOf(call, e.id)] : [])));
    const writes: { at: Linear; value: Linear | undefined; bounds: Bounds | undefined }[] = [];
    for (const e of outcome.effects) {
      switch (e.does) {
        case 'acquire':
          this.#acquireOf(state, call, e, translate, result);
          break;
        case 'release': {
          const place = translate(e.place);
          if (isConstant(place)) break;
          const around = this.#c.releaseLoop(call);
          const loop = around && state.loops.get(around.header)?.middle ? undefined : around;
          const entry = loop && state.loops.get(loop.header);
          const target: Target = e.target === 'page' ? { what: 'page', page: place } : { what: e.target, at: place };
          ledger.release(state, target, {
            span: call.span,
            call: call.callee ?? e.call,
            kind: e.kind,
            count: loop ? (loop.guarded ? undefined : entry?.rounds) : e.count && translate(e.count),
            countText: loop ? 'each' : 'all',
            dirties: e.dirties,
            through: true,
            sure: e.always === true,
            ...(loop ? { loop: loop.header, guarded: loop.guarded } : {}),
          });
          break;
        }
        case 'keep': {
          const place = translate(e.place);
          ledger.handOver(state, this.#reachable(state, place), e.to, site);
          this.#publish(state, place);
          break;
        }
        case 'free':
          ledger.freeMemory(state, translate(e.place), site);
          break;
        case 'reference':
          ledger.reference(state, translate(e.place), site);
          break;
        case 'pass': {
          const keeper = this.#table.operation('kept-unless-failed', [result]).terms[0] ?? 0;
          ledger.keepIn(state, this.#reachable(state, translate(e.place)), keeper);
          break;
        }
        case 'store': {
          const into = translate(e.into);
          const root = isConstant(into) ? undefined : rootObject(into, this.#table);
          ledger.keepIn(state, this.#reachable(state, translate(e.place)), root);
          break;
        }
        case 'write':
          writes.push({ at: translate(e.at), value: e.value && translate(e.value), bounds: e.bounds });
          break;
      }
    }
    const drops = (o: Outcome): boolean => o.effects.some((e) => e.does === 'release');
    // What it drops, it finds in a way that does not show.
    if (nameSuggests(summary.name) === 'releases' && !summary.outcomes.some(drops))
      for (const value of args) ledger.handOver(state, this.#reachable(state, value), 'callee', site, true);
    if (drops(outcome) || nameSuggests(summary.name) === 'releases') {
      // A callee that drops pages of an object it was given knows better than we which of them.
      const roots = new Set(args.filter((a) => !isConstant(a)).map((a) => rootObject(a, this.#table)));
      const unclear = [...state.held.values()].filter((h) => {
        if (h.status !== 'held' || h.outcome === 'none' || (h.site.through === undefined && h.mode !== 'object')) return false;
        const root = rootObject(h.place, this.#table);
        const inside =
          h.base !== undefined &&
          (h.mode === 'object' || this.#table.originOf(h.base).from !== 'allocation') &&
          root !== undefined &&
          roots.has(root);
        return inside || h.containers.some((c) => roots.has(c));
      });
      ledger.handOver(state, unclear, 'callee', site);
    }
    for (const [i, value] of args.entries()) {
      const root = isConstant(value) ? undefined : rootObject(value, this.#table);
      if (root === undefined) continue;
      const deals = (o: Outcome): boolean =>
        o.effects.some(
          (e) =>
            (e.does === 'release' || e.does === 'keep') &&
            containersOf(e.place, summary.table).some((s) => {
              const origin = summary.table.originOf(s);
              return origin.from === 'param' && origin.index === i;
            }),
        );
      if (deals(outcome) || !summary.outcomes.some(deals)) continue;
      // It sometimes drops or keeps what the table points to: it knows when.
      ledger.handOver(
        state,
        [...state.held.values()].filter((h) => h.status === 'held' && h.outcome !== 'none' && h.containers.includes(root)),
        'callee',
        site,
      );
    }
    this.#doubt(state, args, summary, outcome);
    for (const [i, value] of args.entries()) {
      if (isConstant(value)) continue;
      const concerns = (o: Outcome): boolean =>
        o.effects.some(
          (e) =>
            (e.does === 'release' || e.does === 'keep') &&
            e.place.terms.length === 2 &&
            summary.table.originOf(e.place.terms[0] ?? 0).from === 'param' &&
            isParam(summary, e.place, i),
        );
      if (concerns(outcome) || !summary.outcomes.some(concerns)) continue;
      for (const h of ledger.find(state, { what: 'page', page: value }))
        if (h.mode === 'array' && h.status === 'held' && h.outcome !== 'none' && !(isConstant(h.count) && h.count.k === 1))
          state.hold({ ...h, count: this.#table.unknown(`left${h.id}`, 'pages that a callee may have dealt with') });
    }
    for (const w of writes) {
      if (isConstant(w.at)) continue;
      // The callee dropped some of the array and put another in its place: it knows what became of the rest.
      const before = state.memory.get(fullKey(w.at))?.value;
      const swapped = before && !isConstant(before) ? baseOf(before, this.#table) : undefined;
      if (swapped !== undefined && w.value === undefined && outcome.effects.some((e) => e.does === 'release' || e.does === 'free'))
        ledger.handOver(
          state,
          [...state.held.values()].filter((h) => h.base === swapped && h.status === 'held'),
          'callee',
          site,
        );
      if (this.#isSlotOfHeld(state, w.at, w.value !== undefined, taken)) continue;
      const value = w.value ?? this.#fresh(state, call, `w${fullKey(w.at)}`, []);
      if (w.bounds && !isConstant(value)) state.facts.assume(value, w.bounds);
      state.write(w.at, value);
    }
    return { state, result };
  }

  /** The page variable of a record: the record knows what is in it. */
  /** The callee puts the array's pages somewhere, or drops them, but not on this way out: as for a loop that made no round. */
  #doubt(state: State, args: readonly Linear[], summary: Summary, outcome: Outcome): void {
    for (const [i, value] of args.entries()) {
      const base = isConstant(value) ? undefined : baseOf(value, this.#table);
      if (base === undefined) continue;
      const moves = (o: Outcome): boolean =>
        o.effects.some(
          (e) => (e.does === 'store' || e.does === 'keep' || (e.does === 'release' && e.target !== 'page')) && isParam(summary, e.place, i),
        );
      if (moves(outcome) || !summary.outcomes.some(moves)) continue;
      for (const h of state.records())
        if (h.base === base && h.mode === 'array' && h.status === 'held' && h.outcome !== 'none' && !h.foreign) state.hold({ ...h, doubtful: true });
    }
  }

  /** The callee came back with an error where it otherwise gives pages back: a use of its result is a use of nothing. */
  #failureOf(state: State, call: Call, args: readonly Linear[], summary: Summary, outcome: Outcome, result: Linear): void {
    if (outcome.bounds.hi >= 0 || isConstant(result) || outcome.effects.some((e) => e.does === 'acquire')) return;
    for (const o of summary.outcomes)
      for (const e of o.effects) {
        if (e.does !== 'acquire' || !o.result || fullKey(e.place) !== fullKey(o.result)) continue;
        const id = this.#idOf(call, e.id);
        if (state.held.has(id)) return;
        const site: AcquireSite = { ...e.site, id, span: call.span, through: call.callee ?? '' };
        const blank = this.#blank(
          site,
          { mode: e.mode, place: result, kind: e.kind, outcome: 'none', count: constant(0), asked: undefined },
          baseOf(result, this.#table),
          undefined,
        );
        state.hold({ ...blank, element: result, ...(onlySymbol(result) === undefined ? {} : { failure: onlySymbol(result) ?? 0 }) });
        return;
      }
    void args;
  }

  #isSlotOfHeld(state: State, at: Linear, known: boolean, taken: ReadonlySet<number>): boolean {
    for (const h of state.held.values())
      if (h.mode === 'slot' && fullKey(h.place) === fullKey(at) && h.outcome !== 'none' && (taken.has(h.id) || (!known && h.status === 'held')))
        return true;
    return false;
  }

  /** Locals whose address the callee got have unknown values now, unless it put pages there. */
  #freshlyWritten(state: State, call: Call, args: readonly Linear[], outcome: Outcome): void {
    const taken = outcome.effects.some((e) => e.does === 'acquire');
    // What the callee writes is among its effects; a variable that it leaves alone keeps its value.
    if (outcome.effects.some((e) => e.does === 'write')) return;
    for (const [i, value] of args.entries()) {
      if (call.args[i]?.op !== 'address') continue;
      if (taken) {
        const base = baseOf(value, this.#table);
        if (outcome.effects.some((e) => e.does === 'acquire' && baseOf(e.place, this.#table) === base)) continue;
      }
      this.#havoc(state, call, value, i);
    }
  }

  /** Names a callee's acquisition at this call. */
  #idOf(call: Call, id: number): number {
    return this.#c.siteOf(call) * 64 + 500_000 + (id % 64);
  }

  #acquireOf(state: State, call: Call, e: SummaryEffect & { does: 'acquire' }, translate: (x: Linear) => Linear, result: Linear): void {
    const place = translate(e.place);
    if (isConstant(place)) return;
    const site: AcquireSite = {
      ...e.site,
      id: this.#idOf(call, e.id),
      span: call.span,
      ...(this.#c.resultVariable(call.result) ? { countVariable: this.#c.resultVariable(call.result)?.name ?? '' } : {}),
      through: call.callee ?? '',
    };
    const asked = e.asked && translate(e.asked);
    const into = this.#placeText(call, e.place, e.site.array);
    const held = e.mode === 'array' ? modeOf(place, this.#c.evaluator) : e.mode;
    // An object that the callee stored through a pointer to one of our variables is what the variable holds.
    const mode = held === 'object' && this.#c.evaluator.isScalarVariable(place) ? 'slot' : held;
    const element = mode === 'slot' ? undefined : e.element && translate(e.element);
    this.#record(
      state,
      call,
      { ...site, array: into },
      {
        mode,
        place,
        kind: e.kind,
        outcome: e.outcome,
        count: translate(e.count),
        asked,
        result,
        noticed: e.noticed,
        ...(e.vague ? { vague: true } : {}),
        containers: e.containers.map((c) => rootObject(translate(c), this.#table)).filter((c) => c !== undefined),
        ...(e.iterator === undefined ? {} : { user: e.iterator === 'user' }),
        ...(element ? { element } : {}),
      },
    );
  }

  /** The argument through which the callee reaches the place, as the caller writes it. */
  #placeText(call: Call, place: Linear, fallback: string): string {
    void place;
    const variable = this.#c.resultVariable(call.result);
    return fallback === '' ? (variable?.name ?? 'pages') : fallback;
  }

  #translator(state: State, call: Call, args: readonly Linear[], summary: Summary, index: number): (x: Linear) => Linear {
    const memory = new Map<number, Linear>();
    const site = this.#c.siteOf(call);
    const symbol = (id: SymbolId, depth: number): Linear => {
      const known = memory.get(id);
      if (known) return known;
      const origin = summary.table.originOf(id);
      let value: Linear;
      if (depth === 0) value = this.#table.unknown(`deep${site}:${id}`, 'too far inside a callee');
      else
        switch (origin.from) {
          case 'param':
            value = args[origin.index] ?? this.#table.unknown(`missing${site}:${origin.index}`, 'an argument that is not there');
            break;
          case 'name':
            value = origin.name.startsWith('&')
              ? this.#table.named(origin.name)
              : (state.memory.get(fullKey(this.#table.named(`&${origin.name}`)))?.value ?? this.#table.named(origin.name));
            break;
          case 'member':
            value = this.#table.member(form(origin.of, depth - 1), origin.field);
            break;
          case 'memory':
            value = this.#c.evaluator.load(state, form(origin.at, depth - 1));
            break;
          case 'operation':
            value = this.#table.operation(
              origin.operation,
              origin.operands.map((o) => form(o, depth - 1)),
            );
            break;
          case 'allocation':
            value = this.#table.allocation(site * 64 + 500_000 + (origin.site % 64));
            break;
          case 'call':
          case 'merge':
          case 'unknown':
          case 'variable': {
            const key = `:${summary.name}:${id}:${origin.from === 'call' ? '' : index}`;
            value = this.#table.call(site, key, call.callee, []);
            this.#renew(state, value, `${site}${key}`);
            break;
          }
        }
      memory.set(id, value);
      return value;
    };
    const form = (x: Linear, depth = 8): Linear => {
      let out = constant(x.k);
      for (let i = 0; i < x.terms.length; i += 2) out = plus(out, symbol(x.terms[i] ?? 0, depth), x.terms[i + 1] ?? 0);
      return out;
    };
    return form;
  }

  /** For the walk: what a cleanup attribute runs on a variable. */
  cleanup(state: State, name: string, variable: Expr, span: CallSite['span']): State[] {
    const call: Call = { do: 'call', span, result: -1, callee: name, args: [variable] };
    const value = this.#c.evaluator.value(state, variable);
    const [skipped] = isConstant(value) && value.k <= 0 ? [state] : [];
    if (skipped) return [skipped];
    this.#runsOnce = false;
    return this.#ways(state, call, [value]).map((w) => w.state);
  }
}

const has = (terms: readonly number[], id: number): boolean => {
  for (let i = 0; i < terms.length; i += 2) if (terms[i] === id) return true;
  return false;
};

const isParam = (summary: Summary, place: Linear, index: number): boolean => {
  const origin = summary.table.originOf(place.terms[0] ?? 0);
  return origin.from === 'param' && origin.index === index;
};

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

const isTransfer = (e: PlacedEffect): boolean => e.effect === 'store-borrowed' || e.effect.startsWith('move-') || e.effect.startsWith('release-');

function targetOf(e: PlacedEffect, value: Linear, state: State, evaluator: Evaluator): Target {
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
function modeOf(pointer: Linear, evaluator: Evaluator): Held['mode'] {
  const id = onlySymbol(pointer);
  if (id === undefined) return 'array';
  const origin = evaluator.table.originOf(id);
  if (origin.from === 'member') return 'slot';
  return origin.from === 'variable' && !evaluator.isArray(origin.id) ? 'slot' : 'array';
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

function namesFlag(e: Expr | undefined, flag: string): boolean {
  if (!e) return false;
  switch (e.op) {
    case 'name':
      return e.name === flag;
    case 'binary':
      return namesFlag(e.left, flag) || namesFlag(e.right, flag);
    case 'select':
      return namesFlag(e.then, flag) || namesFlag(e.else, flag);
    case 'cast':
    case 'unary':
      return namesFlag(e.of, flag);
    case 'address':
    case 'const':
    case 'deref':
    case 'field':
    case 'index':
    case 'opaque':
    case 'string':
    case 'temp':
    case 'variable':
      return false;
  }
}

function flagState(e: Expr | undefined, flag: string): 'yes' | 'no' | 'maybe' {
  if (!e) return 'maybe';
  switch (e.op) {
    case 'name':
      return e.name === flag ? 'yes' : 'no';
    case 'const':
      return flag === 'FOLL_WRITE' && e.value % 2 === 1 ? 'yes' : 'no';
    case 'binary': {
      const [a, b] = [flagState(e.left, flag), flagState(e.right, flag)];
      return a === 'yes' || b === 'yes' ? 'yes' : a === 'maybe' || b === 'maybe' ? 'maybe' : 'no';
    }
    case 'select': {
      const [a, b] = [flagState(e.then, flag), flagState(e.else, flag)];
      return a === b ? a : 'maybe';
    }
    case 'cast':
      return flagState(e.of, flag);
    case 'address':
    case 'deref':
    case 'field':
    case 'index':
    case 'opaque':
    case 'string':
    case 'temp':
    case 'unary':
    case 'variable':
      return 'maybe';
  }
}

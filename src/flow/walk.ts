/**
 * Walks a function: states flow through its blocks in order, are kept apart where they differ in what is held or in what later code can tell, and are merged at
 * the heads of loops and where there are too many. Property simulation (Das, Lerner and Seigle, PLDI 2002) with exact merging first. The number of visits is
 * bounded; beyond it the function is incomplete, and says so.
 */
import { type Call, type CallContext, CallInterpreter } from './calls/index.ts';
import { isPending } from './constants.ts';
import { copyStructure, structureIn } from './copyStructure.ts';
import type { Evaluator } from './evaluate.ts';
import type { Held } from './held.ts';
import type { Expr, FunctionIr, Instruction, Loop, Terminator } from './ir.ts';
import { involvesPage, type Ledger } from './ledger.ts';
import { containersOf, forgetDerived, rootObject } from './lifetime.ts';
import {
  baseOf,
  constant,
  isConstant,
  type Linear,
  mentions,
  minus,
  onlySymbol,
  plus,
  type SymbolTable,
  sameTerms,
  symbolForm,
  symbolsOf,
} from './linear.ts';
import { type LoopShape, roundsFrom } from './loopShape.ts';
import { joinPaths, step } from './path.ts';
import { prune } from './prune.ts';
import { type LoopEntry, mergeAtLoop, mergeStates, State } from './state.ts';
import { successors, type Usage, walkExpression } from './usage.ts';

/** A way out of the function. */
export interface Exit {
  readonly state: State;
  readonly value: Linear | undefined;
  readonly outcome: 'success' | 'error' | 'unknown';
  readonly terminator: Terminator & { readonly end: 'return' };
}

export interface WalkLimits {
  /** Visits of blocks by a state. */
  readonly visits: number;
  /** States that are kept apart at one block. */
  readonly apart: number;
}

/** Merges at the head of a loop for one sort of state. */
const ROUNDS = 24;

export const defaultLimits: WalkLimits = { visits: 12_000, apart: 20 };

export interface WalkResult {
  readonly exits: readonly Exit[];
  readonly incomplete?: string;
  readonly visits: number;
}

/** What calls do to a state: the states after one, none if it does not come back. The state is used up. */
export interface Interpreter {
  apply(state: State, call: Call): State[];
  /** What a cleanup attribute runs on a variable. */
  cleanup(state: State, name: string, variable: Expr, span: Expr['span']): State[];
  /** A value goes into memory that is no variable of the function. */
  stored?(state: State, root: number, value: Linear): void;
}

export interface WalkInput {
  readonly fn: FunctionIr;
  readonly text: string;
  readonly calls: CallContext;
  /** Instead of the one that follows references. */
  readonly interpreter?: Interpreter;
  readonly ledger: Ledger;
  readonly evaluator: Evaluator;
  readonly usage: Usage;
  readonly shapes: ReadonlyMap<number, LoopShape>;
  readonly limits: WalkLimits;
  /** Keep what is known of the values on entry to the end, for the summary. */
  readonly entryFacts: boolean;
}

export function walk(input: WalkInput): WalkResult {
  const result = new Walker(input).run();
  return input.fn.result.scalar === 'bool' ? { ...result, exits: toldByTruth(result.exits) } : result;
}

/** A function that says true somewhere has failed where it says false. */
function toldByTruth(exits: readonly Exit[]): Exit[] {
  const says = (e: Exit, truth: number): boolean => e.value !== undefined && isConstant(e.value) && e.value.k === truth;
  const succeeds = exits.some((e) => says(e, 1));
  return exits.map((e) => (says(e, 1) ? { ...e, outcome: 'success' } : succeeds && says(e, 0) ? { ...e, outcome: 'error' } : e));
}

interface LoopHead {
  /** Names the symbols that its merges make. */
  name: number;
  state: State;
  signature: string;
  round: number;
  /** What all ways into the loop have in common, and how many there were after the first. */
  entry?: State;
  entries?: number;
}

class Walker {
  readonly #in: WalkInput;
  readonly #calls: Interpreter;
  readonly #order: number[];
  readonly #rank: Map<number, number>;
  readonly #pending = new Map<number, Map<string, { state: State; from: number | undefined }>>();
  readonly #done = new Map<number, Set<string>>();
  readonly #overflow = new Map<number, Map<string, LoopHead>>();
  readonly #heads = new Map<number, Map<string, LoopHead>>();
  readonly #loopsByHeader: Map<number, Loop>;
  readonly #loopsOf: Map<number, Loop[]>;
  /** For each loop, the states that came to it from outside. */
  readonly #entries = new Map<number, Map<string, string>>();
  readonly #exits: Exit[] = [];
  /** No block before this one in the order has a state that waits. */
  #first = 0;
  #visits = 0;
  #unsettled = false;

  constructor(input: WalkInput) {
    this.#in = input;
    this.#calls = input.interpreter ?? new CallInterpreter(input.calls);
    this.#order = reversePostorder(input.fn);
    this.#rank = new Map(this.#order.map((id, i) => [id, i]));
    this.#loopsByHeader = new Map(input.fn.loops.map((l) => [l.header, l]));
    this.#loopsOf = new Map();
    for (const loop of input.fn.loops)
      for (const id of loop.blocks) {
        const list = this.#loopsOf.get(id) ?? [];
        list.push(loop);
        this.#loopsOf.set(id, list);
      }
  }

  run(): WalkResult {
    const { fn, limits } = this.#in;
    this.#enqueue(new State(), undefined, fn.entry);
    for (;;) {
      const block = this.#next();
      if (block === undefined) break;
      const states = this.#take(block);
      for (const state of states) {
        if (++this.#visits > limits.visits)
          return { exits: this.#exits, visits: this.#visits, incomplete: `more than ${limits.visits} steps of paths through blocks` };
        this.#visit(block, state);
      }
    }
    return {
      exits: this.#exits,
      visits: this.#visits,
      ...(this.#unsettled ? { incomplete: `what its loops do did not settle within ${ROUNDS} rounds` } : {}),
    };
  }

  #next(): number | undefined {
    for (; this.#first < this.#order.length; this.#first++) {
      const id = this.#order[this.#first];
      if (id !== undefined && (this.#pending.get(id)?.size ?? 0) > 0) return id;
    }
    return undefined;
  }

  #enqueue(state: State, from: number | undefined, to: number): void {
    const { fn, usage, evaluator } = this.#in;
    if (from !== undefined) {
      for (const loop of this.#loopsOf.get(from) ?? []) if (!loop.blocks.has(to)) state.setLoop(loop.header, undefined);
      const loop = this.#loopsByHeader.get(to);
      if (loop) {
        if (loop.blocks.has(from)) this.#roundDone(state, loop);
        else this.#enterLoop(state, loop);
      }
    }
    prune(state, to, fn, usage, evaluator.table, this.#in.entryFacts);
    const signature = state.signature();
    let waiting = this.#pending.get(to);
    if (!waiting) {
      waiting = new Map();
      this.#pending.set(to, waiting);
    }
    const twin = waiting.get(signature);
    this.#first = Math.min(this.#first, this.#rank.get(to) ?? 0);
    if (twin) twin.state.path = joinPaths(twin.state.path, state.path);
    else waiting.set(signature, { state, from });
  }

  /** The states to go on with: those not seen before, merged at heads of loops and where there are too many. */
  #take(block: number): State[] {
    const waiting = [...(this.#pending.get(block)?.entries() ?? [])];
    this.#pending.get(block)?.clear();
    const { evaluator, limits } = this.#in;
    const { table } = evaluator;
    if (this.#loopsByHeader.has(block)) return this.#takeAtLoop(block, waiting);
    let done = this.#done.get(block);
    if (!done) {
      done = new Set();
      this.#done.set(block, done);
    }
    const fresh = waiting.filter(([signature]) => !done.has(signature));
    if (done.size + fresh.length <= limits.apart) {
      for (const [signature] of fresh) done.add(signature);
      return fresh.map(([, w]) => w.state);
    }
    const merged = this.#overflow.get(block) ?? new Map<string, LoopHead>();
    this.#overflow.set(block, merged);
    const touched = new Set<string>();
    const changed = new Set<LoopHead>();
    for (const [signature, { state }] of fresh) {
      done.add(signature);
      // Pages that something else points to already are not merged with pages that nothing does.
      const property = propertyFor(
        state,
        `${[...state.held.values()].map((h) => (h.status === 'held' && h.containers.length > 0 ? h.id : '')).join()}${keeperResults(state, table)}${countedBy(state)}`,
        merged,
      );
      const known = merged.get(property);
      if (!known) {
        merged.set(property, { state, signature, round: 1, name: 0 });
        touched.add(property);
        continue;
      }
      known.state = mergeStates(known.state, state, `b${block}`, table, evaluator.initial);
      changed.add(known);
    }
    for (const [property, head] of merged) {
      if (!changed.has(head)) continue;
      prune(head.state, block, this.#in.fn, this.#in.usage, table, this.#in.entryFacts);
      const now = head.state.signature();
      if (now === head.signature) continue;
      head.round++;
      head.signature = now;
      touched.add(property);
    }
    return [...touched].map((p) => (merged.get(p)?.state ?? new State()).fork());
  }

  #takeAtLoop(block: number, waiting: readonly (readonly [string, { state: State; from: number | undefined }])[]): State[] {
    const { evaluator, fn, usage } = this.#in;
    const heads = this.#heads.get(block) ?? new Map<string, LoopHead>();
    this.#heads.set(block, heads);
    const touched = new Set<string>();
    for (const [signature, { state, from }] of waiting) {
      const entry = state.loops.get(block);
      const plain = `/${entry?.first ? 1 : 0}${entry?.head ?? ''}${keeperResults(state, evaluator.table)}`;
      const property = heads.size < 10 ? `${state.property()}${plain}/${entryFacts(state, evaluator.table)}` : propertyFor(state, plain, heads);
      const known = heads.get(property);
      if (!known) {
        heads.set(property, { state, signature, round: 0, name: heads.size });
        touched.add(property);
        continue;
      }
      if (known.signature === signature) continue;
      if (known.round > ROUNDS) {
        this.#unsettled = true;
        continue;
      }
      const place = `l${block}.${known.name}`;
      if (from === undefined || this.#loopsByHeader.get(block)?.blocks.has(from) === false) {
        if (this.#enterAgain(known, state, block)) touched.add(property);
        continue;
      }
      const joined = mergeAtLoop(known.state, state, place, known.round + 1, evaluator.table, evaluator.initial);
      this.#forgetRound(joined, place);
      prune(joined, block, fn, usage, evaluator.table, this.#in.entryFacts);
      const now = joined.signature();
      if (now === known.signature) continue;
      known.round++;
      known.state = joined;
      known.signature = now;
      touched.add(property);
    }
    return [...touched].map((p) => (heads.get(p)?.state ?? new State()).fork());
  }

  /** Another way into the loop is no round of it: the rounds begin anew, from what both ways in have in common. True if that is something new. */
  #enterAgain(head: LoopHead, state: State, block: number): boolean {
    const { evaluator, fn, usage } = this.#in;
    const before = head.entry ?? head.state;
    const entries = (head.entries ?? 0) + 1;
    if (entries > 8) {
      this.#unsettled = true;
      return false;
    }
    const joined = mergeStates(before, state, `e${block}.${head.name}`, evaluator.table, evaluator.initial, entries > 2);
    prune(joined, block, fn, usage, evaluator.table, this.#in.entryFacts);
    const now = joined.signature();
    if (now === before.signature()) return false;
    head.entry = joined;
    head.entries = entries;
    head.state = joined;
    head.signature = now;
    head.round = 0;
    return true;
  }

  /** What is reached through a value that differs from round to round is another object each time. */
  #forgetRound(state: State, place: string): void {
    const { table } = this.#in.evaluator;
    const rounds = new Set<number>();
    const see = (x: Linear): void => {
      for (const s of symbolsOf(x)) {
        const origin = table.originOf(s);
        if (origin.from === 'merge' && (origin.at.startsWith(`${place}~`) || origin.at.startsWith(`${place}!`))) rounds.add(s);
      }
    };
    for (const cell of state.memory) see(cell.value);
    for (const v of state.temps.values()) see(v);
    const elsewhere = table.named('&an object of an earlier round').terms[0] ?? 0;
    for (const id of rounds) forgetDerived(state, id, table, elsewhere, true);
  }

  /** A loop that drops pages one a round is counted when it begins: all of its rounds at once, where a round drops its page whatever the page is. */
  #enterLoop(state: State, loop: Loop): void {
    const shape = this.#in.shapes.get(loop.header);
    const head = this.#headOf(state, loop);
    if (!shape) {
      // Whoever walks something while pages are held has put something in: no way around the first round.
      const first = loop.kind === 'iterator' && [...state.held.values()].some((h) => h.status === 'held' && h.outcome !== 'none' && !h.foreign);
      if (first || head !== undefined)
        state.setLoop(loop.header, { rounds: undefined, releases: [], first, ...(head === undefined ? {} : { head }) });
      return;
    }
    const { fn, evaluator, ledger } = this.#in;
    const rounds = roundsFrom(fn, loop, state, evaluator);
    const releases: LoopEntry['releases'][number][] = [];
    let middle = false;
    for (const r of shape.releases) {
      const from = r.source === 'any' ? undefined : evaluator.value(state, 'array' in r.source ? r.source.array : r.source.container);
      let found: Held[];
      if (from === undefined) found = [...state.held.values()].filter((h) => h.status === 'held' && (h.containers.length > 0 || h.mode === 'object'));
      else found = ledger.find(state, { what: r.source !== 'any' && 'array' in r.source ? 'array' : 'object', at: from });
      const span = r.instruction.span;
      const call = r.instruction.callee ?? '';
      const first = r.index && evaluator.value(state, r.index);
      const request = {
        span,
        call,
        kind: r.kind,
        count: r.guarded ? undefined : rounds,
        countText: 'each',
        dirties: false,
        loop: loop.header,
        guarded: r.guarded,
        apart: r.apart,
        ...(first ? { from: first } : {}),
      };
      const live = found.filter((h) => h.status === 'held' && h.outcome !== 'none');
      const failed = found.some((h) => h.outcome === 'none');
      const empty = rounds !== undefined && state.facts.boundsOf(rounds).hi <= 0;
      // A loop over the rest of an array that nobody here took says nothing of the whole.
      const start = first && state.facts.boundsOf(first);
      const fromMiddle = start !== undefined && start.lo >= 1 && !this.#countsDown(state, rounds, r.index);
      if (fromMiddle && found.length === 0) {
        middle = true;
        continue;
      }
      if (r.perRound && !failed && !empty) {
        if (r.source !== 'any' && 'array' in r.source && from && !isConstant(from) && (live.length > 0 || found.length === 0)) {
          ledger.release(state, { what: 'array', at: from }, request);
          continue;
        }
        if (loop.kind === 'iterator' || r.source === 'any' || 'container' in r.source) {
          const walked = live.length > 0 ? undefined : this.#walkedObject(state, loop);
          if (walked) ledger.release(state, { what: 'object', at: walked }, request);
          for (const h of live)
            ledger.release(state, { what: 'object', at: symbolForm(h.containers[0] ?? h.base ?? 0) }, { ...request, count: undefined });
          if (walked || live.length > 0) continue;
        }
      }
      for (const h of live) releases.push({ id: h.id, perRound: r.perRound, apart: r.apart, call, kind: r.kind, span });
    }
    const walks: number[] = [];
    for (const { array, index, by } of shape.walks)
      for (const h of ledger.find(state, { what: 'array', at: evaluator.value(state, array) })) {
        if (h.status !== 'held' || h.outcome === 'none') continue;
        walks.push(h.id);
        // It looks at more pages than there are, and nobody asked how many there are.
        const first = evaluator.value(state, index);
        const end = rounds && isConstant(first) && first.k > 0 && !this.#countsDown(state, rounds, index) ? plus(rounds, first) : rounds;
        if (by && end && h.outcome === 'fewer' && !h.noticed && state.facts.boundsOf(minus(end, h.count)).lo >= 1)
          this.#in.calls.report({ wrong: 'unnoticed', span: by, held: h, state: state.fork() });
      }
    state.setLoop(loop.header, {
      rounds,
      releases,
      first: true,
      ...(walks.length > 0 ? { walks } : {}),
      ...(middle ? { middle } : {}),
      ...(head === undefined ? {} : { head }),
    });
  }

  /** States that hold pages and differ when they come to a loop are counted apart, as far as there are few. */
  #headOf(state: State, loop: Loop): string | undefined {
    if (![...state.held.values()].some((h) => h.status === 'held' && h.outcome !== 'none' && !h.foreign)) return undefined;
    const known = this.#entries.get(loop.header) ?? new Map<string, string>();
    this.#entries.set(loop.header, known);
    const signature = state.signature();
    const found = known.get(signature);
    if (found !== undefined) return found;
    if (known.size >= 4) return undefined;
    const name = `h${known.size}`;
    known.set(signature, name);
    return name;
  }

  /** `while (n--)`: the index is where it ends to count. */
  #countsDown(state: State, rounds: Linear | undefined, index: Expr | undefined): boolean {
    if (!index || !rounds) return false;
    const { evaluator } = this.#in;
    const d = minus(evaluator.value(state, index), rounds);
    return isConstant(d) && d.k >= -1 && d.k <= 0;
  }

  /** The object of the caller's that an iterator macro walks. */
  #walkedObject(state: State, loop: Loop): Linear | undefined {
    const { evaluator, fn } = this.#in;
    const header = loop.kind === 'iterator' ? [] : (fn.blocks[loop.header]?.instructions ?? []);
    for (const arg of [...(loop.args ?? []), ...header.flatMap((i) => (i.do === 'call' ? i.args : []))]) {
      if (arg.op === 'variable' && arg.variable.kind !== 'param' && assignedOnlyAsCounter(fn, arg.variable.id)) continue;
      const value = evaluator.value(state, arg);
      if (isConstant(value)) continue;
      for (const id of containersOf(value, evaluator.table)) if (evaluator.table.originOf(id).from === 'param') return symbolForm(id);
    }
    return undefined;
  }

  /** A round that skipped a page by a test of that page has dealt with it all the same. */
  #roundDone(state: State, loop: Loop): void {
    // The same name is another page in the next round.
    for (const h of state.records()) {
      if (h.release?.page === undefined || !h.release) continue;
      const { page, ...rest } = h.release;
      void page;
      if (h.release.loop === loop.header || h.foreign) state.hold({ ...h, release: rest });
    }
    const entry = state.loops.get(loop.header);
    if (!entry) return;
    for (const r of entry.releases) {
      const h = state.held.get(r.id);
      if (!r.perRound || !h || h.status !== 'held' || h.outcome === 'none') continue;
      const target = h.mode === 'object' ? ({ what: 'object', at: h.place } as const) : ({ what: 'array', at: h.place } as const);
      this.#in.ledger.release(state, target, {
        span: r.span,
        call: r.call,
        kind: r.kind,
        count: entry.rounds,
        countText: 'each',
        dirties: false,
        loop: loop.header,
        guarded: true,
        apart: r.apart,
      });
    }
    if (entry.first) state.setLoop(loop.header, { ...entry, first: false });
  }

  #visit(id: number, start: State): void {
    const block = this.#in.fn.blocks[id];
    if (!block) return;
    let states = [start];
    for (const i of block.instructions) {
      const next: State[] = [];
      for (const s of states) next.push(...this.#execute(s, i));
      states = next.length > 48 ? next.slice(0, 48) : next;
    }
    for (const s of states) this.#leave(id, s, block.terminator);
  }

  #execute(state: State, i: Instruction): State[] {
    const { evaluator, ledger } = this.#in;
    this.#checkUses(state, i);
    switch (i.do) {
      case 'call':
        return this.#calls.apply(state, i);
      case 'assign': {
        const value = evaluator.convert(state, evaluator.value(state, i.value), i.place.type);
        const at = evaluator.place(state, i.place);
        this.#store(state, i.place, at, value);
        if (i.place.op !== 'variable') this.#in.calls.observer.stored(state, at, { span: i.span });
        if (i.value.op === 'binary' && i.value.operator === '+') {
          const right = evaluator.value(state, i.value.right);
          const b = state.facts.boundsOf(right);
          const failed =
            b.hi < 0
              ? [...state.held.values()].find((h) => h.outcome === 'none' && h.failure !== undefined && mentions(right, h.failure))
              : undefined;
          if (failed)
            this.#in.calls.report({ wrong: 'unchecked', how: 'errno-as-count', span: i.span, held: failed, state: state.fork(), wrapped: false });
        }
        const source = structureIn(i.value);
        if (source) {
          copyStructure(state, evaluator.place(state, source), at, evaluator.table, ledger);
          return [state];
        }
        if (i.place.op === 'variable') {
          // A structure that is copied whole: what was known of its members is not known any more.
          state.forget((cell) => cell.at.key !== at.key && baseIs(rootObject(cell.at, evaluator.table), at));
        }
        state.write(at, value);
        return [state];
      }
      case 'keep':
        state.setTemp(i.temp, evaluator.value(state, i.value));
        return [state];
      case 'declare': {
        const at = evaluator.table.variable(i.variable.id, i.variable.kind === 'static');
        state.forget((cell) => baseIs(rootObject(cell.at, evaluator.table), at));
        return [state];
      }
      case 'cleanup':
        return this.#calls.cleanup(state, i.with, { op: 'variable', variable: i.variable, span: i.span, type: i.variable.type }, i.span);
      case 'iterate':
        this.#iterate(state, i);
        return [state];
      case 'asm':
        for (const o of i.outputs)
          if (o.op === 'variable') state.write(evaluator.place(state, o), evaluator.table.unknown(`asm${i.span.start}`, 'assembly'));
        return [state];
    }
    void ledger;
    return [state];
  }

  /** What a store says of pages: another object points to them now, or a count was recorded. */
  #store(state: State, place: Expr, at: Linear, value: Linear): void {
    const { evaluator, ledger } = this.#in;
    const { table } = evaluator;
    if (value.terms.length > 2) {
      for (const h of state.records())
        if (!h.noticed && h.outcome === 'fewer')
          for (const s of symbolsOf(h.taken)) if (evaluator.involves(value, s)) state.hold({ ...h, noticed: true });
    }
    if (place.op === 'variable' && place.variable.kind !== 'static') {
      // A range of pages that goes on as frame numbers is no longer counted by its array.
      for (const h of state.records())
        if (
          h.mode === 'array' &&
          h.status === 'held' &&
          h.outcome !== 'none' &&
          !(isConstant(h.count) && h.count.k === 1) &&
          isNumberOf(h, value, table)
        )
          ledger.keepIn(state, [h], table.named('&frame numbers').terms[0]);
      return;
    }
    const root = rootObject(at, table);
    if (root === undefined) return;
    this.#calls.stored?.(state, root, value);
    const base = isConstant(value) ? undefined : baseOf(value, table);
    // Elements of one parameter that another points to now: the summary says so.
    if (!isConstant(value)) {
      for (const s of containersOf(value, table)) {
        if (s === root || table.originOf(s).from !== 'param' || table.originOf(root).from !== 'param') continue;
        if (table.originOf(value.terms[0] ?? 0).from === 'memory') state.write(table.named(`&stores:${s}:${root}`), constant(1));
      }
    }
    for (const h of state.records()) {
      if (h.outcome === 'none') {
        // Somebody else fills the array.
        if (h.mode === 'array' && h.base !== undefined && baseOf(at, table) === h.base) state.unhold(h.id);
        continue;
      }
      if (h.status !== 'held') continue;
      const own = h.base !== undefined && baseOf(at, table) === h.base;
      if (!isConstant(value) && !own) {
        const isArray = base !== undefined && (h.base === base || h.containers.includes(base));
        if ((isArray && root !== h.base) || involvesPage(h, value, table)) {
          ledger.keepIn(state, [h], root);
          continue;
        }
      }
      if (!h.noticed && !isConstant(value)) {
        for (const s of symbolsOf(h.taken)) if (evaluator.involves(value, s)) state.hold({ ...h, noticed: true });
      }
    }
  }

  /** Uses of a page that is gone, in what an instruction reads. */
  #checkUses(state: State, i: Instruction): void {
    let dead = false;
    for (const h of state.held.values()) {
      if (h.status === 'released' && h.extra === 0 && (!h.foreign || h.kind === 'pin')) dead = true;
      // The result of a call that failed.
      if (h.outcome === 'none' && h.element) dead = true;
    }
    if (!dead) return;
    const reads = i.do === 'assign' ? [i.value, i.place] : i.do === 'call' ? i.args : i.do === 'keep' ? [i.value] : [];
    for (const e of reads) this.#checkExpression(state, e);
  }

  #checkExpression(state: State, e: Expr): void {
    const { evaluator, ledger } = this.#in;
    walkExpression(e, (x) => {
      if (x.op !== 'field' && x.op !== 'deref' && x.op !== 'index') return;
      if (x.op === 'field' && !x.arrow) return;
      const pointer = evaluator.value(state, x.base);
      if (isConstant(pointer)) return;
      ledger.touch(state, pointer, 'access', { span: x.span });
    });
  }

  #iterate(state: State, i: Instruction & { readonly do: 'iterate' }): void {
    const { evaluator, fn } = this.#in;
    for (const [n, arg] of i.args.entries()) {
      if (arg.op !== 'variable' || arg.variable.kind === 'param') continue;
      const only = assignedOnlyAsCounter(fn, arg.variable.id);
      if (!only) continue;
      const at = evaluator.place(state, arg);
      const walked = i.args
        .filter((a) => a !== arg && !(a.op === 'variable' && assignedOnlyAsCounter(fn, a.variable.id) && a.variable.kind !== 'param'))
        .map((a) => evaluator.value(state, a));
      const value = evaluator.table.operation(
        `each${i.span.start}:${n}`,
        walked.filter((w) => !isConstant(w)),
      );
      forgetDerived(state, value.terms[0] ?? 0, evaluator.table, evaluator.table.named('&an object of an earlier round').terms[0] ?? 0);
      state.write(at, value);
    }
  }

  #leave(id: number, state: State, t: Terminator): void {
    const { evaluator, ledger } = this.#in;
    switch (t.end) {
      case 'jump':
        if (t.how === 'goto' || t.how === 'break' || t.how === 'continue')
          state.path = step(state.path, { event: 'jump', span: t.span, how: t.how, ...(t.label === undefined ? {} : { label: t.label }) });
        this.#enqueue(state, id, t.to);
        return;
      case 'branch': {
        this.#checkExpression(state, t.condition);
        const before = state.path;
        const passing = this.#firstTest(state, id);
        const pinned = this.#mustStay(state, id);
        const [yes, no] = evaluator.split(state, t.condition);
        const role = t.role;
        const both = yes !== undefined && no !== undefined;
        const go = (s: State | undefined, to: number, taken: boolean): void => {
          if (!s) return;
          // What the author says cannot happen, and does not clean up after.
          if (taken && both && this.#isWarning(t.span) && [...s.held.values()].some((h) => h.status === 'held' && h.outcome !== 'none' && !h.foreign))
            return;
          if (both && pinned && !pinned.blocks.has(to)) return;
          if (passing && !passing.blocks.has(to)) this.#passed(s, passing);
          s.path = step(before, { event: 'check', span: t.span, taken, role });
          this.#enqueue(s, id, to);
        };
        go(yes, t.then, true);
        go(no, t.else, false);
        return;
      }
      case 'iterator': {
        const entry = state.loops.get(id);
        const first = entry?.first === true && entry.releases.length === 0;
        const pinned = first || this.#mustStay(state, id) !== undefined;
        const inside = state.fork();
        inside.path = step(inside.path, { event: 'check', span: t.span, taken: true, role: 'loop' });
        this.#enqueue(inside, id, t.body);
        if (pinned) return;
        state.path = step(state.path, { event: 'check', span: t.span, taken: false, role: 'loop' });
        this.#enqueue(state, id, t.exit);
        return;
      }
      case 'return': {
        if (t.value) this.#checkExpression(state, t.value);
        const raw = t.value ? evaluator.value(state, t.value) : undefined;
        const value = raw && evaluator.convert(state, raw, this.#in.fn.result);
        this.#exits.push({ state, value, outcome: this.#outcome(state, value), terminator: t });
        void ledger;
        return;
      }
      case 'stop':
        return;
    }
  }

  /** The condition is the argument of a WARN…(): the wrapper is stripped, the text before it is not. */
  #isWarning(span: { readonly start: number }): boolean {
    return /\b[A-Z_]*WARN[A-Z_]*\s*\(\s*!?\(*$/.test(this.#in.text.slice(Math.max(0, span.start - 32), span.start));
  }

  /** The release loop that this block begins, before its first round. */
  #firstTest(state: State, block: number): Loop | undefined {
    const loop = this.#loopsByHeader.get(block);
    const releases = this.#in.shapes.get(block)?.releases ?? [];
    const throughTable = releases.some((r) => r.source === 'any' || 'container' in r.source);
    return loop && releases.length > 0 && (throughTable || state.loops.get(block)?.first) ? loop : undefined;
  }

  #passed(state: State, loop: Loop): void {
    const shape = this.#in.shapes.get(loop.header);
    if (!shape) return;
    for (const h of state.records())
      if (
        h.status === 'held' &&
        h.outcome !== 'none' &&
        !h.foreign &&
        !h.doubtful &&
        (h.containers.length > 0 || shape.releases.some((r) => r.source !== 'any' && 'container' in r.source))
      )
        state.hold({ ...h, doubtful: true });
  }

  /** The loop that a state may not leave yet: it drops pages that are held, so it makes a round at least. */
  #mustStay(state: State, block: number): Loop | undefined {
    const loop = this.#loopsByHeader.get(block);
    const entry = loop && state.loops.get(loop.header);
    if (!loop || !entry) return undefined;
    const looks = entry.first && (entry.walks?.some((id) => state.held.get(id)?.status === 'held') ?? false);
    const waits =
      looks ||
      entry.releases.some((r) => {
        const h = state.held.get(r.id);
        return h !== undefined && h.status === 'held' && h.outcome !== 'none' && (r.perRound || entry.first);
      });
    if (entry.first) state.setLoop(loop.header, { ...entry, first: false });
    return waits ? loop : undefined;
  }

  #outcome(state: State, value: Linear | undefined): Exit['outcome'] {
    if (!value) return 'unknown';
    const { result } = this.#in.fn;
    const b = state.facts.boundsOf(value);
    if (result.indirections > 0) return b.hi <= 0 ? 'error' : b.lo > 0 ? 'success' : isConstant(value) ? 'error' : 'unknown';
    if (isConstant(value) && isPending(value.k)) return 'success';
    if (b.hi < 0) return 'error';
    // `if (ret) return ret;`: what a function of the kernel gives back when it is not 0 is an error.
    const only = value.terms.length === 2 && value.k === 0 ? this.#in.evaluator.table.originOf(value.terms[0] ?? 0) : undefined;
    if (only?.from === 'call' && b.not === 0 && b.lo === Number.NEGATIVE_INFINITY && b.hi === Number.POSITIVE_INFINITY && result.scalar !== 'bool')
      return 'error';
    if (b.lo >= 0) return result.scalar === 'bool' ? 'unknown' : 'success';
    // `if (ret) return ret`: nobody asked for its sign, so there is nothing but failure besides 0.
    if (b.not === 0 && b.lo === -INF && b.hi === INF && isCallResult(value, this.#in.evaluator.table)) return 'error';
    return 'unknown';
  }
}

const INF = Number.POSITIVE_INFINITY;

function isCallResult(value: Linear, table: SymbolTable): boolean {
  const id = onlySymbol(value);
  return id !== undefined && table.originOf(id).from === 'call';
}

function isNumberOf(h: Held, value: Linear, table: SymbolTable): boolean {
  for (const s of symbolsOf(value)) {
    const origin = table.originOf(s);
    if (origin.from === 'operation' && origin.operation === 'pfn' && involvesPage(h, symbolForm(s), table)) return true;
  }
  return false;
}

/** What is known for certain of parameters: paths that differ in it stay apart at the heads of loops. */
function entryFacts(state: State, table: SymbolTable): string {
  const out: string[] = [];
  for (const fact of state.facts.all()) {
    let param = false;
    let other = false;
    for (let i = 0; i < fact.terms.length; i += 2) {
      const { from } = table.originOf(fact.terms[i] ?? 0);
      if (from === 'param') param = true;
      else if (from !== 'name') other = true;
    }
    if (param && !other && (fact.lo === fact.hi || fact.not !== undefined)) out.push(`${fact.form.key}:${fact.lo}:${fact.not ?? ''}`);
  }
  return out.sort().join(' ');
}

/** Properties at one block, beyond which releases of others' pages do not keep states apart. */
const PROPERTIES = 12;

/** The name under which a state is merged: while there are few, only with states that hold the same; then whatever pages of others were released. */
function propertyFor(state: State, more: string, known: ReadonlyMap<string, LoopHead>): string {
  const property = `${state.property()}${more}`;
  return known.has(property) || known.size < PROPERTIES ? property : `own ${state.property(true)}${more}`;
}

/** Where the number of pages that are held stands, and how far it is off: `nr` before and after it was raised are not the same. */
function countedBy(state: State): string {
  let out = '';
  for (const h of state.held.values()) {
    if (h.foreign || h.status !== 'held' || h.mode !== 'array' || isConstant(h.count)) continue;
    for (const { at, value } of state.memory) {
      if (sameTerms(h.count, value)) out += `#${h.id}:${at.key}:${h.count.k - value.k}`;
    }
  }
  return out;
}

/** Those of the calls that keep pages unless they fail that have failed. */
function keeperResults(state: State, table: SymbolTable): string {
  let out = '';
  for (const h of state.held.values()) {
    if (h.foreign || h.status !== 'held') continue;
    for (const c of h.containers) {
      const origin = table.originOf(c);
      const [result] = origin.from === 'operation' && origin.operation === 'kept-unless-failed' ? origin.operands : [];
      const b = result && state.facts.boundsOf(result);
      if (b && (b.hi < 0 || (b.not === 0 && b.lo < 0))) out += `!${c}`;
    }
  }
  return out;
}

const baseIs = (root: number | undefined, at: Linear): boolean => root !== undefined && at.terms.length === 2 && at.terms[0] === root;

function reversePostorder(fn: FunctionIr): number[] {
  const seen = new Set<number>();
  const out: number[] = [];
  const stack: { id: number; next: number }[] = [{ id: fn.entry, next: 0 }];
  seen.add(fn.entry);
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    if (!top) break;
    const block = fn.blocks[top.id];
    // Exits of loops come after their bodies, so the body is visited last here.
    const next = block ? [...successors(block)].reverse() : [];
    const to = next[top.next++];
    if (to === undefined) {
      out.push(top.id);
      stack.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      stack.push({ id: to, next: 0 });
    }
  }
  return out.reverse();
}

/** Nothing but the iterator, a constant or a step gives the variable its value. */
const counterCache = new WeakMap<FunctionIr, Map<number, boolean>>();
function assignedOnlyAsCounter(fn: FunctionIr, variable: number): boolean {
  let known = counterCache.get(fn);
  if (!known) {
    known = new Map();
    counterCache.set(fn, known);
    const counters = known;
    for (const b of fn.blocks)
      for (const i of b.instructions) {
        if (i.do !== 'assign' || i.place.op !== 'variable') continue;
        const isCounter =
          i.value.op === 'const' || (i.value.op === 'name' && i.value.name === 'NULL') || (i.value.op === 'binary' && i.value.right.op === 'const');
        if (!isCounter) counters.set(i.place.variable.id, false);
      }
  }
  return known.get(variable) ?? true;
}

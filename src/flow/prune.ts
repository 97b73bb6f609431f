/**
 * Drops what nothing later in the function can ask for, so that paths that differ only in the past become one. Decides by what the code can still name. That
 * is the same for every state that comes to a block, so it is found once for each block and symbol; only what a state itself holds on to is looked at anew.
 */
import type { FunctionIr } from './ir.ts';
import { rootObject } from './lifetime.ts';
import { type Linear, type SymbolId, type SymbolTable, symbolForm } from './linear.ts';
import type { Cell, State } from './state.ts';
import type { Usage } from './usage.ts';

/** `entryFacts`: callers are told on which of their arguments an outcome depends, so what is known of these stays to the end. */
export function prune(state: State, block: number, fn: FunctionIr, usage: Usage, table: SymbolTable, entryFacts = false): void {
  let pruner = pruners.get(usage);
  if (!pruner) {
    pruner = new Pruner(fn, usage, table, entryFacts);
    pruners.set(usage, pruner);
  }
  pruner.prune(state, block);
}

/** A usage belongs to one walk. */
const pruners = new WeakMap<Usage, Pruner>();

const KEEP = 1;
const DROP = 2;
/** Unless it points to something that is held. */
const DROP_EMPTY = 3;
const YES = 1;
const NO = 2;
const DEPTH = 6;

/** A byte for each symbol of a table that grows. */
class Marks {
  #bytes = new Uint8Array(128);

  get(id: SymbolId): number {
    return this.#bytes[id] ?? 0;
  }
  set(id: SymbolId, mark: number): void {
    if (id >= this.#bytes.length) {
      const longer = new Uint8Array(id * 2);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    this.#bytes[id] = mark;
  }
}

class Pruner {
  readonly #fn: FunctionIr;
  readonly #usage: Usage;
  readonly #table: SymbolTable;
  readonly #entryFacts: boolean;
  readonly #cells: Marks[] = [];
  readonly #named: Marks[] = [];
  readonly #fixed = new Marks();
  /** Symbols that values of the state at hand are made of, and those that were asked for: valid where the number is `#round`'s. */
  readonly #alive: number[] = [];
  readonly #asked: number[] = [];
  readonly #answers: boolean[] = [];
  #round = 0;
  #hasAlive = false;

  constructor(fn: FunctionIr, usage: Usage, table: SymbolTable, entryFacts: boolean) {
    this.#fn = fn;
    this.#usage = usage;
    this.#table = table;
    this.#entryFacts = entryFacts;
  }

  prune(state: State, block: number): void {
    const usage = this.#usage;
    if (state.temps.size > 0) state.dropTemps((id) => !usage.liveTemp(block, id));
    const held: SymbolId[] = [];
    for (const h of state.held.values()) {
      if (h.base !== undefined) held.push(h.base);
      if (h.element) for (let i = 0; i < h.element.terms.length; i += 2) held.push(h.element.terms[i] ?? 0);
      held.push(...h.containers);
    }
    const cells = (this.#cells[block] ??= new Marks());
    if (state.memory.length > 0) state.forget((cell) => this.#isGone(cell, block, cells, held));
    this.#round++;
    this.#hasAlive = false;
    if (state.memory.length > 0)
      state.forget((cell) => !this.#isFixed(cell.at) && !this.#canBeReached(cell.at, state) && !this.#points(cell.value, held));
    if (state.facts.size === 0) return;
    const named = (this.#named[block] ??= new Marks());
    state.facts.filter((terms) => {
      for (let i = 0; i < terms.length; i += 2) if (!this.#canBeAsked(terms[i] ?? 0, block, named, state)) return false;
      return true;
    });
  }

  #points(value: Linear, held: readonly SymbolId[]): boolean {
    const { terms } = value;
    for (let i = 0; i < terms.length; i += 2) {
      const s = terms[i] ?? 0;
      if (held.includes(s) || this.#table.originOf(s).from === 'allocation') return true;
    }
    return false;
  }

  #isGone({ at, value }: Cell, block: number, cells: Marks, held: readonly SymbolId[]): boolean {
    const first = at.terms[0];
    if (first !== undefined && at.terms.length === 2 && at.k === 0) {
      let mark = cells.get(first);
      if (mark === 0) {
        mark = this.#markOf(first, block);
        cells.set(first, mark);
      }
      return mark === DROP || (mark === DROP_EMPTY && !this.#points(value, held));
    }
    const pointing = this.#points(value, held);
    const base = pointing ? first : rootObject(at, this.#table);
    // A local that holds the array but is never read again says nothing.
    const origin = base === undefined ? undefined : this.#table.originOf(base);
    return origin?.from === 'variable' && !(pointing && origin.isStatic) && !this.#usage.variableNamedLater(block, origin.id);
  }

  /** The address is reached from names and parameters alone, whatever the state. */
  #isFixed({ terms }: Linear): boolean {
    for (let i = 0; i < terms.length; i += 2) {
      const s = terms[i] ?? 0;
      let mark = this.#fixed.get(s);
      if (mark === 0) {
        mark = this.#isFixedSymbol(s) ? YES : NO;
        this.#fixed.set(s, mark);
      }
      if (mark === NO) return false;
    }
    return true;
  }
  #isFixedSymbol(id: SymbolId): boolean {
    const origin = this.#table.originOf(id);
    switch (origin.from) {
      case 'param':
      case 'name':
      case 'variable':
      case 'allocation':
        return true;
      case 'member':
        return this.#isFixed(origin.of);
      case 'memory':
        return this.#isFixed(origin.at);
      case 'operation':
        return origin.operands.every((o) => this.#isFixed(o));
      case 'call':
      case 'merge':
      case 'unknown':
        return false;
    }
  }
  /** Does the state still hold what leads to the address? The object of an earlier round is gone for good. */
  #canBeReached({ terms }: Linear, state: State): boolean {
    if (!this.#hasAlive) this.#markAlive(state);
    for (let i = 0; i < terms.length; i += 2) {
      const s = terms[i] ?? 0;
      if (this.#alive[s] === this.#round || this.#fixed.get(s) === YES) continue;
      const origin = this.#table.originOf(s);
      if (origin.from === 'member' ? this.#canBeReached(origin.of, state) : origin.from === 'memory' && this.#canBeReached(origin.at, state))
        continue;
      if (origin.from !== 'operation' || !origin.operands.every((o) => this.#isFixed(o) || this.#canBeReached(o, state))) return false;
    }
    return true;
  }

  /** What becomes of the cell whose address is the symbol. */
  #markOf(id: SymbolId, block: number): number {
    const usage = this.#usage;
    const table = this.#table;
    const origin = table.originOf(id);
    switch (origin.from) {
      case 'variable':
        return origin.isStatic || usage.liveVariable(block, origin.id) ? KEEP : DROP;
      case 'member': {
        if (usage.namedLater(block, origin.field)) return KEEP;
        // What callees and callers can see afterwards: a pointer that was cleared, a count, a flag that says who releases.
        const owner = table.originOf(table.rootOf(id));
        return owner.from === 'variable' && !usage.variableNamedLater(block, owner.id) ? DROP_EMPTY : KEEP;
      }
      case 'name':
        // Marks of the analysis itself have a colon in their name.
        return origin.name.includes(':') || usage.namedLater(block, origin.name.replace(/^&/, '')) ? KEEP : DROP_EMPTY;
      case 'param':
      case 'memory':
      case 'allocation':
      case 'call':
      case 'operation':
      case 'merge':
      case 'unknown':
        return KEEP;
    }
  }

  /** Can later code ask for a number that the symbol is part of: by naming what it stands for, or because a value holds it? */
  #canBeAsked(id: SymbolId, block: number, named: Marks, state: State): boolean {
    let mark = named.get(id);
    if (mark === 0) {
      mark = this.#canBeNamed(id, block, DEPTH) ? YES : NO;
      named.set(id, mark);
    }
    if (mark === YES) return true;
    if (!this.#hasAlive) this.#markAlive(state);
    return this.#canBeMade(id, block, named, DEPTH);
  }

  #canBeNamed(id: SymbolId, block: number, depth: number): boolean {
    if (depth === 0) return false;
    const usage = this.#usage;
    const origin = this.#table.originOf(id);
    switch (origin.from) {
      case 'param': {
        const v = this.#fn.params[origin.index];
        return v !== undefined && (this.#entryFacts || usage.variableNamedLater(block, v.id));
      }
      case 'variable':
        return usage.variableNamedLater(block, origin.id);
      case 'name':
        return usage.namedLater(block, origin.name.replace(/^&/, ''));
      case 'member':
        return (this.#entryFacts || usage.namedLater(block, origin.field)) && this.#allNamed(origin.of, block, depth - 1);
      case 'memory':
        return this.#allNamed(origin.at, block, depth - 1);
      case 'operation':
        return (this.#entryFacts && this.#isOfArguments(origin.operands)) || origin.operands.every((o) => this.#allNamed(o, block, depth - 1));
      case 'allocation':
      case 'call':
      case 'merge':
      case 'unknown':
        return false;
    }
  }
  /** `flags & FLAG`: an argument and constants. */
  #isOfArguments(operands: readonly Linear[]): boolean {
    let param = false;
    for (const { terms } of operands)
      for (let i = 0; i < terms.length; i += 2) {
        const { from } = this.#table.originOf(terms[i] ?? 0);
        if (from === 'param') param = true;
        else if (from !== 'name') return false;
      }
    return param;
  }
  #allNamed({ terms }: Linear, block: number, depth: number): boolean {
    for (let i = 0; i < terms.length; i += 2) if (!this.#canBeNamed(terms[i] ?? 0, block, depth)) return false;
    return true;
  }

  /** As `#canBeNamed`, where some of the symbols stand in values. */
  #canBeMade(id: SymbolId, block: number, named: Marks, depth: number): boolean {
    if (this.#alive[id] === this.#round || named.get(id) === YES) return true;
    if (depth === 0) return false;
    const origin = this.#table.originOf(id);
    if (origin.from !== 'member' && origin.from !== 'memory' && origin.from !== 'operation')
      return named.get(id) === 0 && this.#canBeNamed(id, block, 1);
    if (this.#asked[id] === this.#round) return this.#answers[id] ?? false;
    this.#asked[id] = this.#round;
    this.#answers[id] = false;
    const all = ({ terms }: Linear): boolean => {
      for (let i = 0; i < terms.length; i += 2) if (!this.#canBeMade(terms[i] ?? 0, block, named, depth - 1)) return false;
      return true;
    };
    const answer =
      origin.from === 'member'
        ? (this.#entryFacts || this.#usage.namedLater(block, origin.field)) && all(origin.of)
        : origin.from === 'memory'
          ? all(origin.at)
          : origin.operands.every(all);
    this.#answers[id] = answer;
    return answer;
  }

  /** Symbols that live values hold, with what they are made of. */
  #markAlive(state: State): void {
    this.#hasAlive = true;
    for (const cell of state.memory) this.#mark(cell.value, DEPTH);
    for (const v of state.temps.values()) this.#mark(v, DEPTH);
    for (const h of state.held.values()) {
      this.#mark(h.count, DEPTH);
      this.#mark(h.taken, DEPTH);
      this.#mark(h.place, DEPTH);
      if (h.asked) this.#mark(h.asked, DEPTH);
      // Whether those that keep them unless they fail have failed.
      for (const c of h.containers) this.#mark(symbolForm(c), DEPTH);
      if (h.element) this.#mark(h.element, DEPTH);
      if (h.mappedBy) this.#mark(h.mappedBy, DEPTH);
    }
    for (const e of state.loops.values()) if (e.rounds) this.#mark(e.rounds, DEPTH);
  }
  #mark({ terms }: Linear, depth: number): void {
    for (let i = 0; i < terms.length; i += 2) {
      const s = terms[i] ?? 0;
      if (this.#alive[s] === this.#round) continue;
      this.#alive[s] = this.#round;
      if (depth === 0) continue;
      const origin = this.#table.originOf(s);
      if (origin.from === 'operation') for (const o of origin.operands) this.#mark(o, depth - 1);
    }
  }
}

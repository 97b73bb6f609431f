/**
 * Values as linear forms over symbols: `npages - pinned + 1`. A pointer is a form, too: the symbol of an object plus an offset in elements. NULL is 0, an error
 * pointer is negative, any other pointer positive, so that one arithmetic serves counts, results and pointers. Symbols live in a table of one analysis.
 */
import type { ValueType } from './ir.ts';

/** Stands for a value that is not known, or for the address of an object. */
export type SymbolId = number;

/**
 * `k` plus the sum of symbol times factor. `terms` alternates symbol and factor, ordered by symbol, no factor 0. Immutable; what is derived from it (the names
 * by which maps know it, its hash) is made on first use and kept.
 */
export class Linear {
  readonly k: number;
  readonly terms: readonly number[];
  #key: string | undefined;
  #full: string | undefined;
  #hash: Hash | undefined;

  constructor(k: number, terms: readonly number[], key?: string) {
    this.k = k;
    this.terms = terms;
    this.#key = key;
  }
  /** Names the terms. */
  get key(): string {
    this.#key ??= this.terms.length === 2 ? `${this.terms[0]},${this.terms[1]}` : this.terms.join(',');
    return this.#key;
  }
  /** Names the whole form. */
  get full(): string {
    this.#full ??= `${this.key}|${this.k}`;
    return this.#full;
  }
  /** Equal for equal forms. */
  get hash(): Hash {
    this.#hash ??= hashOf(this.k, this.terms);
    return this.#hash;
  }
}

/** 64 bits: enough that two states of one function never share one by accident. */
export interface Hash {
  readonly a: number;
  readonly b: number;
}

const SEED_A = 0x2545f491;
const SEED_B = 0x5bd1e995;

/** Scatters the bits of two numbers over one. */
export function mix(x: number, y: number): number {
  let h = Math.imul(x ^ (y + 0x9e3779b9 + (x << 6) + (x >>> 2)), 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** Of numbers in order; `more` follow after the first. */
export function hashOf(first: number, more: readonly number[]): Hash {
  let a = SEED_A;
  let b = SEED_B;
  for (let i = -1; i < more.length; i++) {
    const x = i < 0 ? first : (more[i] ?? 0);
    let low = x | 0;
    if (low !== x) {
      double[0] = x;
      low = halves[0] ?? 0;
      const high = halves[1] ?? 0;
      a = mix(a, high);
      b = mix(b, ~high);
    }
    a = mix(a, low);
    b = mix(b, low ^ SEED_A);
  }
  return { a, b };
}

const NO_TERMS: readonly number[] = [];
const small: Linear[] = [];
for (let k = -1; k <= 16; k++) small.push(new Linear(k, NO_TERMS, ''));
const single: Linear[] = [];

export const constant = (k: number): Linear => small[k + 1] ?? new Linear(k, NO_TERMS, '');
export function symbolForm(id: SymbolId): Linear {
  // Most forms are one symbol: tables number theirs from 0, so they can share these.
  return (single[id] ??= new Linear(0, [id, 1]));
}
export const formOf = (k: number, terms: readonly number[], key?: string): Linear =>
  terms.length === 0 ? constant(k) : k === 0 && terms.length === 2 && terms[1] === 1 ? symbolForm(terms[0] ?? 0) : new Linear(k, terms, key);

/** `a + factor * b`. */
export function plus(a: Linear, b: Linear, factor = 1): Linear {
  if (factor === 0) return a;
  const k = a.k + factor * b.k;
  const [x, y] = [a.terms, b.terms];
  if (y.length === 0) return x.length === 0 ? constant(k) : k === a.k ? a : formOf(k, x, a.key);
  if (x.length === 0 && factor === 1) return k === b.k ? b : formOf(k, y, b.key);
  if (factor === -1 && x === y) return constant(k);
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    const sa = i < x.length ? (x[i] ?? 0) : Number.POSITIVE_INFINITY;
    const sb = j < y.length ? (y[j] ?? 0) : Number.POSITIVE_INFINITY;
    if (sa < sb) {
      out.push(sa, x[i + 1] ?? 0);
      i += 2;
    } else if (sb < sa) {
      out.push(sb, factor * (y[j + 1] ?? 0));
      j += 2;
    } else {
      const f = (x[i + 1] ?? 0) + factor * (y[j + 1] ?? 0);
      if (f !== 0) out.push(sa, f);
      i += 2;
      j += 2;
    }
  }
  return formOf(k, out);
}

export const minus = (a: Linear, b: Linear): Linear => plus(a, b, -1);
export const add = (a: Linear, k: number): Linear => (k === 0 ? a : formOf(a.k + k, a.terms, a.key));
export const times = (a: Linear, factor: number): Linear => {
  if (factor === 0) return constant(0);
  if (factor === 1) return a;
  return formOf(
    a.k * factor,
    a.terms.map((x, i) => (i % 2 === 1 ? x * factor : x)),
  );
};
export const isConstant = (a: Linear): boolean => a.terms.length === 0;
export function same(a: Linear, b: Linear): boolean {
  if (a === b) return true;
  const [x, y] = [a.terms, b.terms];
  if (a.k !== b.k || x.length !== y.length) return false;
  if (x !== y) for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}
/** They differ in their constants at most. */
export function sameTerms({ terms: x }: Linear, { terms: y }: Linear): boolean {
  if (x === y) return true;
  if (x.length !== y.length) return false;
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}
export const fullKey = (a: Linear): string => a.full;
/** The symbol, if the form is one symbol and nothing else. */
export const onlySymbol = (a: Linear): SymbolId | undefined => (a.k === 0 && a.terms.length === 2 && a.terms[1] === 1 ? a.terms[0] : undefined);
export function mentions(a: Linear, id: SymbolId): boolean {
  const { terms } = a;
  for (let i = 0; i < terms.length; i += 2) if (terms[i] === id) return true;
  return false;
}
export function symbolsOf(a: Linear): readonly SymbolId[] {
  const { terms } = a;
  if (terms.length === 0) return NO_TERMS;
  if (terms.length === 2) return (firsts[terms[0] ?? 0] ??= [terms[0] ?? 0]);
  const out: SymbolId[] = [];
  for (let i = 0; i < terms.length; i += 2) out.push(terms[i] ?? 0);
  return out;
}
const firsts: (readonly SymbolId[])[] = [];

/** Where a symbol comes from. */
export type SymbolOrigin =
  /** The value that a parameter has on entry. */
  | { readonly from: 'param'; readonly index: number }
  /** The address of a variable of the function. */
  | { readonly from: 'variable'; readonly id: number; readonly isStatic: boolean }
  /** The address of a global, or the value of an enumerator or macro. */
  | { readonly from: 'name'; readonly name: string }
  /** The address of a member of the object that `of` points to. */
  | { readonly from: 'member'; readonly of: Linear; readonly field: string }
  /** What stands in memory at `at` before the function writes there. */
  | { readonly from: 'memory'; readonly at: Linear }
  /** Memory that the function allocated. */
  | { readonly from: 'allocation'; readonly site: number; readonly zeroed: boolean }
  /** The result of a call; `version` tells apart results that one site gives. */
  | { readonly from: 'call'; readonly site: number; readonly callee: string | undefined; readonly args: readonly Linear[] }
  /** A pure function of other values: an operator that is not linear, a macro. Equal operands give the equal symbol. */
  | { readonly from: 'operation'; readonly operation: string; readonly operands: readonly Linear[] }
  /** What a loop or a merge makes of different values. */
  | { readonly from: 'merge'; readonly at: string }
  | { readonly from: 'unknown'; readonly why: string };

export class SymbolTable {
  readonly #origins: SymbolOrigin[] = [];
  readonly #types: (ValueType | undefined)[] = [];
  /** By name, one map for each kind of symbol; by number where what they are made of is one. */
  readonly #known = new Map<string, SymbolId>();
  /** Which symbol of a sum is the pointer, where the source says so: `map` of `map[n]`. */
  readonly bases = new Map<string, SymbolId>();
  readonly #names = new Map<string, SymbolId>();
  readonly #variables: SymbolId[] = [];
  readonly #params: SymbolId[] = [];
  readonly #memory: SymbolId[] = [];
  readonly #members = new Map<string, SymbolId[]>();
  readonly #roots: (SymbolId | undefined)[] = [];
  readonly #derived = new Map<SymbolId, Uint8Array>();

  /** A table that was written down: to be read, not added to. What a symbol is made of stands before it. */
  static from(
    origins: readonly SymbolOrigin[],
    types: readonly (ValueType | undefined)[],
    bases: Iterable<readonly [string, SymbolId]>,
  ): SymbolTable {
    const table = new SymbolTable();
    for (const [i, origin] of origins.entries()) table.#add(origin, types[i]);
    for (const [key, id] of bases) table.bases.set(key, id);
    return table;
  }

  #add(origin: SymbolOrigin, type?: ValueType): SymbolId {
    this.#types.push(type);
    return this.#origins.push(origin) - 1;
  }
  /** The symbol of `key`, made on first use: the same key always gives the same symbol. */
  #intern(key: string, origin: () => SymbolOrigin, type?: ValueType): Linear {
    let id = this.#known.get(key);
    if (id === undefined) {
      id = this.#add(origin(), type);
      this.#known.set(key, id);
    }
    return symbolForm(id);
  }
  originOf(id: SymbolId): SymbolOrigin {
    return this.#origins[id] ?? { from: 'unknown', why: 'no such symbol' };
  }
  typeOf(id: SymbolId): ValueType | undefined {
    return this.#types[id];
  }
  /** How many symbols there are: they are numbered from 0, and what a symbol is made of has smaller numbers. */
  get size(): number {
    return this.#origins.length;
  }

  param(index: number, type?: ValueType): Linear {
    return symbolForm((this.#params[index] ??= this.#add({ from: 'param', index }, type)));
  }
  variable(id: number, isStatic: boolean): Linear {
    return symbolForm((this.#variables[id] ??= this.#add({ from: 'variable', id, isStatic })));
  }
  named(name: string): Linear {
    let id = this.#names.get(name);
    if (id === undefined) {
      id = this.#add({ from: 'name', name });
      this.#names.set(name, id);
    }
    return symbolForm(id);
  }
  member(of: Linear, field: string): Linear {
    const owner = onlySymbol(of);
    if (owner === undefined) return this.#intern(`m${of.full}.${field}`, () => ({ from: 'member', of, field }));
    let ids = this.#members.get(field);
    if (!ids) {
      ids = [];
      this.#members.set(field, ids);
    }
    return symbolForm((ids[owner] ??= this.#add({ from: 'member', of, field })));
  }
  memory(at: Linear, type?: ValueType): Linear {
    const id = onlySymbol(at);
    if (id !== undefined) return symbolForm((this.#memory[id] ??= this.#add({ from: 'memory', at }, type)));
    return this.#intern(`*${at.full}`, () => ({ from: 'memory', at }), type);
  }
  allocation(site: number, zeroed = false): Linear {
    return this.#intern(`a${site}`, () => ({ from: 'allocation', site, zeroed }));
  }
  call(site: number, version: string, callee: string | undefined, args: readonly Linear[], type?: ValueType): Linear {
    return this.#intern(`c${site}${version}`, () => ({ from: 'call', site, callee, args }), type);
  }
  operation(operation: string, operands: readonly Linear[], type?: ValueType): Linear {
    let key = `o${operation}(`;
    for (let i = 0; i < operands.length; i++) key += i === 0 ? (operands[i]?.full ?? '') : `;${operands[i]?.full ?? ''}`;
    return this.#intern(`${key})`, () => ({ from: 'operation', operation, operands }), type);
  }
  merge(at: string): Linear {
    return this.#intern(`j${at}`, () => ({ from: 'merge', at }));
  }
  unknown(key: string, why: string): Linear {
    return this.#intern(`u${key}`, () => ({ from: 'unknown', why }));
  }

  /** The object that the address is part of: `obj` for that of `obj->list.pages`. */
  rootOf(id: SymbolId): SymbolId {
    return (this.#roots[id] ??= this.#root(id, 8));
  }
  #root(id: SymbolId, depth: number): SymbolId {
    const origin = this.originOf(id);
    if (depth === 0 || origin.from !== 'member') return id;
    const of = baseOf(origin.of, this);
    return of === undefined ? id : this.#root(of, depth - 1);
  }

  /** Whether the symbol is `part`, or made of it. Found once for each pair. */
  isMadeOf(symbol: SymbolId, part: SymbolId): boolean {
    // What a symbol is made of was there before it.
    if (symbol <= part) return symbol === part;
    let answers = this.#derived.get(part);
    if (!answers || symbol >= answers.length) {
      const longer = new Uint8Array(Math.max(64, this.size + (this.size >>> 1)));
      if (answers) longer.set(answers);
      answers = longer;
      this.#derived.set(part, longer);
    }
    let answer = answers[symbol];
    if (!answer) {
      answer = this.#isMadeOf(symbolForm(symbol), part, 8) ? 2 : 1;
      answers[symbol] = answer;
    }
    return answer === 2;
  }
  #isMadeOf(form: Linear, part: SymbolId, depth: number): boolean {
    const { terms } = form;
    for (let i = 0; i < terms.length; i += 2) {
      const s = terms[i] ?? 0;
      if (s === part) return true;
      if (s < part || depth === 0) continue;
      const origin = this.originOf(s);
      if (origin.from === 'member' && this.#isMadeOf(origin.of, part, depth - 1)) return true;
      if (origin.from === 'memory' && this.#isMadeOf(origin.at, part, depth - 1)) return true;
      if (origin.from === 'operation') for (const o of origin.operands) if (this.#isMadeOf(o, part, depth - 1)) return true;
    }
    return false;
  }
}

/** The pointer as it was before loops moved it; undefined if none did. */
function withoutRounds(pointer: Linear, table: SymbolTable): Linear | undefined {
  let out = pointer;
  for (let i = 0; i < pointer.terms.length; i += 2) {
    const id = pointer.terms[i] ?? 0;
    if (table.originOf(id).from === 'merge') out = plus(out, symbolForm(id), -(pointer.terms[i + 1] ?? 0));
  }
  return out === pointer || out.terms.length === 0 ? undefined : out;
}

/** The symbol that a pointer's object is named by: the one with factor 1 that stands for an address or a loaded pointer; the others are offsets. */
export function baseOf(pointer: Linear, table: SymbolTable): SymbolId | undefined {
  if (pointer.terms.length > 2) {
    const known = table.bases.get(pointer.key);
    if (known !== undefined) return known;
    const moved = withoutRounds(pointer, table);
    if (moved) return baseOf(moved, table);
  }
  let found: SymbolId | undefined;
  for (let i = 0; i < pointer.terms.length; i += 2) {
    const id = pointer.terms[i] ?? 0;
    if (pointer.terms[i + 1] !== 1) continue;
    if (pointer.terms.length === 2) return id;
    const origin = table.originOf(id);
    const type = table.typeOf(id);
    const pointerLike =
      origin.from === 'variable' ||
      origin.from === 'member' ||
      origin.from === 'allocation' ||
      (type?.indirections ?? 0) > 0 ||
      (type?.dimensions?.length ?? 0) > 0;
    if (pointerLike) return id;
    if (found === undefined && (origin.from === 'param' || origin.from === 'memory' || origin.from === 'name') && type?.scalar === undefined)
      found = id;
  }
  return found;
}

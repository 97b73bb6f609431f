/**
 * Values as linear forms over symbols: `npages - pinned + 1`. A pointer is a form, too: the symbol of an object plus an offset in elements. NULL is 0, an error
 * pointer is negative, any other pointer positive, so that one arithmetic serves counts, results and pointers. Symbols live in a table of one analysis.
 */
import type { ValueType } from './ir.ts';

/** Stands for a value that is not known, or for the address of an object. */
export type SymbolId = number;

/** `k` plus the sum of symbol times factor. `terms` alternates symbol and factor, ordered by symbol, no factor 0. `key` names the terms. */
export interface Linear {
  readonly k: number;
  readonly terms: readonly number[];
  readonly key: string;
}

const NO_TERMS: readonly number[] = [];
const small: Linear[] = [];
for (let k = -1; k <= 16; k++) small.push({ k, terms: NO_TERMS, key: '' });

export const constant = (k: number): Linear => small[k + 1] ?? { k, terms: NO_TERMS, key: '' };
export const symbolForm = (id: SymbolId): Linear => ({ k: 0, terms: [id, 1], key: `${id},1` });
const make = (k: number, terms: readonly number[]): Linear => (terms.length === 0 ? constant(k) : { k, terms, key: terms.join(',') });

/** `a + factor * b`. */
export function plus(a: Linear, b: Linear, factor = 1): Linear {
  const k = a.k + factor * b.k;
  if (b.terms.length === 0) return a.terms.length === 0 ? constant(k) : { k, terms: a.terms, key: a.key };
  if (a.terms.length === 0 && factor === 1) return { k, terms: b.terms, key: b.key };
  const out: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.terms.length || j < b.terms.length) {
    const sa = a.terms[i] ?? Number.POSITIVE_INFINITY;
    const sb = b.terms[j] ?? Number.POSITIVE_INFINITY;
    if (sa < sb) {
      out.push(sa, a.terms[i + 1] ?? 0);
      i += 2;
    } else if (sb < sa) {
      out.push(sb, factor * (b.terms[j + 1] ?? 0));
      j += 2;
    } else {
      const f = (a.terms[i + 1] ?? 0) + factor * (b.terms[j + 1] ?? 0);
      if (f !== 0) out.push(sa, f);
      i += 2;
      j += 2;
    }
  }
  return make(k, out);
}

export const minus = (a: Linear, b: Linear): Linear => plus(a, b, -1);
export const add = (a: Linear, k: number): Linear => (k === 0 ? a : make(a.k + k, a.terms));
export const times = (a: Linear, factor: number): Linear => {
  if (factor === 0) return constant(0);
  return make(
    a.k * factor,
    a.terms.map((x, i) => (i % 2 === 1 ? x * factor : x)),
  );
};
export const isConstant = (a: Linear): boolean => a.terms.length === 0;
export const same = (a: Linear, b: Linear): boolean => a.k === b.k && a.key === b.key;
export const fullKey = (a: Linear): string => `${a.key}|${a.k}`;
/** The symbol, if the form is one symbol and nothing else. */
export const onlySymbol = (a: Linear): SymbolId | undefined => (a.k === 0 && a.terms.length === 2 && a.terms[1] === 1 ? a.terms[0] : undefined);
export const mentions = (a: Linear, id: SymbolId): boolean => {
  for (let i = 0; i < a.terms.length; i += 2) if (a.terms[i] === id) return true;
  return false;
};
export function* symbolsOf(a: Linear): Generator<SymbolId> {
  for (let i = 0; i < a.terms.length; i += 2) yield a.terms[i] ?? 0;
}

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
  readonly #known = new Map<string, SymbolId>();

  /** The symbol of `key`, made on first use: the same key always gives the same symbol. */
  intern(key: string, origin: () => SymbolOrigin, type?: ValueType): SymbolId {
    let id = this.#known.get(key);
    if (id === undefined) {
      id = this.#origins.length;
      this.#origins.push(origin());
      this.#types.push(type);
      this.#known.set(key, id);
    }
    return id;
  }
  originOf(id: SymbolId): SymbolOrigin {
    return this.#origins[id] ?? { from: 'unknown', why: 'no such symbol' };
  }
  typeOf(id: SymbolId): ValueType | undefined {
    return this.#types[id];
  }

  param(index: number, type?: ValueType): Linear {
    return symbolForm(this.intern(`p${index}`, () => ({ from: 'param', index }), type));
  }
  variable(id: number, isStatic: boolean): Linear {
    return symbolForm(this.intern(`v${id}`, () => ({ from: 'variable', id, isStatic })));
  }
  named(name: string): Linear {
    return symbolForm(this.intern(`n${name}`, () => ({ from: 'name', name })));
  }
  member(of: Linear, field: string): Linear {
    return symbolForm(this.intern(`m${fullKey(of)}.${field}`, () => ({ from: 'member', of, field })));
  }
  memory(at: Linear, type?: ValueType): Linear {
    return symbolForm(this.intern(`*${fullKey(at)}`, () => ({ from: 'memory', at }), type));
  }
  allocation(site: number, zeroed = false): Linear {
    return symbolForm(this.intern(`a${site}`, () => ({ from: 'allocation', site, zeroed })));
  }
  call(site: number, version: string, callee: string | undefined, args: readonly Linear[], type?: ValueType): Linear {
    return symbolForm(this.intern(`c${site}${version}`, () => ({ from: 'call', site, callee, args }), type));
  }
  operation(operation: string, operands: readonly Linear[], type?: ValueType): Linear {
    return symbolForm(this.intern(`o${operation}(${operands.map(fullKey).join(';')})`, () => ({ from: 'operation', operation, operands }), type));
  }
  merge(at: string): Linear {
    return symbolForm(this.intern(`j${at}`, () => ({ from: 'merge', at })));
  }
  unknown(key: string, why: string): Linear {
    return symbolForm(this.intern(`u${key}`, () => ({ from: 'unknown', why })));
  }
}

/** The symbol that a pointer's object is named by: the one with factor 1 that stands for an address or a loaded pointer; the others are offsets. */
export function baseOf(pointer: Linear, table: SymbolTable): SymbolId | undefined {
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

/**
 * What a state knows of numbers: for a linear form without its constant, the least and greatest value that it can have. Answers are sound for the forms that it
 * was told about and for sums of them; anything else is unknown.
 */
import { formOf, type Hash, hashOf, isConstant, type Linear, mix, symbolForm } from './linear.ts';

/** `lo <= form <= hi`; `not`: a value between them that it does not have. */
export interface Bounds {
  readonly lo: number;
  readonly hi: number;
  readonly not?: number;
}

const INF = Number.POSITIVE_INFINITY;
export const ANY: Bounds = { lo: -INF, hi: INF };

/** Of a form without its constant, whose first factor is positive. */
class Fact implements Bounds {
  readonly form: Linear;
  readonly lo: number;
  readonly hi: number;
  declare readonly not?: number;
  #hash: Hash | undefined;

  constructor(form: Linear, lo: number, hi: number, not: number | undefined) {
    this.form = form;
    this.lo = lo;
    this.hi = hi;
    if (not !== undefined) this.not = not;
  }
  get terms(): readonly number[] {
    return this.form.terms;
  }
  get hash(): Hash {
    if (!this.#hash) {
      const form = this.form.hash;
      this.#hash = hashOf(form.a, [form.b, this.lo, this.hi, this.not ?? Number.NaN]);
    }
    return this.#hash;
  }
}

const between = (lo: number, hi: number, not: number | undefined): Bounds => (not === undefined ? { lo, hi } : { lo, hi, not });

/** The sign in which a form is stored: the first factor is positive. */
const isNegated = (terms: readonly number[]): boolean => (terms[1] ?? 0) < 0;
const negated = (terms: readonly number[]): number[] => terms.map((x, i) => (i % 2 === 1 ? -x : x));
/** The form without its constant, in the sign in which it is stored. */
function stored(form: Linear): Linear {
  if (isNegated(form.terms)) return formOf(0, negated(form.terms));
  return form.k === 0 ? form : formOf(0, form.terms, form.key);
}

export class Facts {
  #map: Map<string, Fact>;
  /** Those of `#map` that are about more than one symbol. */
  #sums: Map<string, Fact>;
  #shared = false;

  constructor(from?: Facts) {
    if (from) {
      this.#map = from.#map;
      this.#sums = from.#sums;
      from.#shared = true;
      this.#shared = true;
    } else {
      this.#map = new Map();
      this.#sums = new Map();
    }
  }

  get size(): number {
    return this.#map.size;
  }
  entries(): IterableIterator<[string, Fact]> {
    return this.#map.entries();
  }
  #own(): void {
    if (!this.#shared) return;
    this.#map = new Map(this.#map);
    this.#sums = new Map(this.#sums);
    this.#shared = false;
  }
  #set(fact: Fact): void {
    this.#map.set(fact.form.key, fact);
    if (fact.form.terms.length > 2) this.#sums.set(fact.form.key, fact);
  }

  /** Keeps what `keep` says of the symbols of each form. */
  filter(keep: (terms: readonly number[]) => boolean): void {
    let drop: string[] | undefined;
    for (const [key, fact] of this.#map) if (!keep(fact.terms)) (drop ??= []).push(key);
    if (!drop) return;
    this.#own();
    for (const key of drop) {
      this.#map.delete(key);
      this.#sums.delete(key);
    }
  }

  #stored(form: Linear): Bounds | undefined {
    if (!isNegated(form.terms)) return this.#map.get(form.key);
    const f = this.#map.get(negated(form.terms).join(','));
    return f && between(-f.hi, -f.lo, f.not === undefined ? undefined : -f.not);
  }

  /** Bounds of a whole form, its constant included. */
  boundsOf(form: Linear): Bounds {
    if (isConstant(form)) return { lo: form.k, hi: form.k };
    let { lo, hi, not } = this.#stored(form) ?? ANY;
    if (form.terms.length > 2) {
      let sumLo = 0;
      let sumHi = 0;
      for (let i = 0; i < form.terms.length; i += 2) {
        const one = this.#symbol(form.terms[i] ?? 0);
        const f = form.terms[i + 1] ?? 0;
        sumLo += f > 0 ? f * one.lo : f * one.hi;
        sumHi += f > 0 ? f * one.hi : f * one.lo;
      }
      if (sumLo > lo) lo = sumLo;
      if (sumHi < hi) hi = sumHi;
      if (lo === -INF || hi === INF) ({ lo, hi } = this.#byPairs(form, lo, hi));
    } else if (lo === -INF || hi === INF) {
      const factor = form.terms[1] ?? 1;
      const one = this.#symbol(form.terms[0] ?? 0);
      const a = factor > 0 ? factor * one.lo : factor * one.hi;
      const b = factor > 0 ? factor * one.hi : factor * one.lo;
      if (a > lo) lo = a;
      if (b < hi) hi = b;
      if (factor === 1 && one.not !== undefined) not ??= one.not;
    }
    return between(lo + form.k, hi + form.k, not === undefined ? undefined : not + form.k);
  }

  /** Splits a form into a known form and a rest, once. */
  #byPairs(form: Linear, from: number, to: number): { lo: number; hi: number } {
    let lo = from;
    let hi = to;
    for (const fact of this.#sums.values()) {
      for (const sign of SIGNS) {
        const rest = subtract(form.terms, fact.terms, sign);
        if (rest === undefined || rest.length > 4) continue;
        const stored = rest.length === 4 ? this.#stored(formOf(0, rest)) : undefined;
        let restLo = 0;
        let restHi = 0;
        for (let i = 0; i < rest.length; i += 2) {
          const one = this.#symbol(rest[i] ?? 0);
          const f = rest[i + 1] ?? 0;
          restLo += f > 0 ? f * one.lo : f * one.hi;
          restHi += f > 0 ? f * one.hi : f * one.lo;
        }
        if (stored) {
          restLo = Math.max(restLo, stored.lo);
          restHi = Math.min(restHi, stored.hi);
        }
        const a = sign > 0 ? fact.lo : -fact.hi;
        const b = sign > 0 ? fact.hi : -fact.lo;
        if (a + restLo > lo) lo = a + restLo;
        if (b + restHi < hi) hi = b + restHi;
      }
    }
    return { lo, hi };
  }

  /** Bounds of a symbol, also through forms of two symbols that hold it. */
  #symbol(id: number): Bounds {
    const own = this.#map.get(symbolForm(id).key) ?? ANY;
    if (this.#sums.size === 0 || (own.lo !== -INF && own.hi !== INF)) return own;
    let { lo, hi } = own;
    for (const fact of this.#sums.values()) {
      if (fact.terms.length !== 4) continue;
      const at = fact.terms[0] === id ? 0 : fact.terms[2] === id ? 2 : -1;
      if (at < 0) continue;
      const f = fact.terms[at + 1] ?? 0;
      const other = this.#map.get(symbolForm(fact.terms[2 - at] ?? 0).key);
      const g = fact.terms[3 - at] ?? 0;
      if (!other || Math.abs(f) !== 1) continue;
      // f * id = fact - g * other
      const restLo = g > 0 ? -g * other.hi : -g * other.lo;
      const restHi = g > 0 ? -g * other.lo : -g * other.hi;
      const a = fact.lo + restLo;
      const b = fact.hi + restHi;
      const symLo = f > 0 ? a : -b;
      const symHi = f > 0 ? b : -a;
      if (symLo > lo) lo = symLo;
      if (symHi < hi) hi = symHi;
    }
    return between(lo, hi, own.not);
  }

  /** Learns `lo <= form <= hi` (and `form != not`). False if that contradicts what is known. */
  assume(form: Linear, bounds: Bounds): boolean {
    if (isConstant(form)) return form.k >= bounds.lo && form.k <= bounds.hi && form.k !== bounds.not;
    const known = this.boundsOf(form);
    let lo = Math.max(known.lo, bounds.lo);
    let hi = Math.min(known.hi, bounds.hi);
    const not = bounds.not ?? known.not;
    if (not !== undefined) {
      if (lo === not) lo++;
      if (hi === not) hi--;
    }
    if (lo > hi) return false;
    let a = lo - form.k;
    let b = hi - form.k;
    let n = not === undefined || not < lo || not > hi ? undefined : not - form.k;
    let about = stored(form);
    if (isNegated(form.terms)) {
      [a, b] = [-b, -a];
      n = n === undefined ? undefined : -n;
    }
    if (a === -INF && b === INF && n === undefined) return true;
    // `2x <= 6` is `x <= 3`.
    if (about.terms.length === 2 && about.terms[1] !== 1) {
      const f = about.terms[1] ?? 1;
      about = symbolForm(about.terms[0] ?? 0);
      a = Math.ceil(a / f);
      b = Math.floor(b / f);
      n = undefined;
      if (a > b) return false;
    }
    const before = this.#map.get(about.key);
    if (before && before.lo === a && before.hi === b && before.not === n) return true;
    this.#own();
    this.#set(new Fact(about, a, b, n));
    return true;
  }

  /** What holds in both: the hull of each form that both bound. */
  joinedWith(other: Facts): Facts {
    if (this.#map === other.#map) return new Facts(this);
    const out = new Facts();
    const visit = (a: Facts, b: Facts): void => {
      for (const [key, fact] of a.#map) {
        if (out.#map.has(key)) continue;
        if (b.#map.get(key) === fact) {
          out.#set(fact);
          continue;
        }
        const theirs = b.boundsOf(fact.form);
        const lo = Math.min(fact.lo, theirs.lo);
        const hi = Math.max(fact.hi, theirs.hi);
        const not = fact.not !== undefined && (theirs.not === fact.not || fact.not < theirs.lo || fact.not > theirs.hi) ? fact.not : undefined;
        const zero = not === undefined && lo < 0 && hi > 0 && excludesZero(fact) && excludesZero(theirs) ? 0 : not;
        if (lo === fact.lo && hi === fact.hi && zero === fact.not) out.#set(fact);
        else if (lo !== -INF || hi !== INF || zero !== undefined) out.#set(new Fact(fact.form, lo, hi, zero));
      }
    };
    visit(this, other);
    visit(other, this);
    return out;
  }

  /** Those that are the same in both. */
  commonWith(other: Facts): Facts {
    const out = new Facts();
    for (const [key, fact] of this.#map) {
      const theirs = other.#map.get(key);
      if (theirs && theirs.lo === fact.lo && theirs.hi === fact.hi && theirs.not === fact.not) out.#set(fact);
    }
    return out;
  }

  /** As `joinedWith`, but a bound that moved since `this` goes to infinity, so that loops come to rest. */
  widenedWith(other: Facts): Facts {
    const joined = this.joinedWith(other);
    const out = new Facts();
    for (const fact of joined.#map.values()) {
      const before = this.boundsOf(fact.form);
      const lo = fact.lo < before.lo ? (before.lo > 0 && fact.lo > 0 ? 1 : before.lo >= 0 && fact.lo >= 0 ? 0 : -INF) : fact.lo;
      const hi = fact.hi > before.hi ? (before.hi < 0 && fact.hi < 0 ? -1 : before.hi <= 0 && fact.hi <= 0 ? 0 : INF) : fact.hi;
      if (lo !== -INF || hi !== INF || fact.not !== undefined)
        out.#set(lo === fact.lo && hi === fact.hi ? fact : new Fact(fact.form, lo, hi, fact.not));
    }
    return out;
  }

  /** Equal for equal facts. */
  get hash(): Hash {
    let a = 0;
    let b = 0;
    for (const { hash } of this.#map.values()) {
      a = (a + mix(hash.a, 1)) | 0;
      b = (b + mix(hash.b, 1)) | 0;
    }
    return { a, b };
  }
}

const SIGNS: readonly number[] = [1, -1];
const excludesZero = (b: Bounds): boolean => b.lo > 0 || b.hi < 0 || b.not === 0;

function subtract(a: readonly number[], b: readonly number[], sign: number): number[] | undefined {
  // Only worth a try if they share a symbol with the same factor.
  const out: number[] = [];
  let shared = false;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const sa = a[i] ?? INF;
    const sb = b[j] ?? INF;
    if (sa < sb) {
      out.push(sa, a[i + 1] ?? 0);
      i += 2;
    } else if (sb < sa) {
      out.push(sb, -sign * (b[j + 1] ?? 0));
      j += 2;
    } else {
      const f = (a[i + 1] ?? 0) - sign * (b[j + 1] ?? 0);
      if (f === 0) shared = true;
      else out.push(sa, f);
      i += 2;
      j += 2;
    }
  }
  return shared ? out : undefined;
}

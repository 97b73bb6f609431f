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
  /** Of a form of one symbol; else -1. */
  readonly symbol: number;
  readonly lo: number;
  readonly hi: number;
  declare readonly not?: number;
  #hash: Hash | undefined;

  constructor(form: Linear, lo: number, hi: number, not: number | undefined) {
    this.form = form;
    this.symbol = form.terms.length === 2 ? (form.terms[0] ?? -1) : -1;
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

const factOf = (facts: readonly Fact[], terms: readonly number[], sign = 1): Fact | undefined => {
  const at = indexOf(facts, terms, sign);
  return at < 0 ? undefined : facts[at];
};

/** Where the fact about the form without its constant stands; -1 if there is none. `sign`: that which the form is taken with. */
function indexOf(facts: readonly Fact[], terms: readonly number[], sign = 1): number {
  if (terms.length === 2) {
    if (terms[1] !== sign) return -1;
    const symbol = terms[0];
    for (let i = 0; i < facts.length; i++) if (facts[i]?.symbol === symbol) return i;
    return -1;
  }
  for (let i = 0; i < facts.length; i++) {
    const other = facts[i]?.form.terms;
    if (other?.length !== terms.length) continue;
    let j = 0;
    while (j < terms.length && other[j] === terms[j] && other[j + 1] === (terms[j + 1] ?? 0) * sign) j += 2;
    if (j >= terms.length) return i;
  }
  return -1;
}

/** There are few in a state, and states are copied all the time: lists are faster than maps. */
export class Facts {
  #list: Fact[];
  /** Those of `#list` that are about more than one symbol. */
  #sums: Fact[];
  #shared = false;

  constructor(from?: Facts) {
    if (from) {
      this.#list = from.#list;
      this.#sums = from.#sums;
      from.#shared = true;
      this.#shared = true;
    } else {
      this.#list = [];
      this.#sums = [];
    }
  }

  get size(): number {
    return this.#list.length;
  }
  /** In the order in which they were learned. */
  all(): readonly Fact[] {
    return this.#list;
  }
  #own(): void {
    if (!this.#shared) return;
    this.#list = this.#list.slice();
    this.#sums = this.#sums.slice();
    this.#shared = false;
  }
  #set(fact: Fact): void {
    const { terms } = fact.form;
    const at = indexOf(this.#list, terms);
    if (at < 0) {
      this.#list.push(fact);
      if (terms.length > 2) this.#sums.push(fact);
      return;
    }
    this.#list[at] = fact;
    if (terms.length > 2) this.#sums[indexOf(this.#sums, terms)] = fact;
  }
  /** One that nothing is known of yet. */
  #add(fact: Fact): void {
    this.#list.push(fact);
    if (fact.symbol < 0) this.#sums.push(fact);
  }
  /** About one symbol. */
  #single(id: number): Fact | undefined {
    const list = this.#list;
    for (let i = 0; i < list.length; i++) {
      const fact = list[i];
      if (fact?.symbol === id) return fact;
    }
    return undefined;
  }

  /** Keeps what `keep` says of the symbols of each form. */
  filter(keep: (terms: readonly number[]) => boolean): void {
    const list = this.#list;
    let i = 0;
    while (i < list.length && keep(list[i]?.form.terms ?? NONE)) i++;
    if (i === list.length) return;
    const kept = list.slice(0, i);
    for (i++; i < list.length; i++) {
      const fact = list[i];
      if (fact && keep(fact.form.terms)) kept.push(fact);
    }
    this.#list = kept;
    this.#sums = kept.filter((fact) => fact.symbol < 0);
    this.#shared = false;
  }

  #stored(form: Linear): Bounds | undefined {
    const { terms } = form;
    const among = terms.length > 2 ? this.#sums : this.#list;
    if (!isNegated(terms)) return factOf(among, terms);
    const f = factOf(among, terms, -1);
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
    const sums = this.#sums;
    for (let n = 0; n < sums.length; n++) {
      const fact = sums[n];
      if (!fact) continue;
      for (let sign = 1; sign >= -1; sign -= 2) {
        const rest = subtract(form.terms, fact.form.terms, sign);
        if (rest === undefined) continue;
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
    const own = this.#single(id) ?? ANY;
    const sums = this.#sums;
    if (sums.length === 0 || (own.lo !== -INF && own.hi !== INF)) return own;
    let { lo, hi } = own;
    for (let i = 0; i < sums.length; i++) {
      const fact = sums[i];
      const terms = fact?.form.terms;
      if (!fact || terms?.length !== 4) continue;
      const at = terms[0] === id ? 0 : terms[2] === id ? 2 : -1;
      if (at < 0) continue;
      const f = terms[at + 1] ?? 0;
      if (f !== 1 && f !== -1) continue;
      const other = this.#single(terms[2 - at] ?? 0);
      const g = terms[3 - at] ?? 0;
      if (!other) continue;
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
    return lo === own.lo && hi === own.hi ? own : between(lo, hi, own.not);
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
    const before = factOf(this.#list, about.terms);
    if (before && before.lo === a && before.hi === b && before.not === n) return true;
    this.#own();
    this.#set(new Fact(about, a, b, n));
    return true;
  }

  /** What holds in both: the hull of each form that both bound. */
  joinedWith(other: Facts): Facts {
    if (this.#list === other.#list) return new Facts(this);
    const out = new Facts();
    const visit = (a: Facts, b: Facts): void => {
      const list = a.#list;
      for (let i = 0; i < list.length; i++) {
        const fact = list[i];
        if (!fact || (a !== this && indexOf(out.#list, fact.form.terms) >= 0)) continue;
        if (b.#list[i] === fact || b.#list.includes(fact)) {
          out.#add(fact);
          continue;
        }
        const theirs = b.boundsOf(fact.form);
        const lo = Math.min(fact.lo, theirs.lo);
        const hi = Math.max(fact.hi, theirs.hi);
        const not = fact.not !== undefined && (theirs.not === fact.not || fact.not < theirs.lo || fact.not > theirs.hi) ? fact.not : undefined;
        const zero = not === undefined && lo < 0 && hi > 0 && excludesZero(fact) && excludesZero(theirs) ? 0 : not;
        if (lo === fact.lo && hi === fact.hi && zero === fact.not) out.#add(fact);
        else if (lo !== -INF || hi !== INF || zero !== undefined) out.#add(new Fact(fact.form, lo, hi, zero));
      }
    };
    visit(this, other);
    visit(other, this);
    return out;
  }

  /** Those that are the same in both. */
  commonWith(other: Facts): Facts {
    const out = new Facts();
    for (const fact of this.#list) {
      const theirs = factOf(other.#list, fact.form.terms);
      if (theirs && theirs.lo === fact.lo && theirs.hi === fact.hi && theirs.not === fact.not) out.#add(fact);
    }
    return out;
  }

  /** As `joinedWith`, but a bound that moved since `this` goes to infinity, so that loops come to rest. */
  widenedWith(other: Facts): Facts {
    const joined = this.joinedWith(other);
    const out = new Facts();
    for (const fact of joined.#list) {
      const before = this.boundsOf(fact.form);
      const lo = fact.lo < before.lo ? (before.lo > 0 && fact.lo > 0 ? 1 : before.lo >= 0 && fact.lo >= 0 ? 0 : -INF) : fact.lo;
      const hi = fact.hi > before.hi ? (before.hi < 0 && fact.hi < 0 ? -1 : before.hi <= 0 && fact.hi <= 0 ? 0 : INF) : fact.hi;
      if (lo !== -INF || hi !== INF || fact.not !== undefined)
        out.#add(lo === fact.lo && hi === fact.hi ? fact : new Fact(fact.form, lo, hi, fact.not));
    }
    return out;
  }

  /** Equal for equal facts. */
  get hash(): Hash {
    let a = 0;
    let b = 0;
    const list = this.#list;
    for (let i = 0; i < list.length; i++) {
      const hash = list[i]?.hash;
      if (!hash) continue;
      a = (a + mix(hash.a, 1)) | 0;
      b = (b + mix(hash.b, 1)) | 0;
    }
    return { a, b };
  }
}

const NONE: readonly number[] = [];
const excludesZero = (b: Bounds): boolean => b.lo > 0 || b.hi < 0 || b.not === 0;

/** Of `a - sign * b` the terms, if they are two at most, and the two share a symbol with the same factor: else it is not worth a try. */
function subtract(a: readonly number[], b: readonly number[], sign: number): number[] | undefined {
  if (!leavesLittle(a, b, sign)) return undefined;
  const out: number[] = [];
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
      if (f !== 0) out.push(sa, f);
      i += 2;
      j += 2;
    }
  }
  return out;
}

function leavesLittle(a: readonly number[], b: readonly number[], sign: number): boolean {
  let shared = false;
  let rest = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const sa = i < a.length ? (a[i] ?? INF) : INF;
    const sb = j < b.length ? (b[j] ?? INF) : INF;
    if (sa === sb) {
      if ((a[i + 1] ?? 0) === sign * (b[j + 1] ?? 0)) shared = true;
      else rest++;
    } else rest++;
    if (rest > 2) return false;
    if (sa <= sb) i += 2;
    if (sb <= sa) j += 2;
  }
  return shared;
}

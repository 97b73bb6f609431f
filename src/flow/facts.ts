/**
 * What a state knows of numbers: for a linear form without its constant, the least and greatest value that it can have. Answers are sound for the forms that it
 * was told about and for sums of them; anything else is unknown.
 */
import { constant, isConstant, type Linear } from './linear.ts';

/** `lo <= form <= hi`; `not`: a value between them that it does not have. */
export interface Bounds {
  readonly lo: number;
  readonly hi: number;
  readonly not?: number;
}

const INF = Number.POSITIVE_INFINITY;
export const ANY: Bounds = { lo: -INF, hi: INF };

interface Fact extends Bounds {
  readonly terms: readonly number[];
}

/** The sign in which a form is stored: the first factor is positive. */
const isNegated = (terms: readonly number[]): boolean => (terms[1] ?? 0) < 0;
const negated = (terms: readonly number[]): number[] => terms.map((x, i) => (i % 2 === 1 ? -x : x));

export class Facts {
  #map: Map<string, Fact>;
  #shared = false;

  constructor(from?: Facts) {
    if (from) {
      this.#map = from.#map;
      from.#shared = true;
      this.#shared = true;
    } else this.#map = new Map();
  }

  get size(): number {
    return this.#map.size;
  }
  entries(): IterableIterator<[string, Fact]> {
    return this.#map.entries();
  }
  #own(): Map<string, Fact> {
    if (this.#shared) {
      this.#map = new Map(this.#map);
      this.#shared = false;
    }
    return this.#map;
  }

  /** Keeps what `keep` says of the symbols of each form. */
  filter(keep: (terms: readonly number[]) => boolean): void {
    let drop: string[] | undefined;
    for (const [key, fact] of this.#map) if (!keep(fact.terms)) (drop ??= []).push(key);
    if (drop) {
      const own = this.#own();
      for (const key of drop) own.delete(key);
    }
  }

  #stored(terms: readonly number[], key: string): Bounds | undefined {
    if (!isNegated(terms)) return this.#map.get(key);
    const f = this.#map.get(negated(terms).join(','));
    return f && { lo: -f.hi, hi: -f.lo, ...(f.not === undefined ? {} : { not: -f.not }) };
  }

  /** Bounds of a whole form, its constant included. */
  boundsOf(form: Linear): Bounds {
    if (isConstant(form)) return { lo: form.k, hi: form.k };
    let { lo, hi, not } = this.#stored(form.terms, form.key) ?? ANY;
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
    return { lo: lo + form.k, hi: hi + form.k, ...(not === undefined ? {} : { not: not + form.k }) };
  }

  /** Splits a form into a known form and a rest, once. */
  #byPairs(form: Linear, from: number, to: number): { lo: number; hi: number } {
    let lo = from;
    let hi = to;
    for (const fact of this.#map.values()) {
      if (fact.terms.length < 4) continue;
      for (const sign of [1, -1]) {
        const rest = subtract(form.terms, fact.terms, sign);
        if (rest === undefined || rest.length > 4) continue;
        let restLo = 0;
        let restHi = 0;
        for (let i = 0; i < rest.length; i += 2) {
          const one = this.#symbol(rest[i] ?? 0);
          const f = rest[i + 1] ?? 0;
          restLo += f > 0 ? f * one.lo : f * one.hi;
          restHi += f > 0 ? f * one.hi : f * one.lo;
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
    const own = this.#map.get(`${id},1`) ?? ANY;
    if (own.lo !== -INF && own.hi !== INF) return own;
    let { lo, hi } = own;
    for (const fact of this.#map.values()) {
      if (fact.terms.length !== 4) continue;
      const at = fact.terms[0] === id ? 0 : fact.terms[2] === id ? 2 : -1;
      if (at < 0) continue;
      const f = fact.terms[at + 1] ?? 0;
      const other = this.#map.get(`${fact.terms[2 - at]},1`);
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
    return own.not === undefined ? { lo, hi } : { lo, hi, not: own.not };
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
    let { terms } = form;
    if (isNegated(terms)) {
      terms = negated(terms);
      [a, b] = [-b, -a];
      n = n === undefined ? undefined : -n;
    }
    if (a === -INF && b === INF && n === undefined) return true;
    // `2x <= 6` is `x <= 3`.
    if (terms.length === 2 && terms[1] !== 1) {
      const f = terms[1] ?? 1;
      terms = [terms[0] ?? 0, 1];
      a = Math.ceil(a / f);
      b = Math.floor(b / f);
      n = undefined;
      if (a > b) return false;
    }
    this.#own().set(terms.join(','), { terms, lo: a, hi: b, ...(n === undefined ? {} : { not: n }) });
    return true;
  }

  /** What holds in both: the hull of each form that both bound. */
  joinedWith(other: Facts, translate?: (terms: readonly number[]) => readonly number[]): Facts {
    const out = new Facts();
    const own = out.#own();
    const visit = (a: Facts, b: Facts): void => {
      for (const [key, fact] of a.#map) {
        if (own.has(key)) continue;
        const theirs = b.boundsOf({ k: 0, terms: fact.terms, key });
        const lo = Math.min(fact.lo, theirs.lo);
        const hi = Math.max(fact.hi, theirs.hi);
        const not = fact.not !== undefined && (theirs.not === fact.not || fact.not < theirs.lo || fact.not > theirs.hi) ? fact.not : undefined;
        const zero = not === undefined && lo < 0 && hi > 0 && excludesZero(fact) && excludesZero(theirs) ? 0 : not;
        if (lo !== -INF || hi !== INF || zero !== undefined)
          own.set(key, { terms: fact.terms, lo, hi, ...(zero === undefined ? {} : { not: zero }) });
      }
    };
    visit(this, other);
    visit(other, this);
    void translate;
    return out;
  }

  /** As `joinedWith`, but a bound that moved since `this` goes to infinity, so that loops come to rest. */
  widenedWith(other: Facts): Facts {
    const joined = this.joinedWith(other);
    const out = new Facts();
    const own = out.#own();
    for (const [key, fact] of joined.#map) {
      const before = this.boundsOf({ k: 0, terms: fact.terms, key });
      const lo = fact.lo < before.lo ? (before.lo > 0 && fact.lo > 0 ? 1 : before.lo >= 0 && fact.lo >= 0 ? 0 : -INF) : fact.lo;
      const hi = fact.hi > before.hi ? (before.hi < 0 && fact.hi < 0 ? -1 : before.hi <= 0 && fact.hi <= 0 ? 0 : INF) : fact.hi;
      if (lo !== -INF || hi !== INF || fact.not !== undefined) own.set(key, { ...fact, lo, hi });
    }
    return out;
  }

  /** Text that is equal for equal facts. */
  signature(): string {
    const parts: string[] = [];
    for (const [key, f] of this.#map) parts.push(`${key}:${f.lo}:${f.hi}:${f.not ?? ''}`);
    return parts.sort().join(' ');
  }
}

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

export const zero = constant(0);

/** Expressions to values in a state, and conditions to the states in which they hold and do not. Knows C's conversions; knows nothing of pages. */

import type { Span } from '../base/span.ts';
import { isPositiveName, PAGE_SHIFT, PAGE_SIZE, valueOfName } from './constants.ts';
import { ANY, type Bounds } from './facts.ts';
import type { BinaryOperator, Expr, FunctionIr, Scalar, ValueType } from './ir.ts';
import { rootObject } from './lifetime.ts';
import {
  add,
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
  times,
} from './linear.ts';
import type { State } from './state.ts';

/** What a negative value becomes in an unsigned type: above every count, and it comes back when it is made signed again. */
export const WRAPPED = 2 ** 45;
const INF = Number.POSITIVE_INFINITY;

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const RANK: Readonly<Record<Scalar, number>> = { bool: 1, i8: 8, u8: 8, i16: 16, u16: 16, i32: 32, u32: 32, i64: 64, u64: 64 };
const isUnsigned = (s: Scalar): boolean => s.startsWith('u') || s === 'bool';

/** The type in which two operands are compared: undefined where signed, or where nothing is known. */
function comparedAs(a: ValueType | undefined, b: ValueType | undefined): Scalar | undefined {
  const [x, y] = [a?.indirections === 0 ? a.scalar : undefined, b?.indirections === 0 ? b.scalar : undefined];
  if (!x || !y) return undefined;
  const [rx, ry] = [Math.max(RANK[x], 32), Math.max(RANK[y], 32)];
  const [ux, uy] = [isUnsigned(x) && RANK[x] >= 32, isUnsigned(y) && RANK[y] >= 32];
  if (ux && rx >= ry) return x;
  if (uy && ry >= rx) return y;
  return undefined;
}

export class Evaluator {
  readonly table: SymbolTable;
  readonly #fn: FunctionIr;
  readonly #text: string;
  /** Told of each comparison of two values, before the state is split. */
  onCompare: ((state: State, a: Linear, b: Linear) => void) | undefined;
  /** Told of each `<` or `>` by which a branch is chosen, and in which a negative value counts as a large one; `promoted` if the comparison alone makes it so. */
  onWrapped: ((state: State, value: Linear, span: Span, promoted: boolean) => void) | undefined;

  constructor(fn: FunctionIr, text: string, table: SymbolTable) {
    this.#fn = fn;
    this.#text = text;
    this.table = table;
  }

  textOf(e: { readonly span: { readonly start: number; readonly end: number } }): string {
    return this.#text.slice(e.span.start, e.span.end);
  }

  isArray(variable: number): boolean {
    return (this.#fn.variables.find((v) => v.id === variable)?.type.dimensions?.length ?? 0) > 0;
  }

  /** The address of a local variable that is a number or a pointer. */
  isScalarVariable(at: Linear): boolean {
    const id = onlySymbol(at);
    const origin = id === undefined ? undefined : this.table.originOf(id);
    if (origin?.from !== 'variable') return false;
    const type = this.#fn.variables.find((v) => v.id === origin.id)?.type;
    return type !== undefined && (type.dimensions?.length ?? 0) === 0 && (type.indirections > 0 || type.scalar !== undefined);
  }

  /** What memory holds at `at` before the function writes there. */
  initial = (at: Linear): Linear => {
    const id = onlySymbol(at);
    if (id !== undefined) {
      const origin = this.table.originOf(id);
      if (origin.from === 'variable') {
        const param = this.#fn.params.find((p) => p.id === origin.id);
        if (param) return this.table.param(param.index ?? 0, param.type);
      }
    }
    return this.table.memory(at);
  };

  load(state: State, at: Linear): Linear {
    const known = state.cellAt(at);
    if (known) return known.value;
    // Members of memory that came zeroed, as long as nobody else was given it.
    const id = onlySymbol(at);
    if (id !== undefined && this.table.originOf(id).from === 'member') {
      const root = rootObject(at, this.table);
      const origin = root === undefined ? undefined : this.table.originOf(root);
      if (origin?.from === 'allocation' && origin.zeroed && !state.cellAt(this.table.named(`&given:${root}`))) return constant(0);
    }
    return this.initial(at);
  }

  /** The address of a place. */
  place(state: State, e: Expr): Linear {
    switch (e.op) {
      case 'variable':
        return this.table.variable(e.variable.id, e.variable.kind === 'static');
      case 'name':
        return this.table.named(`&${e.name}`);
      case 'field':
        return this.table.member(e.arrow ? this.value(state, e.base) : this.place(state, e.base), e.field);
      case 'index':
        return this.#offset(this.value(state, e.base), this.value(state, e.index));
      case 'deref':
        return this.value(state, e.base);
      case 'cast':
        return this.place(state, e.of);
      case 'temp':
      case 'opaque':
      case 'address':
      case 'binary':
      case 'const':
      case 'select':
      case 'string':
      case 'unary':
        return this.table.unknown(`place:${this.textOf(e)}`, 'no place');
    }
  }

  /** A pointer moved on: the sum keeps in mind which of its symbols is the pointer. */
  #offset(pointer: Linear, by: Linear): Linear {
    const sum = plus(pointer, by);
    if (sum.terms.length > 2) {
      const base = baseOf(pointer, this.table);
      if (base !== undefined) this.table.bases.set(sum.key, base);
    }
    return sum;
  }

  value(state: State, e: Expr): Linear {
    switch (e.op) {
      case 'const':
        return constant(e.value);
      case 'string':
        return this.table.named('"');
      case 'variable': {
        const at = this.table.variable(e.variable.id, e.variable.kind === 'static');
        // An array is its own address; so is a structure, for whoever copies it.
        if ((e.variable.type.dimensions?.length ?? 0) > 0 && e.variable.kind !== 'param') return at;
        const value = this.load(state, at);
        // What an unsigned variable had when nobody looked is not negative.
        if (e.variable.type.indirections === 0 && e.variable.type.scalar?.startsWith('u') && !isConstant(value)) {
          const b = state.facts.boundsOf(value);
          if (b.lo === -INF && b.hi === INF) state.facts.assume(value, { lo: 0, hi: INF });
        }
        return value;
      }
      case 'name': {
        const known = state.cellAt(this.table.named(`&${e.name}`));
        if (known) return known.value;
        const fixed = valueOfName(e.name);
        if (fixed !== undefined) return constant(fixed);
        const value = this.table.named(e.name);
        if (isPositiveName(e.name)) state.facts.assume(value, { lo: 1, hi: INF });
        return value;
      }
      case 'temp':
        return state.temps.get(e.id) ?? this.table.unknown(`temp${e.id}`, 'a value from another path');
      case 'field':
      case 'index':
      case 'deref': {
        const at = this.place(state, e);
        return (e.type?.dimensions?.length ?? 0) > 0 ? at : this.load(state, at);
      }
      case 'address':
        return this.place(state, e.of);
      case 'unary': {
        const of = this.value(state, e.of);
        if (e.operator === '-') return times(of, -1);
        if (e.operator === '!') return this.negation(state, of);
        return this.table.operation('~', [of]);
      }
      case 'binary':
        return this.binary(state, e.operator, e.left, e.right);
      case 'cast':
        return this.convert(state, this.value(state, e.of), e.to);
      case 'select': {
        const [yes, no] = this.split(state.fork(), e.condition, true);
        if (yes && !no) return this.value(state, e.then);
        if (no && !yes) return this.value(state, e.else);
        const [a, b] = [this.value(state, e.then), this.value(state, e.else)];
        if (fullKey(a) === fullKey(b)) return a;
        const value = this.table.operation('?:', [this.value(state, e.condition), a, b]);
        const [x, y] = [state.facts.boundsOf(a), state.facts.boundsOf(b)];
        state.facts.assume(value, { lo: Math.min(x.lo, y.lo), hi: Math.max(x.hi, y.hi) });
        return value;
      }
      case 'opaque':
        return this.table.operation(
          `text:${this.textOf(e)}`,
          e.parts.map((p) => this.value(state, p)),
        );
    }
  }

  negation(state: State, of: Linear): Linear {
    const b = state.facts.boundsOf(of);
    if (b.lo > 0 || b.hi < 0 || b.not === 0) return constant(0);
    if (b.lo === 0 && b.hi === 0) return constant(1);
    return this.table.operation('!', [of]);
  }

  binary(state: State, operator: BinaryOperator, left: Expr, right: Expr): Linear {
    const a = this.value(state, left);
    const b = this.value(state, right);
    switch (operator) {
      case '+':
        return (left.type?.indirections ?? 0) > 0 || (left.type?.dimensions?.length ?? 0) > 0 ? this.#offset(a, b) : plus(a, b);
      case '-':
        return minus(a, b);
      case '*':
        if (isConstant(b)) return times(a, b.k);
        if (isConstant(a)) return times(b, a.k);
        break;
      case '<<':
        if (isConstant(b) && b.k >= 0 && b.k < 31) return times(a, 2 ** b.k);
        break;
      case '/':
        if (isConstant(b) && b.k === 1) return a;
        if (isConstant(a) && isConstant(b) && b.k !== 0) return constant(Math.trunc(a.k / b.k));
        {
          const whole = this.#factorOf(a, '*', b);
          if (whole) return whole;
        }
        break;
      case '>>':
        if (isConstant(b) && b.k === 0) return a;
        {
          const whole = this.#factorOf(a, '<<', b);
          if (whole) return whole;
        }
        break;
      case '|':
        if (isConstant(a) && a.k === 0) return b;
        if (isConstant(b) && b.k === 0) return a;
        break;
      case '&':
        if ((isConstant(a) && a.k === 0) || (isConstant(b) && b.k === 0)) return constant(0);
        break;
      case '%':
      case '^':
        break;
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=': {
        const [x, y] = this.converted(state, left, right, a, b);
        const d = state.facts.boundsOf(minus(x, y));
        const decided = decide(operator, d);
        if (decided !== undefined) return constant(decided ? 1 : 0);
        this.onCompare?.(state, x, y);
        return this.table.operation(operator, [x, y]);
      }
      case '&&':
      case '||': {
        const [x, y] = [truthOf(state.facts.boundsOf(a)), truthOf(state.facts.boundsOf(b))];
        if (operator === '&&' ? x === false || y === false : x === true || y === true) return constant(operator === '&&' ? 0 : 1);
        if (x !== undefined && y !== undefined) return constant(operator === '&&' ? 1 : 0);
        return this.table.operation(operator, [a, b]);
      }
    }
    if (isConstant(a) && isConstant(b)) {
      const [x, y] = [BigInt(Math.trunc(a.k)), BigInt(Math.trunc(b.k))];
      if (operator === '&') return constant(Number(x & y));
      if (operator === '|') return constant(Number(x | y));
      if (operator === '^') return constant(Number(x ^ y));
      if (operator === '>>' && y >= 0n && y < 64n) return constant(Number(x >> y));
      if (operator === '%' && y !== 0n) return constant(Number(x % y));
    }
    const pages = this.#pagesIn(state, operator, a, b);
    if (pages) return pages;
    // A physical address, or one with flags in its low bits, is a frame number as good as any.
    if (operator === '<<' || operator === '>>' || operator === '|') {
      if (this.#isFrameNumber(a)) return a;
      if (operator === '|' && this.#isFrameNumber(b)) return b;
    }
    const value = this.table.operation(operator, [a, b]);
    if (operator === '*' || operator === '<<') {
      const [x, y] = [state.facts.boundsOf(a).lo, state.facts.boundsOf(b).lo];
      if (x >= 0 && y >= 0) state.facts.assume(value, { lo: x >= 1 && (y >= 1 || operator === '<<') ? 1 : 0, hi: INF });
      // No smaller than either factor.
      if (operator === '*' && x >= 1 && y >= 1) for (const factor of [a, b]) state.facts.assume(minus(value, factor), { lo: 0, hi: INF });
    }
    if (operator === '/' && state.facts.boundsOf(b).lo >= 1 && state.facts.boundsOf(minus(a, b)).lo >= 0)
      state.facts.assume(value, { lo: 1, hi: INF });
    if ((operator === '/' || operator === '>>' || operator === '%' || operator === '&') && state.facts.boundsOf(a).lo >= 0)
      state.facts.assume(value, { lo: 0, hi: operator === '&' ? INF : state.facts.boundsOf(a).hi });
    return value;
  }

  #isFrameNumber(a: Linear): boolean {
    const id = onlySymbol(a);
    const origin = id === undefined ? undefined : this.table.originOf(id);
    return origin?.from === 'operation' && origin.operation === 'pfn';
  }

  /** What was multiplied by `b`, or shifted by it, to give `a`. */
  #factorOf(a: Linear, by: '*' | '<<', b: Linear): Linear | undefined {
    const id = onlySymbol(a);
    const origin = id === undefined ? undefined : this.table.originOf(id);
    if (origin?.from !== 'operation' || origin.operation !== by) return undefined;
    const [x, y] = origin.operands;
    if (!x || !y) return undefined;
    if (fullKey(y) === fullKey(b)) return x;
    return by === '*' && fullKey(x) === fullKey(b) ? y : undefined;
  }

  /** The number of pages that so many bytes touch, from the start of a page on: the same value however it is written. */
  pagesOf(state: State, bytes: Linear): Linear {
    return this.dividedUp(state, bytes, this.table.named(PAGE_SIZE));
  }

  dividedUp(state: State, bytes: Linear, unit: Linear): Linear {
    if (isConstant(bytes) && isConstant(unit) && unit.k > 0) return constant(Math.ceil(bytes.k / unit.k));
    // As many pages as a call that answers in bytes has taken.
    if (fullKey(unit) === fullKey(this.table.named(PAGE_SIZE)))
      for (const h of state.held.values()) if (h.bytes && fullKey(h.bytes) === fullKey(bytes)) return h.taken;
    return this.#upwards(state, this.table.operation('pages-up', [bytes, unit]), bytes);
  }

  wholePages(state: State, bytes: Linear): Linear {
    return this.#upwards(state, this.table.operation('whole-pages', [bytes]), bytes);
  }

  #upwards(state: State, rounded: Linear, from: Linear): Linear {
    const least = state.facts.boundsOf(from).lo;
    if (least >= 0) state.facts.assume(rounded, { lo: least >= 1 ? 1 : 0, hi: INF });
    return rounded;
  }

  /** `(bytes + PAGE_SIZE - 1) >> PAGE_SHIFT`, and the like. */
  #pagesIn(state: State, operator: BinaryOperator, a: Linear, b: Linear): Linear | undefined {
    if (operator !== '/' && operator !== '>>') return undefined;
    const size = this.table.named(PAGE_SIZE);
    const by = operator === '/' ? size : this.table.named(PAGE_SHIFT);
    if (fullKey(b) !== fullKey(by)) return undefined;
    const id = onlySymbol(a);
    const origin = id === undefined ? undefined : this.table.originOf(id);
    const [whole] = origin?.from === 'operation' && origin.operation === 'whole-pages' ? origin.operands : [];
    if (whole) return this.pagesOf(state, whole);
    const symbol = size.terms[0] ?? 0;
    const at = a.terms.indexOf(symbol);
    return at >= 0 && at % 2 === 0 && a.terms[at + 1] === 1 ? this.pagesOf(state, add(minus(a, size), 1)) : undefined;
  }

  /** Operands after the usual arithmetic conversions. */
  converted(state: State, left: Expr, right: Expr, a: Linear, b: Linear): [Linear, Linear] {
    const as = comparedAs(left.type, right.type);
    if (!as) return [a, b];
    const to: ValueType = { scalar: as, indirections: 0 };
    return [this.convert(state, a, to), this.convert(state, b, to)];
  }

  convert(state: State, value: Linear, to: ValueType | undefined): Linear {
    if (!to || to.indirections > 0 || to.scalar === undefined) return value;
    const b = state.facts.boundsOf(value);
    if (to.scalar === 'bool') {
      const truth = truthOf(b);
      if (truth !== undefined) return constant(truth ? 1 : 0);
      return b.lo >= 0 && b.hi <= 1 ? value : this.table.operation('!!', [value]);
    }
    if (isUnsigned(to.scalar) && RANK[to.scalar] >= 32) return b.hi < 0 && b.lo > -WRAPPED ? add(value, WRAPPED) : value;
    if (RANK[to.scalar] >= 32 && b.lo > WRAPPED / 2 && b.hi < INF) return add(value, -WRAPPED);
    return value;
  }

  /**
   * The states in which `e` holds and in which it does not; either may be missing. `state` is used up, unless `peek`, which keeps records as they are.
   */
  split(state: State, e: Expr, peek = false): [State | undefined, State | undefined] {
    if (e.op === 'binary' && COMPARISONS.has(e.operator)) {
      const [x, y] = [this.value(state, e.left), this.value(state, e.right)];
      const [a, b] = this.converted(state, e.left, e.right, x, y);
      if (!peek) this.onCompare?.(state, a, b);
      if (!peek && e.operator !== '==' && e.operator !== '!=')
        for (const [before, after] of [
          [x, a],
          [y, b],
        ] as const)
          if (!isConstant(after) && state.facts.boundsOf(after).lo > WRAPPED / 2)
            this.onWrapped?.(state, after, e.span, fullKey(before) !== fullKey(after));
      return this.#fork(state, (s, truth) => this.assumeComparison(s, e.operator, a, b, truth));
    }
    const value = this.value(state, e);
    if (!peek) this.onCompare?.(state, value, constant(0));
    return this.#fork(state, (s, truth) => this.assumeTruth(s, value, truth));
  }

  #fork(state: State, assume: (s: State, truth: boolean) => boolean): [State | undefined, State | undefined] {
    const other = state.fork();
    const yes = assume(state, true) ? state : undefined;
    const no = assume(other, false) ? other : undefined;
    return [yes, no];
  }

  assumeComparison(state: State, operator: string, a: Linear, b: Linear, truth: boolean): boolean {
    const op = truth ? operator : OPPOSITE[operator];
    const d = minus(a, b);
    if (!this.#unwind(state, op ?? '', a, b)) return false;
    return state.facts.assume(d, BOUNDS[op ?? ''] ?? ANY);
  }

  /** `(x == y) != 0` and the like lead to what is inside. */
  #unwind(state: State, op: string, a: Linear, b: Linear): boolean {
    if (!isConstant(b) || (b.k !== 0 && b.k !== 1)) return true;
    const id = onlySymbol(a);
    if (id === undefined || this.table.originOf(id).from !== 'operation') return true;
    if (b.k === 0 && op === '!=') return this.#assumeOperation(state, id, true);
    if (b.k === 0 && op === '==') return this.#assumeOperation(state, id, false);
    return true;
  }

  assumeTruth(state: State, value: Linear, truth: boolean): boolean {
    const id = onlySymbol(value);
    if (id !== undefined && !this.#assumeOperation(state, id, truth)) return false;
    return state.facts.assume(value, truth ? { ...ANY, not: 0 } : { lo: 0, hi: 0 });
  }

  #assumeOperation(state: State, id: SymbolId, truth: boolean): boolean {
    const origin = this.table.originOf(id);
    if (origin.from !== 'operation') return true;
    const [a, b] = origin.operands;
    if (!a) return true;
    const { operation } = origin;
    if (COMPARISONS.has(operation) && b) return this.assumeComparison(state, operation, a, b, truth);
    if (operation === '!') return this.assumeTruth(state, a, !truth);
    if (operation === '!!') return this.assumeTruth(state, a, truth);
    if (operation === '&&' && truth && b) return this.assumeTruth(state, a, true) && this.assumeTruth(state, b, true);
    if (operation === '||' && !truth && b) return this.assumeTruth(state, a, false) && this.assumeTruth(state, b, false);
    if (operation === 'pages-up' || operation === 'whole-pages') return true;
    if (operation === 'zero-page') return state.facts.assume(symbolForm(id), truth ? { lo: 1, hi: INF } : { lo: 0, hi: 0 });
    if (operation === 'error-or-zero') return state.facts.assume(a, truth ? { lo: -INF, hi: -1 } : { lo: 0, hi: INF });
    if (operation === 'user-backed-if') return state.facts.assume(this.table.operation('user-backed', [a]), truth ? { lo: 1, hi: 1 } : ANY);
    if (operation === 'kernel-backed-if') return state.facts.assume(this.table.operation('user-backed', [a]), truth ? { lo: 0, hi: 0 } : ANY);
    return true;
  }

  /** True if the symbol stands in the form, also inside of operations. */
  involves(form: Linear, id: SymbolId, depth = 4): boolean {
    if (mentions(form, id)) return true;
    if (depth === 0) return false;
    for (let i = 0; i < form.terms.length; i += 2) {
      const origin = this.table.originOf(form.terms[i] ?? 0);
      if (origin.from === 'operation' && origin.operands.some((o) => this.involves(o, id, depth - 1))) return true;
    }
    return false;
  }

  single(id: SymbolId): Linear {
    return symbolForm(id);
  }
}

const OPPOSITE: Readonly<Record<string, string>> = { '==': '!=', '!=': '==', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
/** Bounds of `a - b`. */
const BOUNDS: Readonly<Record<string, Bounds>> = {
  '==': { lo: 0, hi: 0 },
  '!=': { lo: -INF, hi: INF, not: 0 },
  '<': { lo: -INF, hi: -1 },
  '<=': { lo: -INF, hi: 0 },
  '>': { lo: 1, hi: INF },
  '>=': { lo: 0, hi: INF },
};

const truthOf = (b: Bounds): boolean | undefined => (b.lo > 0 || b.hi < 0 || b.not === 0 ? true : b.lo === 0 && b.hi === 0 ? false : undefined);

function decide(operator: string, d: Bounds): boolean | undefined {
  const yes = BOUNDS[operator] ?? ANY;
  const no = BOUNDS[OPPOSITE[operator] ?? ''] ?? ANY;
  const possible = (w: Bounds): boolean => {
    if (d.lo > w.hi || d.hi < w.lo) return false;
    if (w.not !== undefined && d.lo === d.hi && d.lo === w.not) return false;
    return !(d.not !== undefined && w.lo === w.hi && w.lo === d.not);
  };
  if (!possible(yes)) return false;
  return possible(no) ? undefined : true;
}

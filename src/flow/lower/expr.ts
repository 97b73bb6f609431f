/** Makes expressions of the flow form, with their types where these follow from the parts. */
import type { Span } from '../../base/span.ts';
import type { BinaryOperator, Expr, Scalar, ValueType } from '../ir.ts';
import { binaryType, elementType, INT, pointerTo, scalarType, unaryType } from './types.ts';

const typed = (type: ValueType | undefined): { type?: ValueType } => (type === undefined ? {} : { type });

export const constant = (value: number, span: Span, scalar: Scalar = 'i32'): Expr => ({ op: 'const', value, span, type: scalarType(scalar) });

export const opaque = (parts: readonly Expr[], span: Span, type?: ValueType): Expr => ({ op: 'opaque', parts, span, ...typed(type) });

export function binary(operator: BinaryOperator, left: Expr, right: Expr, span: Span): Expr {
  return { op: 'binary', operator, left, right, span, ...typed(binaryType(operator, left.type, right.type)) };
}

export function unary(operator: '-' | '~' | '!', of: Expr, span: Span): Expr {
  return { op: 'unary', operator, of, span, ...typed(operator === '!' ? INT : unaryType(operator, of.type)) };
}

/** `*&x` is `x`. */
export const deref = (base: Expr, span: Span): Expr =>
  base.op === 'address' ? { ...base.of, span } : { op: 'deref', base, span, ...typed(elementType(base.type)) };

/** `&*p` is `p`. */
export const address = (of: Expr, span: Span): Expr =>
  of.op === 'deref' ? { ...of.base, span } : { op: 'address', of, span, ...typed(pointerTo(of.type)) };

export const index = (base: Expr, at: Expr, span: Span): Expr => ({ op: 'index', base, index: at, span, ...typed(elementType(base.type)) });

export const field = (base: Expr, name: string, arrow: boolean, span: Span, type?: ValueType): Expr => ({
  op: 'field',
  base,
  field: name,
  arrow,
  span,
  ...typed(type),
});

const places: ReadonlySet<Expr['op']> = new Set(['variable', 'name', 'field', 'index', 'deref'] as const);

/** What is assigned to. A macro call there, `per_cpu(x, n) = y`, names memory that nothing is known of. */
export function placeOf(e: Expr): Expr {
  if (places.has(e.op)) return e;
  return e.op === 'cast' ? placeOf(e.of) : { op: 'deref', base: e, span: e.span, ...typed(e.type) };
}

/** The value of an expression of constants; undefined if a name or a variable is in it, or a value that a number does not hold exactly. */
export function constantOf(e: Expr): number | undefined {
  if (e.op === 'const') return e.value;
  if (e.op === 'cast') return keepsValue(e.to) ? constantOf(e.of) : undefined;
  if (e.op === 'binary') return fold(e.operator, constantOf(e.left), constantOf(e.right));
  const of = e.op === 'unary' ? constantOf(e.of) : undefined;
  if (e.op !== 'unary' || of === undefined) return undefined;
  if (e.operator === '!') return of === 0 ? 1 : 0;
  return e.operator === '-' && e.type?.scalar?.startsWith('i') ? -of : undefined;
}

const keepsValue = (to: ValueType): boolean => to.indirections > 0 || to.scalar === undefined || to.scalar === 'i32' || to.scalar === 'i64';

function fold(operator: BinaryOperator, a: number | undefined, b: number | undefined): number | undefined {
  if (operator === '&&' && (a === 0 || b === 0)) return 0;
  if (operator === '||' && ((a !== undefined && a !== 0) || (b !== undefined && b !== 0))) return 1;
  return a === undefined || b === undefined ? undefined : folds.get(operator)?.(a, b);
}

const folds: ReadonlyMap<BinaryOperator, (a: number, b: number) => number | undefined> = new Map([
  ['&&', (a, b) => (a !== 0 && b !== 0 ? 1 : 0)],
  ['||', (a, b) => (a !== 0 || b !== 0 ? 1 : 0)],
  ['==', (a, b) => (a === b ? 1 : 0)],
  ['!=', (a, b) => (a === b ? 0 : 1)],
  ['+', (a, b) => small(a + b)],
  ['-', (a, b) => small(a - b)],
  ['*', (a, b) => small(a * b)],
  ['/', (a, b) => (b === 0 ? undefined : small(Math.trunc(a / b)))],
  ['<<', (a, b) => (b < 0 || b > 31 ? undefined : small(a * 2 ** b))],
]);

/** Results that no integer type of C could have wrapped. */
const small = (value: number): number | undefined => (value >= 0 && value <= 0x7fffffff ? value : undefined);

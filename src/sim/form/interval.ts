/** Between which bounds an expression lies, whatever the state. */
import type { Field, IntExpr, Model } from './model.ts';

/** Both inclusive. */
export interface Interval {
  readonly min: number;
  readonly max: number;
}

export const INT32: Interval = { min: -(2 ** 31), max: 2 ** 31 - 1 };

export function inside(inner: Interval, outer: Interval): boolean {
  return outer.min <= inner.min && inner.max <= outer.max;
}

export type Fields = ReadonlyMap<string, Field>;

export function fieldsOf(model: Model): Fields {
  return new Map(model.fields.map((field) => [field.name, field]));
}

/** From the ranges of the fields alone: no guard is looked at. Fields that are not there count as 0. */
export function intervalOf(expr: IntExpr, fields: Fields): Interval {
  switch (expr.op) {
    case 'int':
      return { min: expr.value, max: expr.value };
    case 'get':
      return fields.get(expr.field) ?? { min: 0, max: 0 };
    case 'if': {
      const then = intervalOf(expr.then, fields);
      const otherwise = intervalOf(expr.otherwise, fields);
      return { min: Math.min(then.min, otherwise.min), max: Math.max(then.max, otherwise.max) };
    }
    case 'least':
    case 'minus':
    case 'most':
    case 'plus':
    case 'times':
    case 'xor':
      return combine(expr.op, intervalOf(expr.left, fields), intervalOf(expr.right, fields));
  }
}

function combine(op: Exclude<IntExpr['op'], 'int' | 'get' | 'if'>, a: Interval, b: Interval): Interval {
  switch (op) {
    case 'plus':
      return { min: a.min + b.min, max: a.max + b.max };
    case 'minus':
      return { min: a.min - b.max, max: a.max - b.min };
    case 'times': {
      const products = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
      return { min: Math.min(...products), max: Math.max(...products) };
    }
    case 'least':
      return { min: Math.min(a.min, b.min), max: Math.min(a.max, b.max) };
    case 'most':
      return { min: Math.max(a.min, b.min), max: Math.max(a.max, b.max) };
    case 'xor': {
      // as many bits as the wider side has; a negative side brings the sign along
      const bits = Math.max(bitsOf(a), bitsOf(b));
      return { min: a.min < 0 || b.min < 0 ? -(2 ** bits) : 0, max: 2 ** bits - 1 };
    }
    default:
      return op satisfies never;
  }
}

/** Without the sign. */
function bitsOf({ min, max }: Interval): number {
  const widest = Math.max(max, min < 0 ? -min - 1 : 0);
  return widest === 0 ? 0 : Math.floor(Math.log2(widest)) + 1;
}

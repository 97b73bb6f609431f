/** Expressions of the form as JavaScript text. Where a cell is read from is the business of whoever asks: `Reader` says it. */
import { type BoolExpr, type Fields, fieldsOf, type IntExpr, inside, intervalOf, type Model, type Place } from '../form/index.ts';
import type { Layout } from './layout.ts';

/** How the code at hand reads a state. All answers are JavaScript expressions. */
export interface Reader {
  /** The value of a cell. */
  readonly cell: (cell: number) => string;
  /** The value of one of `length` cells from `first`. `index` is an expression; `proven` says that it cannot lie outside. */
  readonly element: (first: number, length: number, index: string, proven: boolean) => string;
  /** The location of an actor, as a place in its list. */
  readonly location: (actor: number) => string;
}

export interface Emitter {
  readonly int: (expr: IntExpr, reader: Reader) => string;
  readonly bool: (expr: BoolExpr, reader: Reader) => string;
  /** The cell of a place that is known beforehand, or the cells that it may be and the expression that says which. */
  readonly place: (place: Place, reader: Reader) => Cells;
}

export type Cells =
  | { readonly kind: 'one'; readonly cell: number }
  | { readonly kind: 'some'; readonly first: number; readonly length: number; readonly index: string; readonly proven: boolean };

const compared = { eq: '===', ne: '!==', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

export function emitterOf(model: Model, layout: Layout): Emitter {
  const fields: Fields = fieldsOf(model);
  const actors = new Map(model.actors.map((actor, index) => [actor.name, { index, locations: actor.locations }]));

  const place = ({ field: name, index }: Place, reader: Reader): Cells => {
    const first = layout.first.get(name) ?? 0;
    if (index === undefined) return { kind: 'one', cell: first };
    if (index.op === 'int') return { kind: 'one', cell: first + index.value };
    const length = fields.get(name)?.length ?? 1;
    const proven = inside(intervalOf(index, fields), { min: 0, max: length - 1 });
    return { kind: 'some', first, length, index: int(index, reader), proven };
  };

  const int = (expr: IntExpr, reader: Reader): string => {
    switch (expr.op) {
      case 'int':
        return expr.value < 0 ? `(${expr.value})` : `${expr.value}`;
      case 'get': {
        const cells = place(expr, reader);
        return cells.kind === 'one' ? reader.cell(cells.cell) : reader.element(cells.first, cells.length, cells.index, cells.proven);
      }
      case 'if':
        return `(${bool(expr.condition, reader)} ? ${int(expr.then, reader)} : ${int(expr.otherwise, reader)})`;
      // validation proved that these stay within 32 bits; `| 0` tells the engine so
      case 'plus':
        return `(${int(expr.left, reader)} + ${int(expr.right, reader)} | 0)`;
      case 'minus':
        return `(${int(expr.left, reader)} - ${int(expr.right, reader)} | 0)`;
      case 'times':
        return `Math.imul(${int(expr.left, reader)}, ${int(expr.right, reader)})`;
      case 'xor':
        return `(${int(expr.left, reader)} ^ ${int(expr.right, reader)})`;
      case 'least':
        return `Math.min(${int(expr.left, reader)}, ${int(expr.right, reader)})`;
      case 'most':
        return `Math.max(${int(expr.left, reader)}, ${int(expr.right, reader)})`;
      default:
        return expr satisfies never;
    }
  };

  const bool = (expr: BoolExpr, reader: Reader): string => {
    switch (expr.op) {
      case 'bool':
        return `${expr.value}`;
      case 'and':
        return expr.terms.length === 0 ? 'true' : `(${expr.terms.map((term) => bool(term, reader)).join(' && ')})`;
      case 'or':
        return expr.terms.length === 0 ? 'false' : `(${expr.terms.map((term) => bool(term, reader)).join(' || ')})`;
      case 'not':
        return `!(${bool(expr.term, reader)})`;
      case 'at': {
        const actor = actors.get(expr.actor);
        return emitAt(
          actor?.locations.length ?? 0,
          expr.locations.map((location) => actor?.locations.indexOf(location) ?? -1),
          reader.location(actor?.index ?? 0),
        );
      }
      case 'eq':
      case 'ge':
      case 'gt':
      case 'le':
      case 'lt':
      case 'ne':
        return `(${int(expr.left, reader)} ${compared[expr.op]} ${int(expr.right, reader)})`;
    }
  };

  return { int, bool, place };
}

/** `location` is one of `wanted`, of `length` that there are. */
export function emitAt(length: number, wanted: readonly number[], location: string): string {
  const set = new Set(wanted);
  if (set.size === 0) return 'false';
  if (set.size === length) return 'true';
  // a known location decides at once
  if (/^\d+$/.test(location)) return `${set.has(Number(location))}`;
  const [only] = set;
  if (set.size === 1) return `(${location} === ${only})`;
  if (length <= 32) return `((${[...set].reduce((bits, at) => bits | (1 << at), 0)} >>> ${location} & 1) !== 0)`;
  return `(${[...set].map((at) => `${location} === ${at}`).join(' || ')})`;
}

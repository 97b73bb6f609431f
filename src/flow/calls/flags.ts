/** What the flags of a call say. */
import { flagNamed } from '../../knowledge/index.ts';
import type { Expr } from '../ir.ts';
import { isConstant, type Linear, onlySymbol, type SymbolId, type SymbolTable } from '../linear.ts';

/** As they are written. */
export function namesFlag(e: Expr | undefined, flag: string): boolean {
  if (!e) return false;
  switch (e.op) {
    case 'name':
      return e.name === flag;
    case 'binary':
      return namesFlag(e.left, flag) || namesFlag(e.right, flag);
    case 'select':
      return namesFlag(e.then, flag) || namesFlag(e.else, flag);
    case 'cast':
    case 'unary':
      return namesFlag(e.of, flag);
    case 'address':
    case 'const':
    case 'deref':
    case 'field':
    case 'index':
    case 'opaque':
    case 'string':
    case 'temp':
    case 'variable':
      return false;
  }
}

export type FlagState = 'yes' | 'no' | 'maybe';

/** Whether a value of flags has that one, however it came together on the path: through a variable, an `if`, a `?:`. */
export function flagOf(value: Linear | undefined, flag: string, table: SymbolTable, depth = 8): FlagState {
  if (!value || depth === 0) return 'maybe';
  // The first flag is 1 in every kernel, and was a parameter of its own before.
  if (isConstant(value)) return flagNamed(flag)?.ownership === 'write' && value.k % 2 === 1 ? 'yes' : 'no';
  return value.terms.reduce<FlagState>((all, s, i) => (i % 2 === 1 ? all : either(all, ofSymbol(s, flag, table, depth))), 'no');
}

const either = (a: FlagState, b: FlagState): FlagState => (a === 'yes' || b === 'yes' ? 'yes' : a === 'no' && b === 'no' ? 'no' : 'maybe');

function ofSymbol(id: SymbolId, flag: string, table: SymbolTable, depth: number): FlagState {
  const origin = table.originOf(id);
  if (origin.from === 'name') return origin.name === flag ? 'yes' : flagNamed(origin.name) ? 'no' : 'maybe';
  if (origin.from !== 'operation') return 'maybe';
  const [a, b, c] = origin.operands;
  const of = (x: Linear | undefined): FlagState => flagOf(x, flag, table, depth - 1);
  switch (origin.operation) {
    case '|':
      return either(of(a), of(b));
    case '?:': {
      const then = of(b);
      return then === of(c) ? then : 'maybe';
    }
    case '&': {
      const states = [a, b].map((x) => maskOf(x, flag, table, depth));
      if (states.includes('no')) return 'no';
      return states.every((s) => s === 'yes') ? 'yes' : 'maybe';
    }
    default:
      return 'maybe';
  }
}

/** One side of an `&`: `~FLAG` has every flag but those that it names. */
function maskOf(x: Linear | undefined, flag: string, table: SymbolTable, depth: number): FlagState {
  const id = x && onlySymbol(x);
  const origin = id === undefined ? undefined : table.originOf(id);
  if (origin?.from !== 'operation' || origin.operation !== '~') return flagOf(x, flag, table, depth - 1);
  const taken = flagOf(origin.operands[0], flag, table, depth - 1);
  return taken === 'yes' ? 'no' : taken === 'no' ? 'yes' : 'maybe';
}

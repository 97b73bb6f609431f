/** What the flags of a call say as they are written. */
import type { Expr } from '../ir.ts';

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

export function flagState(e: Expr | undefined, flag: string): 'yes' | 'no' | 'maybe' {
  if (!e) return 'maybe';
  switch (e.op) {
    case 'name':
      return e.name === flag ? 'yes' : 'no';
    case 'const':
      return flag === 'FOLL_WRITE' && e.value % 2 === 1 ? 'yes' : 'no';
    case 'binary': {
      const [a, b] = [flagState(e.left, flag), flagState(e.right, flag)];
      return a === 'yes' || b === 'yes' ? 'yes' : a === 'maybe' || b === 'maybe' ? 'maybe' : 'no';
    }
    case 'select': {
      const [a, b] = [flagState(e.then, flag), flagState(e.else, flag)];
      return a === b ? a : 'maybe';
    }
    case 'cast':
      return flagState(e.of, flag);
    case 'address':
    case 'deref':
    case 'field':
    case 'index':
    case 'opaque':
    case 'string':
    case 'temp':
    case 'unary':
    case 'variable':
      return 'maybe';
  }
}

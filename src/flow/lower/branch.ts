/** Branches on a condition that is an expression already. */
import type { BlockId, Expr } from '../ir.ts';
import type { Context } from './context.ts';
import { constantOf } from './expr.ts';
import type { Role } from './graph.ts';

/** A constant goes one way only; `!` swaps the ways, `&&` and `||` are branches of their own. */
export function branchOn(c: Context, of: Expr, then: BlockId, otherwise: BlockId, role: Role): void {
  const known = constantOf(of);
  if (known !== undefined) c.graph.jump(known === 0 ? otherwise : then, 'fall', of.span);
  else if (of.op === 'unary' && of.operator === '!') branchOn(c, of.of, otherwise, then, role);
  else if (of.op === 'binary' && (of.operator === '&&' || of.operator === '||')) {
    const next = c.graph.newBlock();
    if (of.operator === '&&') branchOn(c, of.left, next, otherwise, role);
    else branchOn(c, of.left, then, next, role);
    c.graph.resume(next);
    branchOn(c, of.right, then, otherwise, role);
  } else c.graph.branch(of, then, otherwise, role);
}

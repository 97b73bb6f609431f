/** Reads `switch`: a chain of comparisons in the order of the labels, `default` last, into bodies that fall through. */

import type { BinaryOperator, BlockId, Expr } from '../ir.ts';
import type { Context, SwitchTarget } from './context.ts';
import { hasEffects } from './effects.ts';
import { binary, constantOf, opaque } from './expr.ts';
import type { Node } from './tree.ts';

export function switchStatement(c: Context, node: Node): void {
  const { graph } = c;
  const span = c.spanOf(node);
  const test = node.childForFieldName('condition');
  const body = node.childForFieldName('body');
  const on = test ? c.read.value(c, test) : opaque([], span);
  const [chain, exit] = [graph.newBlock(), graph.newBlock()];
  graph.open(chain, span);
  // The comparisons are put there once the labels are known.
  const inside = graph.newBlock();
  graph.resume(inside);
  const target: SwitchTarget = { cases: [] };
  c.switches.push(target);
  c.targets.push({ breakTo: exit, cleanups: c.cleanups });
  if (body) c.read.statement(c, body);
  c.targets.pop();
  c.switches.pop();
  graph.open(exit, span);
  graph.resume(chain);
  compare(c, on, target, exit);
  graph.resume(exit);
}

function compare(c: Context, on: Expr, { cases }: SwitchTarget, exit: BlockId): void {
  const { graph } = c;
  let otherwise = exit;
  for (const { value, block, span } of cases) {
    if (!value) {
      otherwise = block;
      continue;
    }
    const next = graph.newBlock();
    const test = (operator: BinaryOperator, to: Expr): Expr => binary(operator, on, to, span);
    const [low, high] = bounds(c, value);
    if (high) {
      const upper = graph.newBlock();
      graph.branch(test('>=', low), upper, next, 'switch');
      graph.resume(upper);
      graph.branch(test('<=', high), block, next, 'switch');
    } else branch(c, on, test('==', low), block, next);
    graph.resume(next);
  }
  graph.jump(otherwise, 'fall', on.span);
}

/** `switch (true)` and the like choose at once. */
function branch(c: Context, on: Expr, test: Expr, then: BlockId, otherwise: BlockId): void {
  const known = constantOf(on) === undefined ? undefined : constantOf(test);
  if (known === undefined) c.graph.branch(test, then, otherwise, 'switch');
  else c.graph.jump(known === 0 ? otherwise : then, 'fall', test.span);
}

/** One value, or both ends of `a ... b`, whose dots read as `||`. */
function bounds(c: Context, value: Node): [Expr, Expr | undefined] {
  const [left, right] = value.namedChildren;
  if (value.type === 'binary_expression' && left && right) {
    const operator = value.childForFieldName('operator');
    if (operator && /^\s*\.\.\./.test(c.text({ start: c.spanOf(left).end, end: c.spanOf(right).start }))) return [label(c, left), label(c, right)];
  }
  return [label(c, value), undefined];
}

/** A label is a constant, so a call in it is a macro that nothing is to be known of. */
const label = (c: Context, node: Node): Expr => (hasEffects(c, node) ? opaque([], c.spanOf(node)) : c.read.value(c, node));

/** `case x:` or `default:` with the statements up to the next label. */
export function caseLabel(c: Context, node: Node): void {
  const { graph } = c;
  const span = c.spanOf(node);
  const value = node.childForFieldName('value');
  const target = c.switches[c.switches.length - 1];
  if (target) {
    const block = graph.newBlock();
    graph.open(block, span);
    target.cases.push({ value, block, span: value ? c.spanOf(value) : { start: span.start, end: span.start + 'default'.length } });
  } else c.cannotRead(span.start, 'a case label stands outside a switch');
  const inner = node.namedChildren.filter((n) => n !== value);
  c.read.statements(c, inner);
}

/** Reads conditions as branches: `!` swaps the ways, `&&` and `||` branch, a constant goes one way only. Also expressions whose value is not asked for. */

import type { BlockId } from '../ir.ts';
import { branchOn } from './branch.ts';
import type { Context } from './context.ts';
import { calleeName, hasEffects, identityArgument } from './effects.ts';
import { update, value } from './expressions.ts';
import type { Role } from './graph.ts';
import type { Node } from './tree.ts';

export function condition(c: Context, node: Node, then: BlockId, otherwise: BlockId, role: Role): void {
  c.nested(
    node,
    () => readCondition(c, node, then, otherwise, role),
    () => c.graph.branch({ op: 'opaque', parts: [], span: c.spanOf(node) }, then, otherwise, role),
  );
}

function readCondition(c: Context, node: Node, then: BlockId, otherwise: BlockId, role: Role): void {
  switch (node.type) {
    case 'parenthesized_expression': {
      const inner = node.namedChild(0);
      if (inner && inner.type !== 'compound_statement') {
        condition(c, inner, then, otherwise, role);
        return;
      }
      break;
    }
    case 'unary_expression': {
      const argument = node.childForFieldName('argument');
      if (argument && node.childForFieldName('operator')?.type === '!') {
        condition(c, argument, otherwise, then, role);
        return;
      }
      break;
    }
    case 'binary_expression':
      if (shortCircuit(c, node, then, otherwise, role)) return;
      break;
    case 'comma_expression': {
      const [left, right] = node.namedChildren;
      if (left && right) {
        effect(c, left);
        condition(c, right, then, otherwise, role);
        return;
      }
      break;
    }
    case 'conditional_expression': {
      const test = node.childForFieldName('condition');
      const a = node.childForFieldName('consequence');
      const b = node.childForFieldName('alternative');
      if (test && a && b) {
        const [first, second] = [c.graph.newBlock(), c.graph.newBlock()];
        condition(c, test, first, second, role);
        c.graph.resume(first);
        condition(c, a, then, otherwise, role);
        c.graph.resume(second);
        condition(c, b, then, otherwise, role);
        return;
      }
      break;
    }
    case 'call_expression': {
      const name = calleeName(c, node);
      const same = name === undefined ? undefined : identityArgument(c, node, name);
      if (same) {
        condition(c, same, then, otherwise, role);
        return;
      }
      break;
    }
    default:
  }
  branchOn(c, value(c, node), then, otherwise, role);
}

function shortCircuit(c: Context, node: Node, then: BlockId, otherwise: BlockId, role: Role): boolean {
  const operator = node.childForFieldName('operator')?.type;
  const [left, right] = node.namedChildren;
  if (!left || !right || (operator !== '&&' && operator !== '||')) return false;
  const next = c.graph.newBlock();
  if (operator === '&&') condition(c, left, next, otherwise, role);
  else condition(c, left, then, next, role);
  c.graph.resume(next);
  condition(c, right, then, otherwise, role);
  return true;
}

/** Evaluates `node` for what it does. */
export function effect(c: Context, node: Node): void {
  c.nested(
    node,
    () => readEffect(c, node),
    () => undefined,
  );
}

function readEffect(c: Context, node: Node): void {
  switch (node.type) {
    case 'update_expression':
      update(c, node, false);
      return;
    case 'parenthesized_expression': {
      const inner = node.namedChild(0);
      if (inner) effect(c, inner);
      return;
    }
    case 'cast_expression': {
      const inner = node.childForFieldName('value');
      if (inner) effect(c, inner);
      return;
    }
    case 'comma_expression':
      for (const part of node.namedChildren) if (part) effect(c, part);
      return;
    case 'binary_expression':
      shortEffect(c, node);
      return;
    case 'conditional_expression':
      choiceEffect(c, node);
      return;
    default:
      value(c, node);
  }
}

function shortEffect(c: Context, node: Node): void {
  const operator = node.childForFieldName('operator')?.type;
  const [left, right] = node.namedChildren;
  if (!left || !right || (operator !== '&&' && operator !== '||') || !hasEffects(c, right)) {
    value(c, node);
    return;
  }
  const [next, after] = [c.graph.newBlock(), c.graph.newBlock()];
  if (operator === '&&') condition(c, left, next, after, 'select');
  else condition(c, left, after, next, 'select');
  c.graph.resume(next);
  effect(c, right);
  c.graph.open(after, c.spanOf(node));
}

function choiceEffect(c: Context, node: Node): void {
  const test = node.childForFieldName('condition');
  const a = node.childForFieldName('consequence');
  const b = node.childForFieldName('alternative');
  if (!test || !b || !((a && hasEffects(c, a)) || hasEffects(c, b))) {
    value(c, node);
    return;
  }
  const span = c.spanOf(node);
  const [first, second, after] = [c.graph.newBlock(), c.graph.newBlock(), c.graph.newBlock()];
  condition(c, test, first, second, 'select');
  c.graph.resume(first);
  if (a) effect(c, a);
  c.graph.open(after, span);
  c.graph.resume(second);
  effect(c, b);
  c.graph.open(after, span);
}

/** Tells whether evaluating an expression does something besides giving a value, from its text alone. */

import type { Context } from './context.ts';
import type { Node } from './tree.ts';

/** The language's and the compiler's own operators that look like calls: they say something of their operands and do not evaluate them. */
const unevaluated = new Set(
  'offsetof __builtin_offsetof alignof _Alignof __alignof __alignof__ typeof __typeof__ __typeof __builtin_types_compatible_p __builtin_constant_p'.split(
    ' ',
  ),
);
export const isUnevaluated = (name: string): boolean => unevaluated.has(name);

/** The name that a call calls, unless a variable or an expression is called. */
export function calleeName(c: Context, call: Node): string | undefined {
  let f = call.childForFieldName('function');
  while (f?.type === 'parenthesized_expression') f = f.namedChild(0);
  if (f?.type !== 'identifier') return undefined;
  const name = c.textOf(f);
  return /^[A-Za-z_]\w*$/.test(name) && c.lookup(name) === undefined ? name : undefined;
}

/** The argument that stands for the whole call, if there is one. */
export function identityArgument(c: Context, call: Node, name: string): Node | undefined {
  const at = name === '__builtin_expect' ? 0 : c.words.identity(name);
  return at === undefined ? undefined : call.childForFieldName('arguments')?.namedChild(at);
}

export function hasEffects(c: Context, node: Node): boolean {
  switch (node.type) {
    case 'assignment_expression':
    case 'update_expression':
    case 'compound_statement':
    case 'gnu_asm_expression':
      return true;
    case 'identifier':
    case 'number_literal':
    case 'sizeof_expression':
    case 'alignof_expression':
    case 'offsetof_expression':
    case 'type_descriptor':
      return false;
    case 'call_expression': {
      const name = calleeName(c, node);
      if (name === undefined) return true;
      if (isUnevaluated(name)) return false;
      const same = identityArgument(c, node, name);
      return same === undefined || hasEffects(c, same);
    }
    default:
  }
  for (const child of node.namedChildren) {
    if (
      child &&
      c.nested(
        child,
        () => hasEffects(c, child),
        () => true,
      )
    )
      return true;
  }
  return false;
}

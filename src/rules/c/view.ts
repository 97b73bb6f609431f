/** One variant of an item seen as original text: node to span and text, with the declarations in sight. */
import type { Node } from 'web-tree-sitter';
import type { Span } from '../../base/span.ts';
import type { Item, SourceFile, Variant } from '../../syntax/types.ts';
import type { TypeWorld } from './cType.ts';
import type { Scope } from './typeOf.ts';

export interface View extends Scope {
  readonly file: SourceFile;
  readonly variant: Variant;
  readonly spanOf: (node: Node) => Span;
}

export function viewOf(file: SourceFile, item: Item, variant: Variant, world: TypeWorld): View {
  const spanOf = (n: Node): Span => ({ start: n.startIndex + variant.base, end: n.endIndex + variant.base });
  return {
    file,
    variant,
    world,
    opaque: parametersOf(file, item),
    spanOf,
    textOf: (n) => file.text.slice(n.startIndex + variant.base, n.endIndex + variant.base),
  };
}

/** Names between the parentheses of a macro's definition. */
function parametersOf(file: SourceFile, item: Item): ReadonlySet<string> {
  if (item.kind !== 'macro' || !item.nameSpan || file.text[item.nameSpan.end] !== '(') return new Set();
  const close = file.text.indexOf(')', item.nameSpan.end);
  return new Set(file.text.slice(item.nameSpan.end, close).match(/[A-Za-z_]\w*/g) ?? []);
}

/** True if every character of `span` is the text that this variant shows: no comment, directive or dead arm inside, so that it may be replaced whole. */
export function isWhole(span: Span, view: View): boolean {
  if (view.variant.rewrites.some((r) => (r.kind === 'dead-arm' || r.kind === 'directive') && r.start < span.end && span.start < r.end)) return false;
  return !/\/\*|\/\//.test(view.file.text.slice(span.start, span.end).replace(/"(?:[^"\\\n]|\\.)*"/g, '""'));
}

/** The outermost node of the item that holds `node` below the tree's root: the function, declaration or wrapped macro body. */
export function enclosingFunction(node: Node): Node | undefined {
  let found: Node | undefined;
  for (let n: Node | null = node; n; n = n.parent) if (n.type === 'function_definition') found = n;
  return found;
}

/** Calls below `root` whose callee is one of `names`. */
export function callsTo(root: Node, names: readonly string[], view: View): Node[] {
  return root.descendantsOfType('call_expression').filter((c): c is Node => {
    const callee = c?.childForFieldName('function');
    return callee?.type === 'identifier' && names.includes(view.textOf(callee));
  });
}

/** Evaluating it twice, or never, or in another order, gives the same; `pure` lists calls that may stand in it. */
export function hasSideEffects(node: Node, view: View, pure: readonly string[]): boolean {
  if (node.descendantsOfType(['assignment_expression', 'update_expression', 'gnu_asm_expression']).length > 0) return true;
  if (node.descendantsOfType('compound_statement').length > 0) return true;
  return node.descendantsOfType('call_expression').some((c) => {
    const callee = c?.childForFieldName('function');
    return !callee || callee.type !== 'identifier' || !pure.includes(view.textOf(callee));
  });
}

/** Tokens of two expressions are the same, white space and outer parentheses aside. */
export function sameExpression(a: Node, b: Node, view: View): boolean {
  return normalised(stripParens(a), view) === normalised(stripParens(b), view);
}

const normalised = (n: Node, view: View): string =>
  view
    .textOf(n)
    .replace(/\s+/g, ' ')
    .replace(/ ?([^\w ]) ?/g, '$1');

export function stripParens(node: Node): Node {
  let n = node;
  while (n.type === 'parenthesized_expression') {
    const inner = n.namedChild(0);
    if (!inner || inner.type === 'comma_expression' || inner.type === 'compound_statement') break;
    n = inner;
  }
  return n;
}

/** Follows the address of a mapping through a function, so that the offset added later, or the unmap, changes with the map. Any doubt is a refusal. */
import type { Node } from 'web-tree-sitter';
import type { TextEdit } from '../../../base/span.ts';
import { BVEC, type CallPlusOffset } from '../../../knowledge/bvecIdioms.ts';
import { replace } from '../../c/editing.ts';
import { callsTo, enclosingFunction, isWhole, sameExpression, stripParens, type View } from '../../c/view.ts';
import type { Access } from './access.ts';

/** The local variable that takes the value of `value`, if it takes it alone. */
function variableOf(value: Node, view: View): string | undefined {
  let node = value;
  while (node.parent && ['parenthesized_expression', 'cast_expression', 'binary_expression'].includes(node.parent.type)) node = node.parent;
  const holder = node.parent;
  if (holder?.type === 'init_declarator') {
    let declarator = holder.childForFieldName('declarator');
    while (declarator?.type === 'pointer_declarator') declarator = declarator.childForFieldName('declarator');
    return declarator?.type === 'identifier' ? view.textOf(declarator) : undefined;
  }
  if (holder?.type === 'assignment_expression' && holder.childForFieldName('operator')?.type === '=') {
    const left = holder.childForFieldName('left');
    return left?.type === 'identifier' ? view.textOf(left) : undefined;
  }
  return undefined;
}

/** Every identifier `name` in the function but its declaration and the assignment that takes `value`. */
function otherUses(name: string, value: Node, fn: Node, view: View): Node[] {
  const holder = ((): Node | null => {
    let n: Node | null = value;
    while (n && n.type !== 'init_declarator' && n.type !== 'assignment_expression') n = n.parent;
    return n;
  })();
  return fn.descendantsOfType('identifier').filter((u): u is Node => {
    if (!u || view.textOf(u) !== name) return false;
    const target = holder?.type === 'assignment_expression' ? holder.childForFieldName('left') : holder?.childForFieldName('declarator');
    if (target && u.startIndex >= target.startIndex && u.endIndex <= target.endIndex) return false;
    for (let n = u.parent; n && n.id !== fn.id; n = n.parent) {
      if (n.type === 'init_declarator') return !inside(u, n.childForFieldName('declarator'));
      if (n.type === 'declaration') return false;
      if (n.type === 'expression_statement' || n.type === 'compound_statement') break;
    }
    return true;
  });
}

const inside = (n: Node, outer: Node | null): boolean => !!outer && n.startIndex >= outer.startIndex && n.endIndex <= outer.endIndex;

/**
 * `p = map(x.bv_page); … p + x.bv_offset …; unmap(p)`: the edits that drop every later `+ x.bv_offset`. Undefined unless each use of `p` is such
 * a sum or the unmap, and nothing stores to the bvec's offset in the function.
 */
export function laterOffset(call: Node, access: Access, form: CallPlusOffset): TextEdit[] | undefined {
  const { view } = access;
  const fn = enclosingFunction(call);
  const name = variableOf(call, view);
  if (!fn || !name || !form.unmap || call.parent?.type === 'binary_expression') return undefined;
  if (storesTo(BVEC.offset, access, fn)) return undefined;
  const edits: TextEdit[] = [];
  let sums = 0;
  for (const use of otherUses(name, call, fn, view)) {
    if (isArgumentOf(use, form.unmap.from, view)) continue;
    const sum = use.parent;
    const right = sum?.type === 'binary_expression' && sum.childForFieldName('operator')?.type === '+' ? sum.childForFieldName('right') : undefined;
    if (!sum || !right || sum.childForFieldName('left')?.id !== use.id || !isOffset(right, access)) return undefined;
    const drop = { start: view.spanOf(use).end, end: view.spanOf(right).end };
    if (!isWhole(drop, view)) return undefined;
    edits.push(replace(drop, ''));
    sums++;
  }
  return sums > 0 ? edits : undefined;
}

function isOffset(node: Node, access: Access): boolean {
  const bare = stripParens(node);
  const field = bare.type === 'field_expression' ? bare.childForFieldName('field') : undefined;
  const receiver = bare.childForFieldName('argument');
  return (
    !!field && !!receiver && !!access.receiver && access.view.textOf(field) === BVEC.offset && sameExpression(receiver, access.receiver, access.view)
  );
}

/** The function stores to that field of the bvec, to the bvec as a whole, or lends its address to someone who may. */
function storesTo(fieldName: string, access: Access, fn: Node): boolean {
  const { view, receiver } = access;
  if (!receiver) return true;
  const touches = (target: Node | null): boolean => {
    if (!target) return false;
    const bare = stripParens(target);
    if (sameExpression(bare, receiver, view)) return true;
    const field = bare.type === 'field_expression' ? bare.childForFieldName('field') : undefined;
    const owner = bare.childForFieldName('argument');
    return !!field && !!owner && view.textOf(field) === fieldName && sameExpression(owner, receiver, view);
  };
  if (fn.descendantsOfType('assignment_expression').some((a) => touches(a?.childForFieldName('left') ?? null))) return true;
  if (fn.descendantsOfType('update_expression').some((u) => touches(u?.childForFieldName('argument') ?? null))) return true;
  return fn
    .descendantsOfType('pointer_expression')
    .some((p) => p?.childForFieldName('operator')?.type === '&' && touches(p.childForFieldName('argument')));
}

function isArgumentOf(use: Node, callee: string, view: View): boolean {
  const list = use.parent;
  const fn = list?.type === 'argument_list' ? list.parent?.childForFieldName('function') : undefined;
  return !!fn && list?.namedChildCount === 1 && view.textOf(fn) === callee;
}

/** Turns each unmap of the variable that took the mapping; undefined if the variable is unclear, taken twice, or never unmapped here. */
export function unmapEdits(call: Node, unmap: { readonly from: string; readonly to: string }, view: View): TextEdit[] | undefined {
  const fn = enclosingFunction(call);
  const name = variableOf(call, view);
  if (!fn || !name) return undefined;
  const assignments = [...fn.descendantsOfType('assignment_expression'), ...fn.descendantsOfType('update_expression')].filter((a) => {
    const target = a?.childForFieldName('left') ?? a?.childForFieldName('argument');
    return !!target && view.textOf(target) === name && !(a && inside(call, a));
  });
  if (assignments.length > 0) return undefined;
  const unmaps = callsTo(fn, [unmap.from], view).filter((c) => {
    const argument = c.childForFieldName('arguments')?.namedChild(0);
    return !!argument && view.textOf(argument).trim() === name;
  });
  if (unmaps.length === 0) return undefined;
  return unmaps.flatMap((c) => {
    const callee = c.childForFieldName('function');
    return callee ? [replace(view.spanOf(callee), unmap.to)] : [];
  });
}

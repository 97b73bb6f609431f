/** Turns an access into the text that replaces it, in the kernel's formatting. */
import type { Node } from 'web-tree-sitter';
import { oneLine } from '../../c/editing.ts';
import { stripParens } from '../../c/view.ts';
import type { Access } from './access.ts';

/** The pointer to the bvec that an access looks at: `bv` for `bv->bv_page`, `&bv` for `bv.bv_page`; undefined where C has none. */
export function pointerText(access: Access): string | undefined {
  const { receiver, view } = access;
  if (!receiver) return undefined;
  const bare = stripParens(receiver);
  if (access.arrow) {
    const text = oneLine(view.textOf(bare));
    return bare.type === 'comma_expression' ? `(${text})` : text;
  }
  if (bare.type === 'pointer_expression' && bare.childForFieldName('operator')?.type === '*') {
    const target = bare.childForFieldName('argument');
    return target ? oneLine(view.textOf(stripParens(target))) : undefined;
  }
  if (bare.type === 'call_expression' || bare.type === 'conditional_expression' || bare.type === 'assignment_expression') return undefined;
  // In a macro body a parameter keeps its parentheses, whatever may stand for it.
  return `&${oneLine(view.textOf(receiver))}`;
}

/** `node`, or the parentheses around it if they serve nothing once it is a call. */
export function withSpareParens(node: Node): Node {
  let n = node;
  while (n.parent?.type === 'parenthesized_expression') {
    const holder = n.parent.parent;
    if (
      !holder ||
      /^(if|while|switch|do|for)_statement$/.test(holder.type) ||
      holder.type === 'sizeof_expression' ||
      holder.type === 'call_expression'
    )
      break;
    n = n.parent;
  }
  return n;
}

/** Tells whether a bvec is known to lie within one page: by the loop that yields it or the call that made it. Unknown counts as no. */
import type { Node } from 'web-tree-sitter';
import { singlePageResults } from '../../../knowledge/bvecIdioms.ts';
import { iteratorMacros } from '../../../knowledge/index.ts';
import { enclosingFunction, stripParens, type View } from '../../c/view.ts';
import type { Access } from './access.ts';

const byName = new Map(iteratorMacros.map((m) => [m.name, m]));

export function isSinglePage(access: Access): boolean {
  const { view, receiver } = access;
  if (!receiver) return false;
  const bare = stripParens(receiver);
  if (bare.type !== 'identifier') return false;
  const name = view.textOf(bare);
  const declared = madeBySinglePageCall(bare, name, view);
  if (declared !== undefined) return declared;
  for (const loop of loopsAround(bare, view)) {
    const macro = byName.get(loop.macro);
    if (!macro || macro.variable < 0 || loop.args[macro.variable] !== name) continue;
    return macro.pages === 'single-page' && macro.variableIs === (access.arrow ? 'bvec-pointer' : 'bvec-value');
  }
  return false;
}

/** The iterator macros around `node`, innermost first, with their arguments as written. */
function loopsAround(node: Node, view: View): { macro: string; args: string[] }[] {
  const out: { macro: string; args: string[] }[] = [];
  for (let n: Node | null = node; n; n = n.parent) {
    const start = n.startIndex + view.variant.base;
    const rewrite = view.variant.rewrites.find((r) => r.kind === 'iterator' && r.start === start && r.name !== undefined);
    if (!rewrite?.name) continue;
    const open = view.file.text.indexOf('(', start);
    out.push({ macro: rewrite.name, args: open < 0 ? [] : argumentsAt(view.file.text, open) });
  }
  return out;
}

/** Top-level arguments of the parenthesis at `open`, trimmed. */
function argumentsAt(text: string, open: number): string[] {
  const args: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '(' || c === '[' || c === '{') depth++;
    else if (c === ')' || c === ']' || c === '}') {
      if (--depth === 0) return [...args, text.slice(from, i).trim()];
    } else if (c === ',' && depth === 1) {
      args.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return args;
}

/** True or false if every value that the function gives the variable is a call of known size; undefined if it gives none. */
function madeBySinglePageCall(use: Node, name: string, view: View): boolean | undefined {
  const fn = enclosingFunction(use);
  if (!fn) return undefined;
  const values: Node[] = [];
  for (const d of fn.descendantsOfType('init_declarator')) {
    const value = d?.childForFieldName('value');
    const declarator = d?.childForFieldName('declarator');
    if (value && declarator && view.textOf(declarator) === name) values.push(value);
  }
  for (const a of fn.descendantsOfType('assignment_expression')) {
    const left = a?.childForFieldName('left');
    const right = a?.childForFieldName('right');
    if (left && right && view.textOf(left) === name) values.push(right);
  }
  if (values.length === 0) return undefined;
  return values.every((v) => {
    const callee = v.type === 'call_expression' ? v.childForFieldName('function') : undefined;
    return !!callee && singlePageResults.includes(view.textOf(callee));
  });
}

/** How seeds change text: whole lines go, new statements stand in a line of their own with the indentation of their neighbour. */
import type { Node } from 'web-tree-sitter';
import type { TextEdit } from '../../src/base/span.ts';
import type { FunctionText } from './pages.ts';

/** White space before the statement on its line. */
export function indentOf(fn: FunctionText, node: Node): string {
  const { start } = fn.spanOf(node);
  const line = fn.file.lines.lineSpan(start);
  return /^[ \t]*/.exec(fn.file.text.slice(line.start, start))?.[0] ?? '';
}

/** More statements may follow it as they are. */
export const inBlock = (node: Node): boolean => ['compound_statement', 'case_statement', 'labeled_statement'].includes(node.parent?.type ?? '');

/** Deletes a statement, with its lines if nothing else stands there; `;` stays where a statement has to be. */
export function remove(fn: FunctionText, node: Node): TextEdit[] {
  const span = fn.spanOf(node);
  const parent = node.parent?.type;
  if (parent !== 'compound_statement' && parent !== 'case_statement') return [{ span, newText: ';' }];
  const { text } = fn.file;
  const before = /[ \t]*$/.exec(text.slice(0, span.start))?.[0].length ?? 0;
  const after = /^[ \t]*\n/.exec(text.slice(span.end))?.[0].length ?? 0;
  const alone = after > 0 && text[span.start - before - 1] === '\n';
  return [{ span: alone ? { start: span.start - before, end: span.end + after } : span, newText: '' }];
}

const insert = (at: number, newText: string): TextEdit => ({ span: { start: at, end: at }, newText });

export function insertAfter(fn: FunctionText, node: Node, statement: string): TextEdit[] {
  const { start, end } = fn.spanOf(node);
  const indent = indentOf(fn, node);
  const text = `\n${indent}${statement}`;
  return inBlock(node) ? [insert(end, text)] : [insert(start, '{ '), insert(end, `${text} }`)];
}

export function insertBefore(fn: FunctionText, node: Node, statement: string): TextEdit[] {
  const { start, end } = fn.spanOf(node);
  const text = `${statement}\n${indentOf(fn, node)}`;
  return inBlock(node) ? [insert(start, text)] : [insert(start, `{ ${text}`), insert(end, ' }')];
}

export const replace = (fn: FunctionText, node: Node, newText: string): TextEdit => ({ span: fn.spanOf(node), newText });

/** Around a statement. */
export const wrap = (fn: FunctionText, node: Node, before: string, after: string): TextEdit[] => {
  const { start, end } = fn.spanOf(node);
  return [insert(start, before), insert(end, after)];
};

/** The text is live as a whole: no directive inside that an edit would tear. */
export function isWhole(fn: FunctionText, node: Node): boolean {
  const { start, end } = fn.spanOf(node);
  return !/^[ \t]*#/m.test(fn.file.text.slice(start, end));
}

/** Evaluating it twice is the same as once. */
export const isPure = (node: Node): boolean =>
  !/assignment_expression|update_expression/.test(node.type) && node.descendantsOfType(['assignment_expression', 'update_expression']).length === 0;

/** Identifiers used in it. */
export const namesIn = (node: Node): Set<string> => new Set(node.descendantsOfType('identifier').flatMap((n) => (n ? [n.text] : [])));

export function ancestor(node: Node, types: RegExp, within: Node): Node | undefined {
  for (let up = node.parent; up && up.id !== within.id; up = up.parent) if (types.test(up.type)) return up;
  return undefined;
}

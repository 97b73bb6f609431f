/** Text that goes into a file: lines, indents and calls in the kernel's formatting. */
import type { Node } from 'web-tree-sitter';
import type { Span, TextEdit } from '../../base/span.ts';
import type { View } from './view.ts';

const COLUMNS = 80;
const TAB = 8;

/** White space inside an expression that moves becomes single blanks. */
export const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();

export const replace = (span: Span, newText: string): TextEdit => ({ span, newText });

/** Columns that `text` takes from `from` on, tabs to the next multiple of eight. */
export function widthOf(text: string, from = 0): number {
  let column = from;
  for (const c of text) column = c === '\t' ? (Math.floor(column / TAB) + 1) * TAB : column + 1;
  return column;
}

/** The white space that starts the line of `offset`. */
export function indentAt(offset: number, view: View): string {
  const start = view.file.lines.lineStart(view.file.lines.lineAt(offset));
  return /^[\t ]*/.exec(view.file.text.slice(start, start + 400))?.[0] ?? '';
}

/** A call as a statement, broken after a comma where it would pass the kernel's line length and aligned below the parenthesis. */
export function callStatement(name: string, args: readonly string[], indent: string, newline: string): string {
  const open = `${name}(`;
  let line = open;
  let out = '';
  const alignTo = widthOf(indent) + open.length;
  const align = '\t'.repeat(Math.floor(alignTo / TAB)) + ' '.repeat(alignTo % TAB);
  let lineStart = widthOf(indent);
  args.forEach((arg, i) => {
    const piece = arg + (i + 1 < args.length ? ',' : ');');
    const joined = line === open || line === '' ? line + piece : `${line} ${piece}`;
    if (line !== open && line !== '' && lineStart + joined.length > COLUMNS) {
      out += line + newline + align;
      line = piece;
      lineStart = alignTo;
    } else line = joined;
  });
  return out + line;
}

export function newlineOf(view: View): string {
  const first = view.file.text.indexOf('\n');
  return first > 0 && view.file.text[first - 1] === '\r' ? '\r\n' : '\n';
}

/** The span of a statement together with its line, if it stands alone on it; else of the statement. */
export function wholeLine(node: Node, view: View): Span {
  const { start, end } = view.spanOf(node);
  const { text, lines } = view.file;
  const lineStart = lines.lineStart(lines.lineAt(start));
  const lineEnd = lines.lineSpan(end).end;
  const alone = text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
  return alone ? { start: lineStart, end: lineEnd } : { start, end };
}

/**
 * The little that the judge must know of C text itself: where comments and literals are, where a name stands, which lines a macro's definition
 * takes. Deliberately apart from the product's parser, which is what the judge judges.
 */
import { decodeSource } from '../../src/base/encoding.ts';

/** 1-based line, 1-based column in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface JudgedSource {
  readonly text: string;
  /** As long as `text`, with comments and literals blanked and line ends kept. */
  readonly code: string;
  /** Offset of the first unit of each line; a line ends at `\n` as gcc counts. */
  readonly lineStarts: readonly number[];
}

export function readSource(bytes: Uint8Array): JudgedSource {
  const { text } = decodeSource(bytes);
  const lineStarts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lineStarts.push(i + 1);
  return { text, code: blankTrivia(text), lineStarts };
}

/** Comments, strings and character constants; an apostrophe or quote that its line does not close (text in an `#error` line) is left alone. */
const trivia = /\/\*[\s\S]*?(?:\*\/|$)|\/\/(?:\\\r?\n|[^\n])*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;

export const blankTrivia = (text: string): string => text.replace(trivia, (match) => match.replace(/[^\r\n]/g, ' '));

/** Places of the identifier `name` outside comments and literals, in order. */
export function placesOf(source: JudgedSource, name: string): Place[] {
  return [...source.code.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].map((m) => placeAt(source, m.index));
}

function placeAt(source: JudgedSource, offset: number): Place {
  let line = 0;
  for (let high = source.lineStarts.length - 1; line < high; ) {
    const middle = (line + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) line = middle;
    else high = middle - 1;
  }
  return { line: line + 1, column: offset - (source.lineStarts[line] ?? 0) + 1 };
}

/**
 * The token `name` that a diagnostic of gcc speaks of: at the place given (column in bytes), or behind the `.` or `->` that stands there,
 * blanks and comments between. Undefined if something else stands there.
 */
export function tokenAt(source: JudgedSource, line: number, byteColumn: number, name: string): Place | undefined {
  const from = (source.lineStarts[line - 1] ?? source.text.length) + unitsBefore(source, line, byteColumn);
  const pattern = new RegExp(`(?:(?:->|\\.)\\s*)?\\b(?=${name}\\b)`, 'y');
  pattern.lastIndex = from;
  const match = pattern.exec(source.code);
  return match ? placeAt(source, from + match[0].length) : undefined;
}

/**
 * The token `name` among the arguments of the macro that is named at the place given (column in bytes), for a diagnostic inside that macro's
 * body. Undefined unless there is exactly one.
 */
export function tokenInArguments(source: JudgedSource, line: number, byteColumn: number, name: string): Place | undefined {
  const from = (source.lineStarts[line - 1] ?? source.text.length) + unitsBefore(source, line, byteColumn);
  const open = /\w+\s*\(/y;
  open.lastIndex = from;
  const match = open.exec(source.code);
  if (!match) return undefined;
  let end = from + match[0].length;
  for (let depth = 1; depth > 0 && end < source.code.length; end++) {
    if (source.code[end] === '(') depth++;
    else if (source.code[end] === ')') depth--;
  }
  const inside = [...source.code.slice(from, end).matchAll(new RegExp(`\\b${name}\\b`, 'g'))];
  return inside.length === 1 ? placeAt(source, from + (inside[0]?.index ?? 0)) : undefined;
}

/** UTF-16 units of a line before a 1-based column in bytes. */
function unitsBefore(source: JudgedSource, line: number, byteColumn: number): number {
  let at = source.lineStarts[line - 1] ?? 0;
  const start = at;
  for (let bytes = byteColumn - 1; bytes > 0 && at < source.text.length; ) {
    const point = source.text.codePointAt(at) ?? 0;
    // A lone low surrogate of this range stands for one byte that is not UTF-8 (src/base/encoding.ts).
    const escaped = point >= 0xdc80 && point <= 0xdcff;
    bytes -= escaped || point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    at += point > 0xffff ? 2 : 1;
  }
  return at - start;
}

/** True if the line, with its continuations, is a `#define`. */
export function isInDefine(source: JudgedSource, line: number): boolean {
  const lineText = (n: number): string => source.code.slice(source.lineStarts[n - 1] ?? 0, source.lineStarts[n] ?? source.code.length);
  let first = line;
  while (first > 1 && /\\\r?\n$/.test(lineText(first - 1))) first--;
  return /^\s*#\s*define\b/.test(lineText(first));
}

/** `text` with the member of the structure's definition called `<name>_renamed`. Throws if there is no such definition with the member once. */
export function renameMember(text: string, structure: string, name: string): string {
  const code = blankTrivia(text);
  const opening = new RegExp(`\\bstruct\\s+${structure}\\s*\\{`).exec(code);
  if (!opening) throw new Error(`no definition of struct ${structure}`);
  const from = opening.index + opening[0].length;
  const body = code.slice(from, code.indexOf('}', from));
  const members = [...body.matchAll(new RegExp(`\\b${name}\\b`, 'g'))];
  const only = members[0];
  if (members.length !== 1 || only === undefined) throw new Error(`struct ${structure} holds ${name} ${members.length} times`);
  const end = from + only.index + name.length;
  return `${text.slice(0, end)}_renamed${text.slice(end)}`;
}

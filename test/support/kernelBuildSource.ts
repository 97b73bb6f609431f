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
  const macro = /\w+/y;
  macro.lastIndex = from;
  const end = macro.test(source.code) ? closing(source.code, macro.lastIndex, '(', ')') : undefined;
  if (end === undefined) return undefined;
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
  let first = line;
  while (first > 1 && /\\\r?\n$/.test(lineText(source, first - 1))) first--;
  return /^\s*#\s*define\b/.test(lineText(source, first));
}

/** Lines of a definition, 1-based and inclusive. */
export interface DefinitionLines {
  readonly name: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** The definitions of functions and macros with one of these names, in order; declarations and calls are none. */
export function definitionsOf(source: JudgedSource, names: ReadonlySet<string>): DefinitionLines[] {
  const found: DefinitionLines[] = [];
  for (const match of source.code.matchAll(/\b[A-Za-z_]\w*/g)) {
    const name = match[0];
    if (!names.has(name)) continue;
    const { line } = placeAt(source, match.index);
    const before = source.code.slice(source.lineStarts[line - 1] ?? 0, match.index);
    if (/^\s*#\s*define\s+$/.test(before)) {
      found.push({ name, firstLine: line, lastLine: lastContinued(source, line) });
      continue;
    }
    if (isInDefine(source, line)) continue;
    const parameters = closing(source.code, match.index + name.length, '(', ')');
    const end = parameters === undefined ? undefined : closing(source.code, parameters, '{', '}');
    if (end !== undefined) found.push({ name, firstLine: line, lastLine: placeAt(source, end - 1).line });
  }
  return found;
}

/** The offset behind the bracket that closes the one which, blanks apart, opens at `from`; undefined if none opens there. */
function closing(code: string, from: number, opening: string, closer: string): number | undefined {
  let at = from;
  while (/\s/.test(code[at] ?? '')) at++;
  if (code[at] !== opening) return undefined;
  for (let depth = 0; at < code.length; at++) {
    if (code[at] === opening) depth++;
    else if (code[at] === closer && --depth === 0) return at + 1;
  }
  return undefined;
}

function lastContinued(source: JudgedSource, line: number): number {
  let last = line;
  while (/\\\r?\n$/.test(lineText(source, last))) last++;
  return last;
}

const lineText = (source: JudgedSource, line: number): string =>
  source.code.slice(source.lineStarts[line - 1] ?? 0, source.lineStarts[line] ?? source.code.length);

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

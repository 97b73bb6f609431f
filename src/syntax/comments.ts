/** Comments of a text, and the code around them: for whoever reads what people write between the code. */
import type { Span } from '../base/span.ts';
import {
  APOSTROPHE,
  BACKSLASH,
  BRACE_CLOSE,
  BRACE_OPEN,
  COMMA,
  HASH,
  isContinuation,
  isSpace,
  literalEnd,
  NEWLINE,
  PAREN_CLOSE,
  PAREN_OPEN,
  QUOTE,
  SEMICOLON,
  SLASH,
} from './characters.ts';
import { readDirective } from './directives.ts';
import { commentEnd } from './lookahead.ts';

const BRACKET_OPEN = 91;
const BRACKET_CLOSE = 93;

/** Offset after the comment that begins at `at`; undefined if none does. */
const endOfComment = (text: string, at: number): number | undefined => (text.charCodeAt(at) === SLASH ? commentEnd(text, at) : undefined);

const isQuote = (c: number): boolean => c === QUOTE || c === APOSTROPHE;

/** In order, delimiters included; the line end behind a `//` is not part of it. Linear in the text. */
export function commentsIn(text: string): Span[] {
  const comments: Span[] = [];
  for (let i = 0; i < text.length; ) {
    const end = endOfComment(text, i);
    if (end !== undefined) comments.push({ start: i, end });
    i = end ?? (isQuote(text.charCodeAt(i)) ? literalEnd(text, i) : i + 1);
  }
  return comments;
}

/** True if there is anything but blanks, comments and the `\` that joins lines. `span` begins and ends outside of comments. */
export function hasCode(text: string, { start, end }: Span): boolean {
  const i = nextCode(text, start);
  return i !== undefined && i < end;
}

/** Offset of the first character from `from` on that is code; undefined at the end of the text. */
function nextCode(text: string, from: number): number | undefined {
  for (let i = from; i < text.length; ) {
    const c = text.charCodeAt(i);
    const end = endOfComment(text, i);
    if (end !== undefined) i = end;
    else if (isSpace(c) || (c === BACKSLASH && isContinuation(text, i))) i++;
    else return i;
  }
  return undefined;
}

/**
 * The statement, declaration or member that comes first from `from` on: to the `;`, brace or comma that ends it, or to a bracket that closes what began
 * before it. Directives other than `#define` are passed over; a definition ends with its line. Empty at the end of the text.
 */
export function statementFrom(text: string, from: number): Span {
  let start = nextCode(text, from);
  let limit = text.length;
  for (; start !== undefined && text.charCodeAt(start) === HASH && beginsLine(text, start); start = nextCode(text, limit)) {
    const directive = readDirective(text, start);
    limit = directive.end;
    if (directive.kind === 'define') return { start, end: endOf(text, directive.operand, limit) };
  }
  if (start === undefined) return { start: text.length, end: text.length };
  return { start, end: endOf(text, start, text.length) };
}

function beginsLine(text: string, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && isSpace(text.charCodeAt(i)) && text.charCodeAt(i) !== NEWLINE) i--;
  return i < 0 || text.charCodeAt(i) === NEWLINE;
}

/** Offset after what ends the statement that `start` is in, at most `limit`. */
function endOf(text: string, start: number, limit: number): number {
  let depth = 0;
  for (let i = start; i < limit; ) {
    const c = text.charCodeAt(i);
    const end = endOfComment(text, i) ?? (isQuote(c) ? literalEnd(text, i) : undefined);
    if (end !== undefined) {
      i = end;
      continue;
    }
    i++;
    if (c === PAREN_OPEN || c === BRACKET_OPEN) depth++;
    else if (c === PAREN_CLOSE || c === BRACKET_CLOSE) {
      if (--depth < 0) return i;
    } else if (depth === 0 && (c === SEMICOLON || c === COMMA || c === BRACE_OPEN || c === BRACE_CLOSE)) return i;
  }
  return limit;
}

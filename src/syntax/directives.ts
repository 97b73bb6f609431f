/** Reads one preprocessor line: what it is and where it ends. Conditions are read in conditions.ts, groups in arms.ts. */
import type { Span } from '../base/span.ts';
import {
  APOSTROPHE,
  BACKSLASH,
  blockCommentEnd,
  isBlank,
  isContinuation,
  isWordPart,
  isWordStart,
  literalEnd,
  logicalLineEnd,
  NEWLINE,
  PAREN_OPEN,
  QUOTE,
  RETURN,
  SLASH,
  STAR,
  wordEnd,
} from './characters.ts';

export type DirectiveKind = 'if' | 'ifdef' | 'ifndef' | 'elif' | 'elifdef' | 'elifndef' | 'else' | 'endif' | 'define' | 'undef' | 'include' | 'other';

/** Start at the `#`, end before the line end (continuation lines and comments that run on included). */
export interface Directive extends Span {
  readonly kind: DirectiveKind;
  /** What follows the keyword, up to `end`. */
  readonly operand: number;
}

const keywords: ReadonlyMap<string, DirectiveKind> = new Map<string, DirectiveKind>([
  ['if', 'if'],
  ['ifdef', 'ifdef'],
  ['ifndef', 'ifndef'],
  ['elif', 'elif'],
  ['elifdef', 'elifdef'],
  ['elifndef', 'elifndef'],
  ['else', 'else'],
  ['endif', 'endif'],
  ['define', 'define'],
  ['undef', 'undef'],
  ['include', 'include'],
  ['import', 'include'],
  ['include_next', 'include'],
]);

/** True for `#if`, `#else` and their like: the directives that arms are made of. */
export const isConditional = (kind: DirectiveKind): boolean => kind !== 'define' && kind !== 'undef' && kind !== 'include' && kind !== 'other';
export const opensGroup = (kind: DirectiveKind): boolean => kind === 'if' || kind === 'ifdef' || kind === 'ifndef';

/** `at` is the offset of the `#`. */
export function readDirective(text: string, at: number): Directive {
  let i = at + 1;
  for (;;) {
    const c = text.charCodeAt(i);
    if (isBlank(c)) i++;
    else if (c === SLASH && text.charCodeAt(i + 1) === STAR) i = blockCommentEnd(text, i);
    else if (c === BACKSLASH && isContinuation(text, i)) i += text.charCodeAt(i + 1) === RETURN ? 3 : 2;
    else break;
  }
  const nameEnd = wordEnd(text, i);
  const kind = keywords.get(text.slice(i, nameEnd)) ?? 'other';
  // The prose of `#error` may hold lone quotes and comment openers inside words.
  const end = kind === 'other' ? logicalLineEnd(text, nameEnd) : directiveEnd(text, nameEnd);
  return { kind, start: at, end, operand: nameEnd };
}

/** Offset of the line end that ends a directive whose text goes on at `from`; a block comment may carry it over several lines. */
function directiveEnd(text: string, from: number): number {
  const n = text.length;
  let i = from;
  while (i < n) {
    const c = text.charCodeAt(i);
    if (c === NEWLINE) return i > from && text.charCodeAt(i - 1) === RETURN ? i - 1 : i;
    if (c === BACKSLASH) {
      i += isContinuation(text, i) ? (text.charCodeAt(i + 1) === RETURN ? 3 : 2) : 1;
    } else if (c === SLASH && text.charCodeAt(i + 1) === STAR) i = blockCommentEnd(text, i);
    else if (c === SLASH && text.charCodeAt(i + 1) === SLASH) return logicalLineEnd(text, i);
    else if (c === QUOTE || c === APOSTROPHE) i = literalEnd(text, i);
    else i++;
  }
  return n;
}

/** The parts of a `#define` line. `body` runs from the first to the last character of the replacement, comments inside it included; may be empty. */
export interface DefineParts {
  readonly name: Span;
  readonly params?: readonly string[];
  readonly body: Span;
}

/** Undefined if no name follows (`#define` being typed). */
export function readDefine(text: string, directive: Directive): DefineParts | undefined {
  const i = skipInline(text, directive.operand, directive.end);
  if (i >= directive.end || !isWordStart(text.charCodeAt(i))) return undefined;
  const nameEnd = wordEnd(text, i);
  const name = { start: i, end: nameEnd };
  let from = nameEnd;
  let params: string[] | undefined;
  if (text.charCodeAt(nameEnd) === PAREN_OPEN) {
    const close = text.indexOf(')', nameEnd);
    if (close >= 0 && close < directive.end) {
      params = text
        .slice(nameEnd + 1, close)
        .replace(/\/\*[^]*?\*\/|\\\r?\n/g, ' ')
        .split(',')
        .map((p) => p.trim())
        .filter((p) => p !== '');
      from = close + 1;
    }
  }
  const start = skipInline(text, from, directive.end);
  const end = trimEnd(text, start, directive.end);
  return { name, ...(params === undefined ? {} : { params }), body: { start, end } };
}

function skipInline(text: string, from: number, end: number): number {
  let i = from;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (isBlank(c) || c === NEWLINE || c === RETURN) i++;
    else if (c === BACKSLASH && isContinuation(text, i)) i++;
    else if (c === SLASH && text.charCodeAt(i + 1) === STAR) i = Math.min(end, blockCommentEnd(text, i));
    else if (c === SLASH && text.charCodeAt(i + 1) === SLASH) return end;
    else break;
  }
  return Math.min(i, end);
}

/** Blanks and continuations only: a trailing comment stays inside, it is blanked like any other. */
function trimEnd(text: string, start: number, end: number): number {
  let i = end;
  while (i > start) {
    const c = text.charCodeAt(i - 1);
    if (isBlank(c) || c === NEWLINE || c === RETURN || (c === BACKSLASH && isContinuation(text, i - 1))) i--;
    else break;
  }
  return i;
}

/** The name after `#ifdef`, `#undef` and so on; empty if there is none. */
export function operandWord(text: string, directive: Directive): string {
  const i = skipInline(text, directive.operand, directive.end);
  return isWordPart(text.charCodeAt(i)) ? text.slice(i, wordEnd(text, i)) : '';
}

/** The operand with comments and continuations as blanks, trimmed: the C text of a condition, or an include's operand. */
export function operandText(text: string, directive: Directive): string {
  const raw = text.slice(directive.operand, directive.end);
  const needsWork = raw.includes('/') || raw.includes('\\');
  if (!needsWork) return raw.trim();
  return raw
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[^]*?(?:\*\/|$)|\/\/[^]*|\\\r?\n/g, (m) =>
      m.startsWith('"') || m.startsWith("'") ? m : ' ',
    )
    .trim()
    .replace(/\s+/g, ' ');
}

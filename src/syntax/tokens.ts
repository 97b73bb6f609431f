/** Cuts a piece of C into tokens: for the shadow and for finding words. Comments and continuations are no tokens; a directive line is one. */
import {
  APOSTROPHE,
  BACKSLASH,
  blockCommentEnd,
  HASH,
  isContinuation,
  isDigit,
  isSpace,
  isWordPart,
  isWordStart,
  literalEnd,
  logicalLineEnd,
  NEWLINE,
  QUOTE,
  RETURN,
  SLASH,
  STAR,
  wordEnd,
} from './characters.ts';
import { readDirective } from './directives.ts';

export const WORD = 1;
export const NUMBER = 2;
export const STRING = 3;
export const CHARACTER = 4;
export const PUNCTUATION = 5;
export const DIRECTIVE = 6;

export interface Token {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
  /** The token's text; for a directive only its `#`. */
  readonly text: string;
  /** True for a token of the shadow whose text is not what the file has there, but as long. */
  readonly made?: true;
}

/** Longest first; everything else is one character. */
const operators3 = new Set(['<<=', '>>=', '...']);
const operators2 = new Set(['->', '++', '--', '<<', '>>', '<=', '>=', '==', '!=', '&&', '||', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '##']);

/**
 * Tokens of `text` from `start` to before `end`. `directives`: whether a `#` that begins a line starts a directive token (in a macro's replacement
 * text, `#` and `##` are operators).
 */
export function tokenize(text: string, start: number, end: number, directives: boolean): Token[] {
  const tokens: Token[] = [];
  let i = start;
  let lineStart = true;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === NEWLINE) {
      lineStart = true;
      i++;
      continue;
    }
    if (isSpace(c)) {
      i++;
      continue;
    }
    if (c === SLASH) {
      const d = text.charCodeAt(i + 1);
      if (d === STAR) {
        i = blockCommentEnd(text, i);
        continue;
      }
      if (d === SLASH) {
        i = logicalLineEnd(text, i);
        continue;
      }
    }
    if (c === BACKSLASH) {
      i += isContinuation(text, i) ? (text.charCodeAt(i + 1) === RETURN ? 3 : 2) : 1;
      continue;
    }
    if (c === HASH && directives && lineStart) {
      const directive = readDirective(text, i);
      tokens.push({ kind: DIRECTIVE, start: i, end: Math.min(end, directive.end), text: '#' });
      i = directive.end;
      continue;
    }
    lineStart = false;
    const from = i;
    if (isWordStart(c)) {
      i = wordEnd(text, i);
      const next = text.charCodeAt(i);
      if ((next === QUOTE || next === APOSTROPHE) && i - from <= 2 && isEncodingPrefix(text, from, i)) {
        i = Math.min(end, literalEnd(text, i));
        tokens.push({ kind: next === QUOTE ? STRING : CHARACTER, start: from, end: i, text: text.slice(from, i) });
      } else tokens.push({ kind: WORD, start: from, end: i, text: text.slice(from, i) });
    } else if (isDigit(c) || (c === 46 && isDigit(text.charCodeAt(i + 1)))) {
      i = numberEnd(text, i);
      tokens.push({ kind: NUMBER, start: from, end: i, text: text.slice(from, i) });
    } else if (c === QUOTE || c === APOSTROPHE) {
      i = Math.min(end, literalEnd(text, i));
      tokens.push({ kind: c === QUOTE ? STRING : CHARACTER, start: from, end: i, text: text.slice(from, i) });
    } else {
      i += operatorLength(text, i);
      tokens.push({ kind: PUNCTUATION, start: from, end: i, text: text.slice(from, i) });
    }
  }
  return tokens;
}

/** Operators of one character are the rule, so the tables are asked only if a second one follows. */
function operatorLength(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  const joins = (next >= 60 && next <= 62) || next === 38 || next === 124 || next === 43 || next === 45 || next === 46 || next === 35;
  if (!joins) return 1;
  return operators3.has(text.slice(at, at + 3)) ? 3 : operators2.has(text.slice(at, at + 2)) ? 2 : 1;
}

function isEncodingPrefix(text: string, from: number, to: number): boolean {
  const prefix = text.slice(from, to);
  return prefix === 'L' || prefix === 'u' || prefix === 'U' || prefix === 'u8';
}

function numberEnd(text: string, at: number): number {
  let i = at + 1;
  for (;;) {
    const c = text.charCodeAt(i);
    if (isWordPart(c) || c === 46) i++;
    else if ((c === 43 || c === 45) && isExponent(text, at, i)) i++;
    else return i;
  }
}

/** In `1e-3` and `0x1p+2` the sign belongs to the number; in `0xe-1` it does not. */
function isExponent(text: string, at: number, sign: number): boolean {
  const before = text.charCodeAt(sign - 1) | 32;
  const hexadecimal = text.charCodeAt(at) === 48 && (text.charCodeAt(at + 1) | 32) === 120;
  return hexadecimal ? before === 112 : before === 101;
}

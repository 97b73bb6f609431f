/** Character classes of C source, as the hand-written scanners need them. UTF-16 code units; everything past ASCII counts as part of a word. */
export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
export const SPACE = 32;
export const QUOTE = 34;
export const HASH = 35;
export const APOSTROPHE = 39;
export const PAREN_OPEN = 40;
export const PAREN_CLOSE = 41;
export const STAR = 42;
export const COMMA = 44;
export const SLASH = 47;
export const COLON = 58;
export const SEMICOLON = 59;
export const EQUALS = 61;
export const BACKSLASH = 92;
export const BRACE_OPEN = 123;
export const BRACE_CLOSE = 125;

const WORD_START = 1;
const WORD_PART = 2;
const classes = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const letter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95 || c === 36;
  const digit = c >= 48 && c <= 57;
  classes[c] = (letter ? WORD_START | WORD_PART : 0) | (digit ? WORD_PART : 0);
}

export const isWordStart = (c: number): boolean => (c < 128 ? ((classes[c] ?? 0) & WORD_START) !== 0 : c >= 128);
export const isWordPart = (c: number): boolean => (c < 128 ? ((classes[c] ?? 0) & WORD_PART) !== 0 : c >= 128);
export const isDigit = (c: number): boolean => c >= 48 && c <= 57;
/** Blank, but no line end. */
export const isBlank = (c: number): boolean => c === SPACE || c === TAB || c === 11 || c === 12;
export const isSpace = (c: number): boolean => c === SPACE || (c >= 9 && c <= 13);

/** Offset after the word that starts at `at`. */
export function wordEnd(text: string, at: number): number {
  let i = at;
  while (isWordPart(text.charCodeAt(i))) i++;
  return i;
}

/** True if a `\` at `at` joins its line with the next one. */
export function isContinuation(text: string, at: number): boolean {
  const c = text.charCodeAt(at + 1);
  return c === NEWLINE || (c === RETURN && text.charCodeAt(at + 2) === NEWLINE);
}

/** Offset after the block comment that opens at `at`; the end of the text if nothing closes it. */
export function blockCommentEnd(text: string, at: number): number {
  const close = text.indexOf('*/', at + 2);
  return close < 0 ? text.length : close + 2;
}

/** Offset of the line end that ends the logical line which holds `at` (continuations belong to it), or of the end of the text. */
export function logicalLineEnd(text: string, at: number): number {
  let i = at;
  for (;;) {
    const newline = text.indexOf('\n', i);
    if (newline < 0) return text.length;
    const last = text.charCodeAt(newline - 1) === RETURN ? newline - 2 : newline - 1;
    if (last < at || text.charCodeAt(last) !== BACKSLASH) return last + 1 < at ? at : last + 1;
    i = newline + 1;
  }
}

/**
 * Offset after the string or character constant whose quote is at `at`. An unclosed one ends before its line end, so that an apostrophe in prose or
 * a string being typed costs one line and no more.
 */
export function literalEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  const n = text.length;
  for (let i = at + 1; i < n; i++) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === BACKSLASH) {
      if (text.charCodeAt(i + 1) === RETURN && text.charCodeAt(i + 2) === NEWLINE) i++;
      i++;
    } else if (c === NEWLINE) return text.charCodeAt(i - 1) === RETURN ? i - 1 : i;
  }
  return n;
}

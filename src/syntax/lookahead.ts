/** Questions about the text ahead that the splitter asks before it decides where an item ends. Each answer says how far it looked. */
import {
  APOSTROPHE,
  BRACE_CLOSE,
  BRACE_OPEN,
  blockCommentEnd,
  HASH,
  isSpace,
  isWordStart,
  literalEnd,
  logicalLineEnd,
  PAREN_CLOSE,
  PAREN_OPEN,
  QUOTE,
  SEMICOLON,
  SLASH,
  STAR,
  wordEnd,
} from './characters.ts';
import { readDirective } from './directives.ts';
import { type HeadToken, statementWords } from './header.ts';

export interface Answer {
  readonly yes: boolean;
  /** The text before this offset decided, none behind it did. */
  readonly looked: number;
}

const HEADER_REACH = 6000;
const OLD_PARAMETERS_REACH = 600;
const DOT = 46;

/** End of the comment that starts at `i`, or undefined if none does. */
export function commentEnd(text: string, i: number): number | undefined {
  const d = text.charCodeAt(i + 1);
  if (d === STAR) return blockCommentEnd(text, i);
  return d === SLASH ? logicalLineEnd(text, i) : undefined;
}

/** Offset of the first character from `from` on that is neither blank nor comment nor part of a directive line. */
export function significant(text: string, from: number): number {
  let i = from;
  for (;;) {
    const c = text.charCodeAt(i);
    if (isSpace(c)) i++;
    else if (c === SLASH) {
      const end = commentEnd(text, i);
      if (end === undefined) return i;
      i = end;
    } else if (c === HASH) i = readDirective(text, i).end;
    else return i;
  }
}

/** Is the word at `at`, which begins a line, the start of `type… name(…) attribute… {`? */
export function startsFunction(text: string, at: number): Answer {
  const limit = Math.min(text.length, at + HEADER_REACH);
  let i = at;
  let words = 0;
  let paren = 0;
  let calls = 0;
  while (i < limit) {
    const c = text.charCodeAt(i);
    if (isSpace(c)) i++;
    else if (c === SLASH) {
      const end = commentEnd(text, i);
      if (end === undefined) break;
      i = end;
    } else if (isWordStart(c)) {
      const end = wordEnd(text, i);
      const isStatement = statementWords.has(text.slice(i, end));
      i = end;
      if (isStatement) break;
      if (paren === 0) words++;
    } else if (c === PAREN_OPEN) {
      if (paren === 0 && words < 2) break;
      paren++;
      i++;
    } else if (c === PAREN_CLOSE) {
      if (paren === 0) break;
      if (--paren === 0) calls++;
      i++;
    } else if (c === BRACE_OPEN) return { yes: paren === 0 && calls > 0, looked: i + 1 };
    else if (c === STAR || (paren > 0 && c !== SEMICOLON && c !== HASH && c !== BRACE_CLOSE)) {
      i = c === QUOTE || c === APOSTROPHE ? literalEnd(text, i) : i + 1;
    } else break;
  }
  return { yes: false, looked: i + 1 };
}

/** Does the brace before `from` open a list of members, `{ .name = …`? */
export function startsWithDesignator(text: string, from: number): Answer {
  const i = significant(text, from);
  return { yes: text.charCodeAt(i) === DOT && isWordStart(text.charCodeAt(i + 1)), looked: i + 2 };
}

/** `int f(a, b) int a;` and more such up to a `{`: the `;` before `from` ends a parameter of the old style, not the item. */
export function declaresOldParameter(text: string, head: readonly HeadToken[], from: number): Answer {
  const no = { yes: false, looked: from };
  const open = head.findIndex((t) => t.code === PAREN_OPEN);
  const close = head[open + 1];
  const behind = head.slice(open + 2);
  if (open < 1 || close?.code !== PAREN_CLOSE || behind.some((t) => t.code === PAREN_OPEN)) return no;
  if (behind.filter((t) => t.word !== '').length < 2 || behind[0]?.word === 'static') return no;
  const names = text.slice(head[open]?.end ?? from, close.start);
  if (!/^\s*[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*\s*$/.test(names)) return no;
  const looked = from + OLD_PARAMETERS_REACH;
  return { yes: /^(?:[\w\s*,[\]]*;)*\s*\{/.test(text.slice(from, looked)), looked };
}

/** Offset behind the `#endif` of the group that is open at `from`. Reads lines only: a directive inside a comment misleads it, at no great harm. */
export function groupEnd(text: string, from: number): number {
  const line = /^[ \t]*#[ \t]*(if|endif)/gm;
  line.lastIndex = from;
  let depth = 1;
  for (let m = line.exec(text); m !== null; m = line.exec(text)) {
    depth += m[1] === 'if' ? 1 : -1;
    if (depth === 0) return readDirective(text, m.index + m[0].indexOf('#')).end;
  }
  return text.length;
}

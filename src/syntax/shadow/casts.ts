/** Reads the types of casts and compound literals, of which `typeof` of an expression is none that the grammar knows. */
import { CHARACTER, NUMBER, STRING } from '../tokens.ts';
import type { Shadow } from './shadowState.ts';
import { isTypeName } from './typeNames.ts';
import { firstTypeof, isPlainTypeof } from './typeofs.ts';
import { typeName } from './types.ts';
import { PREFIX, STATEMENTS } from './words.ts';

/** Reads the type of a cast, parentheses at `open` and `close`. */
export function cast(s: Shadow, open: number, close: number): void {
  const typeofAt = firstTypeof(s, open + 1, close);
  if (typeofAt < 0 || isPlainTypeof(s, typeofAt)) {
    typeName(s, open + 1, close);
    return;
  }
  // `(typeof(x) *)y` binds like the product ` typeof(x) * y`.
  s.blank(open, typeofAt);
  s.read.expression(s, typeofAt, s.after(typeofAt + 1));
  s.blank(s.after(typeofAt + 1), close);
  s.put(close, '*');
  s.note('type-argument', open, close + 1, s.t(typeofAt));
}

/** Can the token begin an operand, and nothing else? */
export function beginsOperand(s: Shadow, k: number, end: number): boolean {
  if (k >= end) return false;
  const t = s.t(k);
  if (s.isWord(k)) return !STATEMENTS.has(t);
  return s.kind(k) === NUMBER || s.kind(k) === STRING || s.kind(k) === CHARACTER || t === '~' || t === '!';
}

const LONGEST_CHAIN = 8;

/** `(a)(b)c`: the second group is a cast, so the first is one too. */
export function isCastChain(s: Shadow, open: number, end: number): boolean {
  let at = open;
  for (let length = 0; length < LONGEST_CHAIN && at < end && s.t(at) === '('; length++) {
    const close = s.close(at);
    const single = close === at + 2 && s.isWord(at + 1);
    if (!single && !isTypeName(s, at + 1, close)) return false;
    at = s.after(at);
    if (beginsOperand(s, at, end)) return true;
  }
  return false;
}

/** Reads the type of a compound literal. False where the grammar could not know it: then it reads as a value, and the braces as what it is called with. */
export function literalType(s: Shadow, open: number, close: number): boolean {
  const typeofAt = firstTypeof(s, open + 1, close);
  if (typeofAt >= 0 && !isPlainTypeof(s, typeofAt)) {
    const word = s.close(typeofAt + 1) - 1;
    let operators = typeofAt + 2;
    while (operators < word && PREFIX.has(s.t(operators))) operators++;
    if (operators < word || !s.isWord(word)) {
      // `(typeof(a.b)) { … }` has no room for a type that the grammar knows: it reads as a call.
      s.read.expression(s, open + 1, close);
      return false;
    }
    // Of what type `*p` is does not matter to the grammar: `typeof(p)`.
    s.blank(typeofAt + 2, word);
  } else typeName(s, open + 1, close);
  return true;
}

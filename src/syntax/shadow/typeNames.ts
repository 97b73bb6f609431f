/** Tells types from values by their spelling. */
import type { Shadow } from './shadowState.ts';
import { AGGREGATES, BLANK_MODIFIERS, MODIFIERS, PRIMITIVES, TYPEOF } from './words.ts';

export const isModifier = (word: string): boolean => MODIFIERS.has(word) || BLANK_MODIFIERS.has(word);

/** Do the tokens, all of them, spell a type? A single unknown word does not count: it reads as a value just as well. */
export function isTypeName(s: Shadow, from: number, end: number): boolean {
  if (from >= end) return false;
  const first = s.t(from);
  if (!s.isWord(from)) return false;
  if (PRIMITIVES.has(first) || AGGREGATES.has(first) || isModifier(first)) return true;
  if (TYPEOF.has(first)) return s.t(from + 1) === '(' && onlyPointer(s, s.after(from + 1), end);
  let k = from;
  let words = 0;
  while (k < end && s.isWord(k)) {
    if (PRIMITIVES.has(s.t(k)) || AGGREGATES.has(s.t(k)) || TYPEOF.has(s.t(k))) return true;
    words++;
    k++;
  }
  if (k >= end) return words > 1;
  return onlyPointer(s, k, end);
}

/** `*`, `* const *`, `(*)(…)`, `[n]` behind a type. */
function onlyPointer(s: Shadow, from: number, end: number): boolean {
  let k = from;
  // A name behind a star makes it a product.
  while (k < end && (s.t(k) === '*' || isModifier(s.t(k)) || (s.isWord(k) && s.isAnnotation(s.t(k)))) && s.t(k + 1) !== '(') k++;
  if (s.t(k) === '*' && k < end) k++;
  if (k >= end) return true;
  return s.t(k) === '(' && s.isNestedDeclarator(k) && !s.isWord(k + 2);
}

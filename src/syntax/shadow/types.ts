/** Reads declaration specifiers: picks the one type among the words, and blanks what only annotates it. */

import { aggregate } from './aggregates.ts';
import { declarator } from './declarators.ts';
import type { Shadow } from './shadowState.ts';
import { isModifier } from './typeNames.ts';
import { macroType, typeofSpecifier } from './typeofs.ts';
import { AGGREGATES, ASM, ATTRIBUTES, BLANK_MODIFIERS, MODIFIERS, PRIMITIVES, startsType, TYPEOF } from './words.ts';

/** Reads a type without a name, as in a cast. */
export function typeName(s: Shadow, from: number, end: number): void {
  const k = specifiers(s, from, end, true);
  declarator(s, k, end, { abstract: true, named: false });
}

/**
 * Reads declaration specifiers. Returns where the declarators begin. `abstract`: no name follows, so that the last word is no name either.
 */
export function specifiers(s: Shadow, from: number, end: number, abstract: boolean): number {
  let base = -1;
  const words: number[] = [];
  let k = from;
  let named = false;
  while (k < end) {
    const t = s.t(k);
    if (!s.isWord(k)) {
      if (t === '[' && s.t(k + 1) === '[') {
        const after = s.after(k);
        s.blankNoted('annotation', k, after);
        k = after;
        continue;
      }
      break;
    }
    const call = s.t(k + 1) === '(' && k + 1 < end && !s.isNestedDeclarator(k + 1);
    // `register long r asm("r3")`: the name was the word before.
    if (ASM.has(t)) break;
    if ((ATTRIBUTES.has(t) || t === 'alignas') && call) {
      const after = s.after(k + 1);
      s.blankNoted('annotation', k, after);
      k = after;
    } else if (BLANK_MODIFIERS.has(t)) {
      s.blankNoted('annotation', k, k + 1);
      k++;
    } else if (MODIFIERS.has(t)) {
      // `unsigned const char`: the grammar wants a type's keywords side by side.
      if (base >= 0 && PRIMITIVES.has(s.t(k - 1)) && PRIMITIVES.has(s.t(k + 1))) s.blank(k, k + 1);
      k++;
    } else if (PRIMITIVES.has(t)) {
      if (base >= 0 && !PRIMITIVES.has(s.t(k - 1)) && !isModifier(s.t(k - 1)) && PRIMITIVES.has(s.t(base))) blankWordsBetween(s, base, k, words);
      base = k;
      k++;
    } else if (AGGREGATES.has(t)) {
      base = k;
      k = aggregate(s, k, end);
    } else if (TYPEOF.has(t) && call) {
      base = k;
      k = typeofSpecifier(s, k, end);
    } else if (call && !declaresFunction(s, k, end, base >= 0 || words.length > 0)) {
      const after = s.after(k + 1);
      if (base < 0 && words.length === 0 && !startsType(s.t(after)) && !s.isAnnotation(t)) {
        base = k;
        macroType(s, k, end);
      } else s.blankNoted('annotation', k, after);
      k = after;
    } else {
      words.push(k);
      k++;
      if (call) {
        named = true;
        break;
      }
    }
  }
  return pickType(s, words, base, k, end, named, abstract);
}

function blankWordsBetween(s: Shadow, from: number, to: number, words: number[]): void {
  for (const w of words.splice(0)) if (w > from && w < to) s.blankNoted('annotation', w, w + 1);
}

/** `word (…)` among specifiers: is the word what is declared? Otherwise it is a macro that annotates or makes a type. */
function declaresFunction(s: Shadow, k: number, end: number, typed: boolean): boolean {
  const after = s.after(k + 1);
  if (after >= end) return typed || !s.isWord(k + 2);
  const next = s.t(after);
  if (next === '*' || (s.isWord(after) && startsType(next))) return false;
  if (!s.isWord(after)) return typed ? !isTrailing(s, k) : next !== '(' || s.t(after + 1) !== '*';
  // Words behind: attributes of a function, or the declarator whose type this is.
  if (ASM.has(next) || ATTRIBUTES.has(next)) return true;
  return typed && !s.isAnnotation(s.t(k));
}

/** In `int x __aligned(8) = 3` the annotation comes behind the name. */
function isTrailing(s: Shadow, k: number): boolean {
  return s.isWord(k - 1) && !startsType(s.t(k - 1)) && s.isAnnotation(s.t(k));
}

/** Which of the plain `words` is the type, which the name; the rest is blanked. */
function pickType(s: Shadow, words: readonly number[], base: number, k: number, end: number, named: boolean, abstract: boolean): number {
  let candidates = words;
  let name = -1;
  const typed = base >= 0;
  // A name stands behind the type.
  const needed = typed ? words.filter((w) => w < base).length + 1 : 2;
  const stop = k < end ? s.t(k) : '';
  const mayName = named || (!abstract && stop !== '*' && stop !== '(' && words.length >= needed);
  if (mayName) {
    let at = words.length - 1;
    const least = named ? words.length : needed;
    while (at + 1 > least && s.isAnnotation(s.t(words[at] ?? 0))) at--;
    name = words[at] ?? -1;
    for (const w of words.slice(at + 1)) s.blankNoted('annotation', w, w + 1);
    candidates = words.slice(0, at);
  }
  let type = -1;
  if (!typed) type = likeliestType(s, candidates);
  for (const w of candidates) if (w !== type) s.blankNoted('annotation', w, w + 1);
  return name >= 0 ? name : k;
}

/** Which of the words is the type, where none is a keyword: a spelling that only types have, then a plain word, a macro in capitals last. */
export function likeliestType(s: Shadow, words: readonly number[]): number {
  if (words.length < 2) return words[0] ?? -1;
  const plain = words.filter((w) => !s.isAnnotation(s.t(w)));
  return (
    plain.find((w) => /_t$|^[us](?:8|16|32|64)$/.test(s.t(w))) ??
    plain.find((w) => s.t(w) !== s.t(w).toUpperCase()) ??
    plain[0] ??
    words[words.length - 1] ??
    -1
  );
}

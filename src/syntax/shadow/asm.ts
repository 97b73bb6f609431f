/** Reads inline assembly. What the grammar takes (strings and operands only) stays; anything macros are mixed into becomes a plain call. */
import { STRING } from '../tokens.ts';
import type { Shadow } from './shadowState.ts';
import { ASM, ASM_QUALIFIERS } from './words.ts';

/** `asm_macro volatile (…)`: a macro of another name for `asm`. */
export const startsAsm = (s: Shadow, at: number): boolean =>
  (s.t(at + 1) === 'volatile' || s.t(at + 1) === 'goto') && s.t(at + 2) === '(' && !s.isNestedDeclarator(at + 2);

/** The `asm` word is at `at`; index behind the whole. */
export function asmOperand(s: Shadow, at: number, end: number): number {
  let open = at + 1;
  while (open < end && ASM_QUALIFIERS.has(s.t(open))) open++;
  if (s.t(open) !== '(' || open >= end) {
    s.asIdentifier(at);
    return at + 1;
  }
  const close = s.close(open);
  if (ASM.has(s.t(at)) && isPlain(s, open, close)) {
    for (let k = at + 1; k < open; k++)
      if (s.t(k) !== 'volatile' && s.t(k) !== 'goto' && s.t(k) !== 'inline' && s.t(k) !== '__volatile__') s.blank(k, k + 1);
    for (let k = open + 1; k < close; k = s.past(k)) {
      if (s.t(k) === '(') s.read.expression(s, k + 1, s.close(k));
    }
    return s.after(open);
  }
  s.note('other', at, at + 1, s.t(at));
  s.asIdentifier(at);
  s.blank(at + 1, open);
  // `[name] "=r" (x)`: the symbol says nothing, the string is called with the operand.
  for (let k = open + 1; k < close; k = s.past(k)) if (s.t(k) === '[') s.blank(k, s.after(k));
  asCall(s, open, close);
  return s.after(open);
}

/** Sections and operands as arguments; empty sections leave nothing behind. */
function asCall(s: Shadow, open: number, close: number): void {
  let from = open + 1;
  let kept = 0;
  while (from <= close) {
    let stop = from;
    while (stop < close && s.t(stop) !== ',' && s.t(stop) !== ':') stop = s.past(stop);
    let first = from;
    while (first < stop && s.t(first) === '[') first = s.past(first);
    if (first < stop) {
      s.read.expression(s, first, stop);
      if (kept++ > 0) s.put(from - 1, ',');
    } else if (from > open + 1) s.blank(from - 1, from);
    from = stop + 1;
  }
}

/** Strings, then up to four `:` sections of `[symbol] "constraint" (value)`, strings and labels: what the grammar reads. */
function isPlain(s: Shadow, open: number, close: number): boolean {
  let k = open + 1;
  if (s.kind(k) !== STRING) return false;
  while (k < close && s.kind(k) === STRING) k++;
  for (let section = 1; k < close; section++) {
    if (s.t(k) !== ':' || section > 4) return false;
    k++;
    while (k < close && s.t(k) !== ':') {
      if (section <= 2) {
        if (s.t(k) === '[') {
          if (!s.isWord(k + 1) || s.t(k + 2) !== ']') return false;
          k += 3;
        }
        if (s.kind(k) !== STRING || s.t(k + 1) !== '(' || s.close(k + 1) === k + 2) return false;
        k = s.after(k + 1);
      } else if (section === 3) {
        if (s.kind(k) !== STRING) return false;
        while (k < close && s.kind(k) === STRING) k++;
      } else if (s.isWord(k)) k++;
      else return false;
      if (s.t(k) === ',') {
        k++;
        if (k >= close || s.t(k) === ':') return false;
      } else if (s.t(k) !== ':' && k < close) return false;
    }
  }
  return true;
}

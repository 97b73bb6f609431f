/** Reads a type that stands where a value is due, as macros take them: `container_of(p, struct x, m)`. */
import { isTagAnnotation } from './aggregates.ts';
import type { Shadow } from './shadowState.ts';
import { AGGREGATES, BLANK_MODIFIERS, MODIFIERS, PRIMITIVES, TYPEOF } from './words.ts';

export interface TypeOperand {
  readonly next: number;
  /** False for qualifiers before a value (`const typeof(x)`): the operand is still to come. */
  readonly isValue: boolean;
}

/** A type where a value should be: its words stay as identifiers, keywords become one, `struct` and qualifiers go. */
export function typeOperand(s: Shadow, from: number, end: number): TypeOperand {
  let k = from;
  let value = false;
  let keyword = -1;
  while (k < end && s.isWord(k)) {
    const t = s.t(k);
    if (PRIMITIVES.has(t)) {
      if (keyword >= 0) s.blank(keyword, keyword + 1);
      keyword = k;
      s.asIdentifier(k);
      k++;
    } else if (AGGREGATES.has(t)) {
      s.blank(k, k + 1);
      k++;
      while (isTagAnnotation(s, k, end)) {
        s.blank(k, k + 1);
        k++;
      }
      if (k < end && s.isWord(k)) {
        k++;
        value = true;
      }
      if (k < end && s.t(k) === '{') {
        if (value) s.blank(k - 1, k);
        k = s.read.block(s, k);
        value = true;
      }
      break;
    } else if (MODIFIERS.has(t) || BLANK_MODIFIERS.has(t)) {
      s.blank(k, k + 1);
      k++;
    } else if (TYPEOF.has(t)) break;
    else {
      // `const foo_t *`: the name is the value.
      if (keyword < 0) {
        k++;
        value = true;
      }
      break;
    }
  }
  if (keyword >= 0 && value) s.blank(keyword, keyword + 1);
  if (k > from) s.note('type-argument', from, k);
  if (keyword >= 0 || value) return { next: k, isValue: true };
  if (k >= end || s.t(k) === ',') {
    // Qualifiers alone: `FOO(const, x)`.
    s.asIdentifier(k - 1);
    return { next: k, isValue: true };
  }
  return { next: k, isValue: false };
}

/** Reads declarators: stars, the name, what follows it; annotations are blanked wherever they stand. */
import type { Shadow } from './shadowState.ts';
import { isModifier } from './typeNames.ts';
import { ASM, ATTRIBUTES, BLANK_MODIFIERS, MODIFIERS, startsType } from './words.ts';

/**
 * Reads one declarator from `from`, pointer stars included; index behind its suffixes. `abstract`: it has no name. `named`: the word at `from`, if it
 * is one, is the name.
 */
export function declarator(
  s: Shadow,
  from: number,
  end: number,
  { abstract, named }: { readonly abstract: boolean; readonly named: boolean },
): number {
  if (named && s.isWord(from) && from < end) return suffixes(s, from + 1, end);
  let k = from;
  // Stars, qualifiers and annotations up to the name.
  for (;;) {
    const t = k < end ? s.t(k) : '';
    if (t === '*') k++;
    else if (t === '^') {
      s.put(k, '*');
      k++;
    } else if (BLANK_MODIFIERS.has(t)) {
      s.blankNoted('annotation', k, k + 1);
      k++;
    } else if (MODIFIERS.has(t)) k++;
    else if (ATTRIBUTES.has(t) && s.t(k + 1) === '(') {
      s.blankNoted('annotation', k, s.after(k + 1));
      k = s.after(k + 1);
    } else if (s.isWord(k) && k < end) {
      const next = k + 1 < end ? s.t(k + 1) : '';
      if (next === '(' && k > from && s.isAnnotation(t) && s.after(k + 1) < end) {
        s.blankNoted('annotation', k, s.after(k + 1));
        k = s.after(k + 1);
        continue;
      }
      const more = next === '*' || (k + 1 < end && s.isWord(k + 1) && !ASM.has(next) && (startsType(next) || !s.isAnnotation(next)));
      if (!more && !abstract) break;
      s.blankNoted('annotation', k, k + 1);
      k++;
    } else break;
  }
  if (s.isWord(k) && k < end) k++;
  else if (s.t(k) === '(' && k < end && startsNested(s, k)) {
    const open = k;
    s.nested(() => declarator(s, open + 1, s.close(open), { abstract, named: false }));
    k = s.after(k);
  }
  return suffixes(s, k, end);
}

/** `(*name)`, `(name)`, `(__attr *name)`; empty parentheses and those that begin with a type are parameters. */
function startsNested(s: Shadow, open: number): boolean {
  const first = s.t(open + 1);
  if (first === '*' || first === '^' || first === '(') return true;
  if (!s.isWord(open + 1) || startsType(first)) return false;
  const close = s.close(open);
  return (close === open + 2 && s.t(s.after(open)) === '(') || s.t(open + 2) === '*' || ATTRIBUTES.has(first) || s.t(open + 2) === '[';
}

function suffixes(s: Shadow, from: number, end: number): number {
  let k = from;
  while (k < end) {
    const t = s.t(k);
    if (t === '[') {
      if (s.t(k + 1) === '[') s.blankNoted('annotation', k, s.after(k));
      else {
        let inner = k + 1;
        while (isModifier(s.t(inner))) inner++;
        if (!(s.t(inner) === '*' && inner + 1 === s.close(k))) s.read.expression(s, inner, s.close(k));
      }
      k = s.after(k);
    } else if (t === '(') {
      s.read.parameters(s, k);
      k = s.after(k);
    } else if (s.isWord(k) && !startsType(t)) {
      let open = k + 1;
      while (ASM.has(t) && s.isWord(open)) open++;
      const after = s.t(open) === '(' && open < end ? s.after(open) : k + 1;
      s.blankNoted('annotation', k, after);
      k = after;
    } else if (isModifier(t)) {
      s.blankNoted('annotation', k, k + 1);
      k++;
    } else break;
  }
  return k;
}

/** Reads parameter lists, those of macros that define functions too. */
import { NUMBER, STRING } from '../tokens.ts';
import { declarator } from './declarators.ts';
import type { Shadow } from './shadowState.ts';
import { specifiers } from './types.ts';
import { TYPEOF } from './words.ts';

export function parameters(s: Shadow, open: number): void {
  const close = s.close(open);
  let kept = 0;
  for (let from = open + 1; from <= close; ) {
    const comma = s.find(',', from, close);
    if (comma > from) {
      parameter(s, from, comma);
      kept++;
    }
    const next = comma + 1;
    if (comma < close && (kept === 0 || next >= close || s.t(next) === ',')) s.blank(comma, comma + 1);
    from = next;
  }
}

function parameter(s: Shadow, from: number, end: number): void {
  const t = s.t(from);
  if (t === '...') {
    if (from + 1 < end) s.blank(from + 1, end);
    return;
  }
  if (!s.isWord(from)) {
    if (t === '[' && s.t(from + 1) === '[') {
      s.blankNoted('annotation', from, s.after(from));
      parameter(s, s.after(from), end);
      return;
    }
    notAParameter(s, from, end);
    return;
  }
  if (s.t(from + 1) === '(' && s.after(from + 1) === end && !TYPEOF.has(t)) {
    // A macro in place of parameters.
    s.blankNoted('other', from + 1, end);
    return;
  }
  const k = declarator(s, specifiers(s, from, end, false), end, { abstract: false, named: true });
  if (s.t(k) === '=' || s.t(k) === '...') s.blank(k, end);
  else if (k < end && (s.kind(k) === NUMBER || s.kind(k) === STRING || !s.isWord(k))) notAParameter(s, k, end);
}

/** A string, a number or an expression where a parameter is due: a macro that defines something. */
function notAParameter(s: Shadow, from: number, end: number): void {
  s.note('other', from, end, s.t(from));
  s.blank(from, end);
  s.out.put(s.start(from), s.start(from) + 1, '_');
}

/** Reads `struct`, `union` and `enum`: which word is the tag, and what stands between the braces. */
import type { Shadow } from './shadowState.ts';
import { ATTRIBUTES, startsType } from './words.ts';

/** `struct`, `union` or `enum` at `at`; index behind its tag and body. */
export function aggregate(s: Shadow, at: number, end: number): number {
  let k = at + 1;
  let tag = -1;
  while (k < end && s.isWord(k)) {
    const t = s.t(k);
    const call = s.t(k + 1) === '(' && k + 1 < end && !s.isNestedDeclarator(k + 1);
    if (startsType(t) || (tag >= 0 && call && s.t(s.after(k + 1)) !== '{')) break;
    if (call && (ATTRIBUTES.has(t) || s.isAnnotation(t))) {
      const after = s.after(k + 1);
      s.blankNoted('annotation', k, after);
      k = after;
      continue;
    }
    if (tag >= 0) {
      // `struct tag name` against `struct __packed tag {` and `struct tag __packed {`.
      if (s.t(k + 1) !== '{') break;
      if (s.isAnnotation(t)) s.blankNoted('annotation', k, k + 1);
      else {
        s.blankNoted('annotation', tag, tag + 1);
        tag = k;
      }
    } else if (isTagAnnotation(s, k, end)) s.blankNoted('annotation', k, k + 1);
    else {
      tag = k;
      if (call && s.t(s.after(k + 1)) !== '(') {
        // `struct NAME(x)`: a tag that a macro makes.
        const after = s.after(k + 1);
        s.blankNoted('other', k + 1, after);
        k = after - 1;
      }
    }
    k++;
  }
  if (s.t(at) === 'enum' && s.t(k) === ':' && k < end) {
    const brace = s.find('{', k, end);
    if (brace < end) {
      s.blank(k, brace);
      k = brace;
    }
  }
  if (s.t(k) === '{' && k < end) {
    if (s.t(at) === 'enum') enumerators(s, k);
    else s.read.fields(s, k);
    return s.after(k);
  }
  return k;
}

/** `struct __attr tag *p` and `struct __attr tag {`, against `struct __tag p = …`. */
export function isTagAnnotation(s: Shadow, k: number, end: number): boolean {
  if (k + 2 >= end || !s.isWord(k + 1) || startsType(s.t(k + 1))) return false;
  const behind = s.t(k + 2);
  return (s.isWord(k + 2) || behind === '*' || behind === '{') && s.isAnnotation(s.t(k));
}

function enumerators(s: Shadow, open: number): void {
  const close = s.close(open);
  for (let from = open + 1; from < close; ) {
    const comma = s.find(',', from, close);
    enumerator(s, from, comma);
    if (comma === from) s.blank(comma, comma + 1);
    from = comma + 1;
  }
}

function enumerator(s: Shadow, from: number, end: number): void {
  let k = from + 1;
  if (s.t(k) === '(' && k < end) {
    // `NAME(x)` stands for one enumerator or more: `N=AME(x)`.
    let at = s.start(from) + 1;
    while (at + 1 < s.end(from) - 1 && /\d/.test(String.fromCharCode(s.out.charAt(at + 1)))) at++;
    if (s.t(from).length > 1) s.out.put(at, at + 1, '=');
    s.note('other', from, from + 1, s.t(from));
    const after = s.after(k);
    const next = after < end && s.isWord(after) ? after : end;
    s.read.expression(s, k - 1, next);
    if (next < end) {
      s.joinBefore(next, ',');
      enumerator(s, next, end);
    }
    return;
  }
  while (k < end && s.isWord(k)) {
    const after = s.t(k + 1) === '(' ? s.after(k + 1) : k + 1;
    s.blankNoted('annotation', k, after);
    k = after;
  }
  if (s.t(k) === '=' && k < end) s.read.expression(s, k + 1, end);
}

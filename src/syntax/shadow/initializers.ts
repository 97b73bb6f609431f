/** Reads initialiser lists, with designators old and new, and macros that hold several values or their own commas. */
import type { Shadow } from './shadowState.ts';

/** Reads the initialiser list that opens at `open`. */
export function initializer(s: Shadow, open: number): void {
  s.nested(() => elements(s, open));
}

function elements(s: Shadow, open: number): void {
  const close = s.close(open);
  for (let from = open + 1; from < close; ) {
    const comma = s.find(',', from, close);
    if (comma > from) element(s, from, comma);
    else s.blank(comma, comma + 1);
    from = comma + 1;
  }
}

export function element(s: Shadow, from: number, end: number): void {
  let k = from;
  while (k < end && (s.t(k) === '[' || (s.t(k) === '.' && s.isWord(k + 1)))) {
    if (s.t(k) === '.') k += 2;
    else {
      designatorIndex(s, k);
      k = s.after(k);
    }
  }
  if (k > from && k < end && s.t(k) === '=') k++;
  else if (k > from && k < end) s.joinBefore(k, '=');
  else if (k === from && s.isWord(k) && s.t(k + 1) === ':' && k + 2 < end) k += 2;
  if (k >= end) return;
  const rest = s.t(k) === '{' ? s.after(k) : k;
  if (rest > k) {
    initializer(s, k);
    if (rest >= end) return;
    // Something follows a list without a comma between: a macro brought it.
    s.joinBefore(rest, ',');
    element(s, rest, end);
    return;
  }
  const cut = nextElement(s, k, end);
  s.read.expression(s, k, cut);
  if (cut < end) {
    s.joinBefore(cut, ',');
    element(s, cut, end);
  }
}

function designatorIndex(s: Shadow, open: number): void {
  const close = s.close(open);
  const dots = s.find('...', open + 1, close);
  s.read.expression(s, open + 1, dots);
  if (dots < close) s.read.expression(s, dots + 1, close);
}

/** `MACRO(x) .name = y`, `MACRO(x) { y }`, `MACRO(x) MACRO(y)`: where the macro ends without the comma that it holds. */
function nextElement(s: Shadow, from: number, end: number): number {
  for (let k = s.past(from); k < end; k = s.past(k)) {
    const before = s.t(k - 1);
    const ends = before === ')' || before === '}' || (s.isWord(k - 1) && k - 1 === from);
    if (!ends) continue;
    const t = s.t(k);
    const line = s.startsLine(k);
    if (t === '.' && line && s.isWord(k + 1) && (s.t(k + 2) === '=' || s.t(k + 2) === '.')) return k;
    if (t === '[' && line && s.t(s.after(k)) === '=') return k;
    if (t === '{' && line && before === ')' && !isCast(s, k - 1, from)) return k;
    if (s.isWord(k) && line && before === ')' && s.t(k + 1) === '(' && !isCast(s, k - 1, from)) return k;
  }
  return end;
}

function isCast(s: Shadow, close: number, from: number): boolean {
  const open = s.open(close);
  return open === from || (open > from && !s.isWord(open - 1));
}

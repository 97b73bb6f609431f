/** Reads `typeof (…)` and macros that stand for types, of which the grammar knows `name(type)` only. */
import type { Shadow } from './shadowState.ts';
import { isTypeName } from './typeNames.ts';
import { PRIMITIVES, startsType, TYPEOF } from './words.ts';

/** `typeof (…)`: the grammar knows `name(type)` only, so an expression goes into an array's bound, `t(ypeof[…])`. */
export function typeofSpecifier(s: Shadow, at: number, end: number): number {
  const after = s.after(at + 1);
  macroType(s, at, end);
  return after;
}

/** `NAME(…)` where a type is due. */
export function macroType(s: Shadow, at: number, end: number): void {
  const open = at + 1;
  const close = s.close(open);
  const after = s.after(open);
  s.note('other', at, at + 1, s.t(at));
  if (close === open + 1) {
    s.blank(open, after);
    return;
  }
  if (s.find(',', open + 1, close) === close) {
    if (close === open + 2 && s.isWord(open + 1)) {
      if (PRIMITIVES.has(s.t(open + 1)) || !startsType(s.t(open + 1))) return;
    }
    if (isTypeName(s, open + 1, close) && !TYPEOF.has(s.t(open + 1))) {
      s.read.typeName(s, open + 1, close);
      return;
    }
  }
  const room = s.end(open) - s.start(at);
  const joined = room >= 4 && after > close && s.start(open) === s.end(at);
  if (joined && s.insertBefore(after, ')')) {
    s.out.put(s.start(at), s.end(open), `t(${'y'.repeat(room - 3)}[`);
    s.put(close, ']');
    if (s.find(',', open + 1, close) < close) commaList(s, open, close);
    else s.read.expression(s, open + 1, close);
    return;
  }
  // `typeof(x)*p`: no room for a bracket; read as a value and one more declarator.
  if (s.t(after) === '*' && after < end) s.put(after, ',');
  s.read.expression(s, at, after);
}

/** A list of values where one is due: each comma gives way to an operator. */
function commaList(s: Shadow, open: number, close: number): void {
  for (let from = open + 1; from < close; ) {
    const comma = s.find(',', from, close);
    if (comma > from) s.read.argument(s, from, comma);
    if (comma < close) s.put(comma, comma > from && comma + 1 < close ? '+' : ' ');
    from = comma + 1;
  }
}

export function firstTypeof(s: Shadow, from: number, end: number): number {
  for (let k = from; k < end; k++) if (TYPEOF.has(s.t(k)) && s.t(k + 1) === '(') return k;
  return -1;
}

/** `typeof(type)` and `typeof(name)`, which the grammar reads as a macro type. */
export function isPlainTypeof(s: Shadow, at: number): boolean {
  const open = at + 1;
  const close = s.close(open);
  return (close === open + 2 && s.isWord(open + 1)) || (isTypeName(s, open + 1, close) && !TYPEOF.has(s.t(open + 1)));
}

/** Reads the arguments of calls: also blocks, loops and nothing at all, which only macros take. */
import type { Shadow } from './shadowState.ts';
import { STATEMENTS } from './words.ts';

/** Reads one argument of a macro or function call. */
export function argument(s: Shadow, from: number, end: number): void {
  const t = s.t(from);
  if (t === '{' && s.after(from) === end && holdsBlock(s, from)) {
    s.read.block(s, from);
    return;
  }
  if (t === 'do' && s.t(from + 1) === '{' && s.t(s.after(from + 1)) === 'while') {
    doWhileOperand(s, from);
    return;
  }
  s.read.expression(s, from, end);
}

/** `do { … } while (0)` as an operand: `( {…} ) (0)`, a statement expression that is called. */
export function doWhileOperand(s: Shadow, from: number): void {
  const after = s.read.block(s, from + 1);
  s.put(from, '(');
  s.put(after, ')');
  if (s.t(after + 1) === '(') s.read.expression(s, after + 2, s.close(after + 1));
  s.note('other', from, after + 1, 'do');
}

/** A block rather than a list of values: something in it ends in `;`, or it is empty. */
function holdsBlock(s: Shadow, open: number): boolean {
  const close = s.close(open);
  return close === open + 1 || s.find(';', open + 1, close) < close || (s.isWord(open + 1) && STATEMENTS.has(s.t(open + 1)));
}

/** Reads the arguments between `open` and `close`. Empty ones leave no comma behind. */
export function argumentList(s: Shadow, open: number, close: number): void {
  let kept = 0;
  for (let from = open + 1; from <= close; ) {
    const comma = s.find(',', from, close);
    if (comma > from) {
      argument(s, from, comma);
      kept++;
    }
    const next = comma + 1;
    const nextIsEmpty = next >= close || s.t(next) === ',';
    if (comma < close && (kept === 0 || nextIsEmpty)) s.blank(comma, comma + 1);
    from = next;
  }
}

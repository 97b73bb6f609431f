/** Shapes of a head that has no body: macro calls without a semicolon, and tables that macros open and close. */
import { BRACE_CLOSE, COMMA, EQUALS, PAREN_CLOSE, PAREN_OPEN } from './characters.ts';
import { type HeadToken, startsDeclaration } from './header.ts';

const DOT = 46;

/** `NAME(…) .member = value,`: a macro that opens a table, and its members up to here. */
function isMemberTable(head: readonly HeadToken[]): boolean {
  if (head[0]?.word === '' || head[1]?.code !== PAREN_OPEN || head[3]?.code !== DOT || head[5]?.code !== EQUALS) return false;
  return head[head.length - 1]?.code === COMMA;
}

/** `NAME(…)`, once or more, and nothing else. */
export function isCalls(head: readonly HeadToken[]): boolean {
  if (head.length === 0 || head.length % 3 !== 0) return false;
  return head.every((t, i) => (i % 3 === 0 ? t.word !== '' && !startsDeclaration(t.word) : t.code === (i % 3 === 1 ? PAREN_OPEN : PAREN_CLOSE)));
}

/** The same for a macro that declares something. A reserved name in small letters is more likely an attribute of what follows. */
const isPlainCall = (head: readonly HeadToken[]): boolean => isCalls(head) && !/^__[a-z]/.test(head[0]?.word ?? '');

/** `static NAME(…)`. */
const isStaticCall = (head: readonly HeadToken[]): boolean => head[0]?.word === 'static' && isPlainCall(head.slice(1));

/** `NAME`, a macro on its own. */
export const isCapitalWord = (head: readonly HeadToken[]): boolean => head.length === 1 && /^[A-Z][A-Z\d_]{3,}$/.test(head[0]?.word ?? '');

/**
 * What a word at the line start makes of the head before it: nothing yet (`open`), an item without a semicolon (`complete`), one that ends in this
 * very word, or one that was left unfinished (`cut`). `blankLine`: there is one between.
 */
export function fateOf(head: readonly HeadToken[], word: string, blankLine: boolean): 'open' | 'complete' | 'complete-with-word' | 'cut' {
  // `MODULE_ALIAS("x")`, then the next item; an attribute has its function right behind it.
  if (isPlainCall(head) || (isCalls(head) && (blankLine || word.startsWith('__'))) || (blankLine && isStaticCall(head))) return 'complete';
  // `MACHINE_START(x, "y") .member = z, MACHINE_END`: the word closes the table.
  if (isMemberTable(head)) return 'complete-with-word';
  const last = head[head.length - 1]?.code;
  const storage = word === 'static' || word === 'extern' || word === 'typedef';
  if (last === BRACE_CLOSE) return storage || startsDeclaration(word) ? 'cut' : 'open';
  return last === PAREN_CLOSE && head.length > 3 && storage ? 'cut' : 'open';
}

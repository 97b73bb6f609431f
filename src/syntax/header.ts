/** Judges what stands before a `{`, `;` or line end at file scope: which kind of item it is and what it is called. Knows no kernel name. */
import type { Span } from '../base/span.ts';

/** A token at file scope outside parentheses; `code` is the character of punctuation, 0 for a word, 1 for a literal. */
export interface HeadToken extends Span {
  readonly code: number;
  /** The word itself, empty for the rest. */
  readonly word: string;
}

const PAREN_OPEN = 40;
const PAREN_CLOSE = 41;
const STAR = 42;
const COMMA = 44;
const EQUALS = 61;
const BRACE_OPEN = 123;
const BRACE_CLOSE = 125;

const aggregates = new Set(['struct', 'union', 'enum']);
const typeWords = new Set(
  'struct union enum void int char short long float double unsigned signed const volatile static extern inline typedef register _Bool bool'.split(
    ' ',
  ),
);
/** Words that start statements: none of them begins or names a function. */
export const statementWords: ReadonlySet<string> = new Set('if else for while do switch case default return goto break continue sizeof'.split(' '));
export const startsDeclaration = (word: string): boolean => typeWords.has(word);

export type HeadShape = 'function' | 'aggregate' | 'initializer' | 'linkage' | 'block';

/** `ident (…)` at the outermost level of a head. `open` and `close` are indices into the head. */
interface CallShape {
  readonly name: HeadToken;
  readonly index: number;
  readonly close: number;
}

function callShapes(head: readonly HeadToken[]): CallShape[] {
  const found: CallShape[] = [];
  for (let i = 0; i + 1 < head.length; i++) {
    const t = head[i];
    if (t === undefined || t.word === '' || head[i + 1]?.code !== PAREN_OPEN) continue;
    let close = i + 2;
    while (close < head.length && head[close]?.code !== PAREN_CLOSE) close++;
    found.push({ name: t, index: i, close });
    i = close;
  }
  return found;
}

const isReserved = (word: string): boolean => word.startsWith('__') || statementWords.has(word) || typeWords.has(word) || word === 'typeof';

/** What the `{` that follows `head` opens. */
export function shapeOf(text: string, head: readonly HeadToken[]): HeadShape {
  if (head.some((t) => t.code === EQUALS)) return 'initializer';
  // No header holds a comma outside parentheses: a list of values in a file that another one includes.
  if (head.length === 0 || statementWords.has(head[0]?.word ?? '') || head.some((t) => t.code === COMMA)) return 'block';
  const closed = head.findLastIndex((t) => t.code === BRACE_CLOSE);
  // `enum result { … } name(…) {`: what follows a type's own braces.
  if (closed >= 0) {
    const tail = head.slice(closed + 1);
    return callShapes(tail).some((c) => !isReserved(c.name.word) || looksLikeParameters(text, tail, c)) ? 'function' : 'initializer';
  }
  if (head[0]?.word === 'extern' && head.length === 2 && head[1]?.code === 1) return 'linkage';
  const aggregate = head.findIndex((t) => aggregates.has(t.word));
  const calls = callShapes(head);
  // Behind a function's parentheses a structure is the type of an old parameter.
  if (aggregate < 0 || calls.some((c) => c.index < aggregate && !isReserved(c.name.word))) return calls.length > 0 ? 'function' : 'block';
  // `struct tag *name(…) {` against `struct __attr(8) tag {` and `struct tag __attr(8) {`.
  const isFunction = calls.some((c) => {
    const between = head.slice(aggregate + 1, c.index);
    if (between.some((t) => t.code === STAR)) return true;
    return between.some((t) => t.word !== '') && (!isReserved(c.name.word) || looksLikeParameters(text, head, c));
  });
  return isFunction ? 'function' : 'aggregate';
}

/**
 * The name of the function that `head` declares: the `name (…)` that is no attribute. Where several could be (`ATTR(1, 2) int f(int a) __must(x)`),
 * reserved names lose, then the one whose parentheses look like parameters wins, then a macro in capitals loses against a name that is not.
 */
export function functionName(text: string, head: readonly HeadToken[]): HeadToken | undefined {
  const calls = callShapes(head);
  const plain = calls.filter((c) => !isReserved(c.name.word));
  const candidates = plain.length > 0 ? plain : calls.filter((c) => !statementWords.has(c.name.word) && c.name.word !== '__attribute__');
  const first = candidates[0];
  if (first === undefined) return undefined;
  if (candidates.length === 1) return definedName(text, head, first);
  const likely =
    candidates.find((c) => looksLikeParameters(text, head, c)) ?? candidates.find((c) => c.name.word !== c.name.word.toUpperCase()) ?? first;
  return definedName(text, head, likely);
}

/** `SYSCALL_DEFINE2(name, …) {` and `static DEFINE_FOO(name) {` define what their first argument names. */
function definedName(text: string, head: readonly HeadToken[], call: CallShape): HeadToken {
  const before = head.slice(0, call.index).filter((t) => t.word !== '' && t.word !== 'static' && t.word !== 'inline' && !isReserved(t.word));
  const typed = head.slice(0, call.index).some((t) => (typeWords.has(t.word) && t.word !== 'static' && t.word !== 'inline') || t.code === STAR);
  const word = call.name.word;
  if (before.length > 0 || typed || word !== word.toUpperCase() || !/[A-Z]/.test(word)) return call.name;
  const open = head[call.index + 1];
  if (open === undefined) return call.name;
  const m = /^\s*([A-Za-z_]\w*)\s*[,)]/.exec(text.slice(open.end, open.end + 200));
  if (m?.[1] === undefined) return call.name;
  const start = open.end + m[0].indexOf(m[1]);
  return { code: 0, word: m[1], start, end: start + m[1].length };
}

function looksLikeParameters(text: string, head: readonly HeadToken[], call: CallShape): boolean {
  const open = head[call.index + 1];
  const close = head[call.close];
  if (open === undefined || close === undefined) return false;
  const inner = text.slice(open.end, close.start).trim();
  return (
    inner === '' ||
    inner === 'void' ||
    /^(?:(?:const|struct|union|enum|unsigned|signed|int|char|long|short|void)\b|[A-Za-z_]\w*[\s*]+[A-Za-z_]\w*)/.test(inner)
  );
}

/** The name that a declaration introduces first: the word before its `=`, `[`, `;`, `,`, or a type's tag. */
export function declaredName(text: string, head: readonly HeadToken[]): HeadToken | undefined {
  let last: HeadToken | undefined;
  for (let i = 0; i < head.length; i++) {
    const t = head[i];
    if (t === undefined) continue;
    if (t.word !== '') {
      if (head[i + 1]?.code === PAREN_OPEN) {
        const calls = callShapes(head);
        const name = functionName(text, head);
        return calls.length > 0 && name !== undefined ? name : last;
      }
      if (!isReserved(t.word)) last = t;
    } else if (t.code !== STAR && t.code !== BRACE_OPEN && t.code !== BRACE_CLOSE) {
      if (last !== undefined) return last;
    } else if (t.code === BRACE_OPEN && last !== undefined) return last;
  }
  return last;
}

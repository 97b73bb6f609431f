/** Reads the replacement text of a macro as the most that it can be: statements, values of an initialiser, a type, or an expression. */
import { NUMBER, type Token, WORD } from '../tokens.ts';
import { isDeclaration } from './blocks.ts';
import type { Shadow, Wrapping } from './shadowState.ts';
import { initializer, isTypeName, specifiers } from './types.ts';
import { STATEMENTS, startsType } from './words.ts';

const inFunction: Wrapping = { prefix: 'void f(void){', suffix: ';}' };

export function macroBody(s: Shadow): Wrapping {
  const end = s.length;
  if (end === 0) return { prefix: '', suffix: '' };
  const balance = unbalanced(s);
  if (balance !== undefined) {
    s.read.statements(s, 0, end);
    return { prefix: `${inFunction.prefix}${balance.prefix}`, suffix: `${balance.suffix}${inFunction.suffix}` };
  }
  const first = s.t(0);
  if (first === '{' && s.after(0) >= end) {
    if (s.find(';', 1, s.close(0)) < s.close(0) || s.close(0) === 1 || STATEMENTS.has(s.t(1))) {
      s.read.statements(s, 0, end);
      return inFunction;
    }
    initializer(s, 0);
    return { prefix: 'int x=', suffix: ';' };
  }
  if ((first === '.' && s.isWord(1)) || (first === '[' && s.t(s.after(0)) === '=')) return values(s);
  const semicolon = s.find(';', 0) < end;
  if (semicolon || STATEMENTS.has(first)) {
    s.read.statements(s, 0, end);
    return inFunction;
  }
  if (first === '{') return values(s);
  if (s.find('{', 0) < end && !isDeclaration(s, 0, end)) {
    s.read.statements(s, 0, end);
    return inFunction;
  }
  if (isTypeName(s, 0, end) && startsType(first)) {
    if (isDeclaration(s, 0, end) && endsInName(s)) {
      s.read.declaration(s, 0, end);
      return inFunction;
    }
    specifiers(s, 0, end, true);
    return { prefix: '', suffix: ' x;' };
  }
  if (isDeclaration(s, 0, end) && startsType(first)) {
    s.read.declaration(s, 0, end);
    return inFunction;
  }
  s.read.expression(s, 0, end);
  return { prefix: 'int x=(', suffix: ');' };
}

/** `int x`, `struct a b[3]`: a declaration that lacks its `;`, not a type. */
function endsInName(s: Shadow): boolean {
  const last = s.length - 1;
  if (s.t(last) === ']') return true;
  return s.isWord(last) && !startsType(s.t(last)) && s.isWord(last - 1) && !/^(?:struct|union|enum)$/.test(s.t(last - 1)) && s.length > 2;
}

function values(s: Shadow): Wrapping {
  const end = s.length;
  for (let from = 0; from < end; ) {
    const comma = s.find(',', from, end);
    s.read.element(s, from, comma);
    from = comma + 1;
  }
  return { prefix: 'int x={', suffix: '};' };
}

/**
 * `#x` is the text of x: the name stays. `a ## b` as one word: the tokens with each such run joined, its text `a____b` of the same length. Where a line end is between, or something that
 * cannot be part of a word, the `##` alone goes.
 */
export function pasteTokens(text: string, tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const t = tokens[i];
    if (t === undefined || t.text === '#') continue;
    const last = out[out.length - 1];
    if (t.text !== '##') {
      out.push(t);
      continue;
    }
    const next = tokens[i + 1];
    if (last === undefined || next === undefined || last.kind !== WORD || (next.kind !== WORD && next.kind !== NUMBER)) continue;
    out.pop();
    i++;
    const whole = text.slice(last.start, next.end);
    const joined = last.text.padEnd(next.start - last.start, '_') + next.text;
    out.push(/[\r\n]/.test(whole) ? next : { kind: WORD, start: last.start, end: next.end, text: joined });
  }
  return out;
}

/** What closes and opens the brackets that the body leaves open or closes for others (`#define BEGIN do {`). */
function unbalanced(s: Shadow): Wrapping | undefined {
  let prefix = '';
  let suffix = '';
  const stack: string[] = [];
  const closers: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };
  const openers: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' };
  for (let k = 0; k < s.length; k++) {
    const t = s.t(k);
    const closer = closers[t];
    const opener = openers[t];
    if (closer !== undefined) stack.push(closer);
    else if (opener !== undefined && stack.pop() !== t) prefix = opener + prefix;
  }
  for (const closer of stack) suffix = `${closer}${suffix}`;
  return prefix === '' && suffix === '' ? undefined : { prefix, suffix: suffix === '' ? '' : `;${suffix}` };
}

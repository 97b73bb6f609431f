/** Reads the replacement text of a macro as the most that it can be: statements, values of an initialiser, a type, or an expression. */
import { NUMBER, type Token, WORD } from '../tokens.ts';
import { isDeclaration } from './blocks.ts';
import { initializer } from './initializers.ts';
import type { Shadow, Wrapping } from './shadowState.ts';
import { specifiers } from './types.ts';
import { AGGREGATES, ATTRIBUTES, BLANK_MODIFIERS, MODIFIERS, STATEMENTS, startsType } from './words.ts';

/** What a body can be. No structure tells a value in parentheses from arguments, so a caller may try one after the other. */
type Reading = 'statements' | 'expression' | 'values' | 'type' | 'fields';

/** Reads the body as the `attempt`th likeliest thing; undefined if nothing is left to try. */
export function macroBody(s: Shadow, attempt: number): Wrapping | undefined {
  if (s.length === 0) return attempt === 0 ? { prefix: '', suffix: '' } : undefined;
  const likely = likeliest(s);
  const rest: readonly Reading[] = ['statements', 'expression', 'fields', 'values', 'type'];
  const reading = [likely, ...rest.filter((r) => r !== likely)][attempt];
  return reading === undefined ? undefined : readAs(s, reading);
}

function likeliest(s: Shadow): Reading {
  const end = s.length;
  const first = s.t(0);
  if (first === '{' && s.after(0) >= end) return holdsStatements(s) ? 'statements' : 'values';
  if ((first === '.' && s.isWord(1)) || (first === '[' && s.t(s.after(0)) === '=')) return 'values';
  if (s.find(';', 0) < end || STATEMENTS.has(first) || s.t(end - 1) === '{' || first === '}') return 'statements';
  if (first === '{') return 'values';
  if (startsType(first) && isDeclaration(s, 0, end)) {
    return s.find('=', 0) < end || s.find('{', 0) < end || endsInName(s) ? 'statements' : 'type';
  }
  return s.find('{', 0) < end ? 'statements' : 'expression';
}

function holdsStatements(s: Shadow): boolean {
  const close = s.close(0);
  return close === 1 || s.find(';', 1, close) < close || STATEMENTS.has(s.t(1));
}

function readAs(s: Shadow, reading: Reading): Wrapping {
  const end = s.length;
  const { prefix, suffix } = unbalanced(s);
  switch (reading) {
    case 'statements':
      s.read.statements(s, 0, end);
      return { prefix: `void f(void){${prefix}`, suffix: `;${suffix}}` };
    case 'fields':
      s.read.fieldList(s, 0, end);
      return { prefix: `struct x{${prefix}`, suffix: `;${suffix}};` };
    case 'values':
      if (s.t(0) === '{' && s.after(0) >= end) {
        initializer(s, 0);
        return { prefix: 'int x=', suffix: ';' };
      }
      values(s);
      return { prefix: `int x={${prefix}`, suffix: `${suffix}};` };
    case 'type':
      specifiers(s, 0, end, true);
      return { prefix: '', suffix: hasType(s) ? ' x;' : ' int x;' };
    case 'expression':
      s.read.expression(s, 0, end);
      return { prefix: `int x=(${prefix}`, suffix: `${suffix});` };
  }
}

/** False for a body of storage classes and attributes only. */
function hasType(s: Shadow): boolean {
  for (let k = 0; k < s.length; k = s.past(k)) {
    if (s.isWord(k) && !ATTRIBUTES.has(s.t(k)) && !MODIFIERS.has(s.t(k)) && !BLANK_MODIFIERS.has(s.t(k))) return true;
  }
  return false;
}

/** `int x`, `struct a b[3]`: a declaration that lacks its `;`, not a type. */
function endsInName(s: Shadow): boolean {
  const last = s.length - 1;
  if (s.t(last) === ']') return true;
  if (!s.isWord(last) || startsType(s.t(last)) || s.length < 3) return false;
  return (s.isWord(last - 1) && !AGGREGATES.has(s.t(last - 1))) || s.t(last - 1) === '*';
}

function values(s: Shadow): void {
  const end = s.length;
  for (let from = 0; from < end; ) {
    const comma = s.find(',', from, end);
    if (comma > from) s.read.element(s, from, comma);
    else s.blank(comma, comma + 1);
    from = comma + 1;
  }
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
    out.push(/[\r\n]/.test(whole) ? next : { kind: WORD, start: last.start, end: next.end, text: joined, made: true });
  }
  return out;
}

/** What opens and closes the brackets that the body closes for others or leaves open (`#define BEGIN do {`). A stray `)` or `]` is blanked. */
function unbalanced(s: Shadow): Wrapping {
  const closers: Readonly<Record<string, string>> = { '{': ';}', '(': ')', '[': ']' };
  let prefix = '';
  const open: string[] = [];
  for (let k = 0; k < s.length; k++) {
    const t = s.t(k);
    if (t === '{' && s.t(k - 1) === 'do') open.push(';}while(0);');
    else if (t === '{' && s.t(k - 1) === '=') open.push('}');
    else if (t in closers) open.push(closers[t] ?? '');
    else if (t === '}' || t === ')' || t === ']') {
      if (open.pop() !== undefined) continue;
      if (t === '}') prefix = (s.t(k + 1) === 'while' ? 'do{' : '{') + prefix;
      else s.blank(k, k + 1);
    }
  }
  return { prefix, suffix: open.reverse().join('') };
}

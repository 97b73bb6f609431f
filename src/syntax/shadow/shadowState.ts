/** What the readers of one item share: its live tokens, their brackets, the text being written, and a note of each rewrite. */
import { isBlank, isWordPart, NEWLINE, QUOTE, RETURN, TAB } from '../characters.ts';
import { isTypeLikeName } from '../dialectTable.ts';
import { NUMBER, STRING, type Token, WORD } from '../tokens.ts';
import type { Dialect, Rewrite } from '../types.ts';
import { ShadowText } from './shadowText.ts';
import { SOFT_KEYWORDS } from './words.ts';

/** Text around a shadow that makes it a translation unit. */
export interface Wrapping {
  readonly prefix: string;
  readonly suffix: string;
}

export interface Readers {
  block(s: Shadow, open: number): number;
  statements(s: Shadow, from: number, end: number): boolean;
  declaration(s: Shadow, from: number, end: number): void;
  fields(s: Shadow, open: number): void;
  fieldList(s: Shadow, from: number, end: number): void;
  typeName(s: Shadow, from: number, end: number): void;
  parameters(s: Shadow, open: number): void;
  /** Header from `from`, body at `open`; index behind it. */
  functionDefinition(s: Shadow, from: number, open: number): number;
  expression(s: Shadow, from: number, end: number): void;
  argument(s: Shadow, from: number, end: number): void;
  argumentList(s: Shadow, open: number, close: number): void;
  element(s: Shadow, from: number, end: number): void;
}

const DEEPEST = 250;

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export class Shadow {
  /** The whole file's. */
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly out: ShadowText;
  readonly dialect: Dialect;
  readonly read: Readers;
  readonly rewrites: Rewrite[] = [];
  readonly length: number;
  readonly #partner: Int32Array;
  #depth = 0;

  constructor(text: string, start: number, end: number, tokens: readonly Token[], dialect: Dialect, read: Readers) {
    this.text = text;
    this.tokens = tokens.map((t, i) => (t.kind === WORD && SOFT_KEYWORDS.has(t.text) ? softened(t, tokens[i + 1]) : t));
    this.#partner = partners(tokens);
    this.length = tokens.length;
    this.dialect = dialect;
    this.read = read;
    this.out = new ShadowText(text, start, end);
    for (const t of this.tokens) {
      if (t.made) this.out.put(t.start, t.end, t.text);
      else this.out.copy(text, t.start, t.end);
    }
  }

  /**
   * Runs one reader inside another. Text that nests deeper than any code does is left as it stands, so that no text can exhaust the stack; the grammar
   * then says what it is.
   */
  nested(read: () => void): void {
    if (this.#depth >= DEEPEST) return;
    this.#depth++;
    read();
    this.#depth--;
  }

  /** The token's text, empty past the end. */
  t(i: number): string {
    return this.tokens[i]?.text ?? '';
  }

  kind(i: number): number {
    return this.tokens[i]?.kind ?? 0;
  }

  isWord(i: number): boolean {
    return this.tokens[i]?.kind === WORD;
  }

  start(i: number): number {
    return this.tokens[i]?.start ?? this.tokens[this.length - 1]?.end ?? this.out.start;
  }

  end(i: number): number {
    return this.tokens[i]?.end ?? this.start(i);
  }

  /** Index of the bracket that closes the one at `open`; where it is missing, of the token at which its enclosing range ends. */
  close(open: number): number {
    return this.#partner[open] ?? this.length;
  }

  /** Index of the bracket that the closing one at `close` belongs to, -1 if it is a stray. */
  open(close: number): number {
    return this.#partner[close] ?? -1;
  }

  /** Index behind the group that opens at `open`. */
  after(open: number): number {
    const close = this.close(open);
    return this.t(close) === closers[this.t(open)] ? close + 1 : Math.max(close, open + 1);
  }

  /** Index behind the token at `i`, or behind its whole bracket group. */
  past(i: number): number {
    const c = this.t(i);
    return c === '(' || c === '[' || c === '{' ? this.after(i) : i + 1;
  }

  /** Index of the first `text` outside brackets from `from` on, `end` if there is none. */
  find(text: string, from: number, end: number = this.length): number {
    let i = from;
    while (i < end && this.t(i) !== text) i = this.past(i);
    return Math.min(i, end);
  }

  note(kind: Rewrite['kind'], from: number, end: number, name?: string): void {
    this.rewrites.push({ kind, start: this.start(from), end: this.end(end - 1), ...(name === undefined ? {} : { name }) });
  }

  /** Blanks tokens `from` to before `end`. */
  blank(from: number, end: number): void {
    if (from < end) this.out.blank(this.start(from), this.end(end - 1));
  }

  blankNoted(kind: Rewrite['kind'], from: number, end: number): void {
    this.note(kind, from, end, this.t(from));
    this.blank(from, end);
  }

  /** Writes over one token; `text` is no longer than it. */
  put(i: number, text: string): void {
    this.out.put(this.start(i), this.end(i), text);
  }

  /** Turns a token into an identifier of its own length, so that it can stand where a value can. */
  asIdentifier(i: number): void {
    const text = this.t(i);
    this.put(i, this.isWord(i) && text.length > 1 ? text.slice(0, -1) + (text.endsWith('_') ? 'x' : '_') : '_'.repeat(text.length));
  }

  /** Writes `character` into a blank between the tokens `i - 1` and `i`; false if there is none. */
  insertBefore(i: number, character: string): boolean {
    const from = this.end(i - 1);
    const to = this.start(i);
    for (let at = from; at < to; at++) {
      if (!isBlank(this.out.charAt(at))) continue;
      this.out.put(at, at + 1, character);
      return true;
    }
    return false;
  }

  /** Writes the word `_` between the tokens `i - 1` and `i`, touching neither; false if there is no room. */
  insertWordBefore(i: number): boolean {
    for (let at = this.end(i - 1); at < this.start(i); at++) {
      if (!isBlank(this.out.charAt(at)) || isWordPart(this.out.charAt(at - 1)) || isWordPart(this.out.charAt(at + 1))) continue;
      this.out.put(at, at + 1, '_');
      return true;
    }
    return false;
  }

  /** The same, where a string beside the gap can give up a character if need be. */
  joinBefore(i: number, character: string): void {
    if (this.insertBefore(i, character)) return;
    const before = this.start(i - 1);
    const edge = this.end(i - 1);
    if (this.kind(i - 1) === STRING) {
      // A string that gave its first quote away already, as in `A(x)"-"B(y)`, becomes a number: `A(x)+0+B(y)`.
      if (this.out.charAt(before) !== QUOTE) this.out.put(before + 1, edge, `0${character}`);
      else if (edge - before < 3) this.out.put(before, edge, `0${character}`);
      else if (this.out.charAt(edge - 3) === 92 && edge - before > 3) this.out.put(edge - 3, edge, `"${character}`);
      else this.out.put(edge - 2, edge, `"${character}`);
    } else if (this.kind(i) === STRING) {
      const at = this.start(i);
      this.out.put(at, at + 2, this.end(i) - at < 3 ? `${character}0` : `${character}"`);
    } else if (this.kind(i) === NUMBER && this.t(i).startsWith('.')) this.put(i, character + this.t(i).slice(1));
    else if (this.t(i - 1) === ')' && this.isWord(this.open(i - 1) - 1)) {
      // `A(x)`, line end, `B(y)`: `A,x,B(y)`.
      const open = this.open(i - 1);
      if (open === i - 2) this.blank(open, open + 1);
      else this.put(open, ',');
      this.put(i - 1, ',');
    }
  }

  /** True if the tokens `i - 1` and `i` stand on different lines. */
  startsLine(i: number): boolean {
    for (let at = this.end(i - 1); at < this.start(i); at++) {
      const c = this.out.charAt(at);
      if (c === NEWLINE || c === RETURN) return true;
    }
    return i === 0;
  }

  /** Distance of the token from its line's start, tabs counted as eight. */
  column(i: number): number {
    const at = this.start(i);
    let column = 0;
    for (let k = this.text.lastIndexOf('\n', at - 1) + 1; k < at; k++) column = this.text.charCodeAt(k) === TAB ? (column | 7) + 1 : column + 1;
    return column;
  }

  /** Does the group at `open` hold a nested declarator, `(*name)` or `(__attr *name)`, rather than arguments? */
  isNestedDeclarator(open: number): boolean {
    const stars = (i: number): boolean => this.t(i) === '*' || this.t(i) === '^';
    const after = this.t(this.after(open));
    if (after !== '(' && after !== '[' && !(stars(open + 1) && this.close(open) === open + 2)) return false;
    return stars(open + 1) || (this.isWord(open + 1) && stars(open + 2));
  }

  /**
   * Is `word` an attribute-like macro? A reserved name that the file does not define counts as one unless it looks like a type, without a look into the
   * headers; any other name is looked up.
   */
  isAnnotation(word: string): boolean {
    const near = this.dialect.nearKindOf(word);
    if (near !== undefined && near !== 'statement') return near === 'annotation';
    if (word.startsWith('__')) return !isTypeLikeName(word);
    return this.dialect.kindOf(word) === 'annotation';
  }
}

/** A name that the grammar takes for a keyword, spelt otherwise at the same length. */
function softened(t: Token, next: Token | undefined): Token {
  if (next?.kind === WORD && t.text !== 'nullptr') return t;
  return { ...t, text: `${t.text.slice(0, -1)}_`, made: true };
}

function partners(tokens: readonly Token[]): Int32Array {
  const partner = new Int32Array(tokens.length).fill(-1);
  const stack: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const text = tokens[i]?.text ?? '';
    if (text === '(' || text === '[' || text === '{') stack.push(i);
    else if (text === ')' || text === ']' || text === '}') {
      let depth = stack.length - 1;
      while (depth >= 0 && closers[tokens[stack[depth] ?? -1]?.text ?? ''] !== text) depth--;
      if (depth < 0) continue;
      partner[i] = stack[depth] ?? -1;
      // Brackets left open inside end where this one closes.
      for (const open of stack.splice(depth)) partner[open] = i;
    }
  }
  for (const open of stack) partner[open] = tokens.length;
  return partner;
}

/**
 * Cuts a file into its top-level items in one pass over the characters. Total: any text gives items, and text that is being edited costs only the
 * item it stands in, as far as there is evidence where the next one starts. Reads no macro definitions.
 */
import type { Span } from '../base/span.ts';
import { type ArmChoice, newArmChoice } from './armChoice.ts';
import {
  APOSTROPHE,
  BACKSLASH,
  BRACE_CLOSE,
  BRACE_OPEN,
  blockCommentEnd,
  COMMA,
  EQUALS,
  HASH,
  isBlank,
  isSpace,
  isWordPart,
  isWordStart,
  literalEnd,
  logicalLineEnd,
  NEWLINE,
  PAREN_CLOSE,
  PAREN_OPEN,
  QUOTE,
  SEMICOLON,
  SLASH,
  STAR,
  wordEnd,
} from './characters.ts';
import { type Directive, isConditional, opensGroup, readDefine, readDirective } from './directives.ts';
import { declaredName, functionName, type HeadShape, type HeadToken, shapeOf, startsDeclaration, statementWords } from './header.ts';
import type { ItemKind } from './types.ts';

/** An item before it knows its place among the arms. */
export interface RawItem extends Span {
  readonly kind: ItemKind;
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
  readonly body: Span | undefined;
  readonly complete: boolean;
  /** Text from here on had no say in where this item and those before it end: an edit at or after it leaves them as they are. */
  readonly looked: number;
  /** Where the split goes on behind this item (and behind the macros inside it) with nothing open. */
  readonly resume: number;
}

export interface SplitResult {
  readonly items: RawItem[];
  readonly directives: Directive[];
}

/** Asked at each boundary between items, with the directives so far; true stops the split there. */
export type BoundaryCheck = (offset: number, directives: readonly Directive[]) => boolean;

type Shape = HeadShape | 'none';

/** What the text so far opened: `head` outside braces, `depth` inside. */
interface State {
  head: HeadToken[];
  depth: number;
  paren: number;
  /** What the outermost open (or, at depth 0, last closed) brace is. */
  shape: Shape;
  /** Offset of the body's first character: the `{` of a function, or what follows `=`. */
  bodyStart: number;
  /** Set once the item has ended as far as this arm is concerned; what follows in the arm begins afresh. */
  done: { readonly head: readonly HeadToken[]; readonly shape: Shape; readonly bodyStart: number; readonly end: number } | undefined;
}

interface OpenGroup {
  readonly directive: Directive;
  /** What was open at the `#if`. */
  before: State;
  /** The arms that are closed, with what was open at their end. */
  arms: { readonly directive: Directive; readonly end: State }[];
  current: Directive;
}

const fresh = (): State => ({ head: [], depth: 0, paren: 0, shape: 'none', bodyStart: -1, done: undefined });
const copy = (s: State): State => ({ ...s, head: s.head.slice() });
const isFresh = (s: State): boolean => s.depth === 0 && s.head.length === 0;
const sameBalance = (a: State, b: State): boolean =>
  a.depth === b.depth && a.paren === b.paren && (a.done === undefined) === (b.done === undefined) && a.head.length === b.head.length;

function nextArm(group: OpenGroup | undefined, directive: Directive, end: State): void {
  if (group === undefined) return;
  group.arms.push({ directive: group.current, end });
  group.current = directive;
}

/** `NAME(…) .member = value,`: a macro that opens a table, and its members up to here. */
function isMemberTable(head: readonly HeadToken[]): boolean {
  return (
    head[0]?.word !== '' && head[1]?.code === PAREN_OPEN && head[3]?.code === 46 && head[5]?.code === EQUALS && head[head.length - 1]?.code === COMMA
  );
}

/** `NAME(…)`, once or more, and nothing else. */
function isCalls(head: readonly HeadToken[]): boolean {
  if (head.length === 0 || head.length % 3 !== 0) return false;
  return head.every((t, i) => (i % 3 === 0 ? t.word !== '' && !startsDeclaration(t.word) : t.code === (i % 3 === 1 ? PAREN_OPEN : PAREN_CLOSE)));
}

/** `static NAME(…)`. */
const isStaticCall = (head: readonly HeadToken[]): boolean => head[0]?.word === 'static' && isPlainCall(head.slice(1));

/** The same for a macro that declares something. A reserved name in small letters is more likely an attribute of what follows. */
const isPlainCall = (head: readonly HeadToken[]): boolean => isCalls(head) && !/^__[a-z]/.test(head[0]?.word ?? '');

function isCapitalWord(head: readonly HeadToken[]): boolean {
  return head.length === 1 && /^[A-Z][A-Z\d_]{3,}$/.test(head[0]?.word ?? '');
}

/** Offset behind the `#endif` of the group that is open at `from`. Reads lines only: a directive inside a comment misleads it, at no great harm. */
function groupEnd(text: string, from: number): number {
  const line = /^[ \t]*#[ \t]*(if|endif)/gm;
  line.lastIndex = from;
  let depth = 1;
  for (let m = line.exec(text); m !== null; m = line.exec(text)) {
    depth += m[1] === 'if' ? 1 : -1;
    if (depth === 0) return readDirective(text, m.index + m[0].indexOf('#')).end;
  }
  return text.length;
}

const HEADER_REACH = 6000;

/** Splits from `from`, a boundary between items (or 0); `prior` holds the directives before it, which the result repeats. */
export function split(text: string, from: number, prior: readonly Directive[], atBoundary: BoundaryCheck): SplitResult {
  return new Splitter(text, from, prior, atBoundary).run();
}

class Splitter {
  readonly #text: string;
  readonly #atBoundary: BoundaryCheck;
  readonly #items: RawItem[] = [];
  readonly #directives: Directive[];
  /** Macros met inside the open item; they follow it in the list. */
  #macros: RawItem[] = [];
  #pos: number;
  #state: State = fresh();
  #groups: OpenGroup[] = [];
  /** Start of the open item, -1 if none is. */
  #itemStart = -1;
  /** How many groups must be left open for the open item to end: those that were open when it began, minus those closed since. */
  #base = 0;
  #looked = 0;
  /** True once a word that is no label stood at the line start inside the open item's braces: then indentation proves nothing. */
  #flush = false;
  #choice: ArmChoice = newArmChoice();
  #stopped = false;

  constructor(text: string, from: number, prior: readonly Directive[], atBoundary: BoundaryCheck) {
    this.#text = text;
    this.#pos = from;
    this.#atBoundary = atBoundary;
    this.#directives = [...prior];
    for (const d of prior) {
      if (opensGroup(d.kind)) this.#groups.push({ directive: d, before: fresh(), arms: [], current: d });
      else if (d.kind === 'endif') this.#groups.pop();
      else if (isConditional(d.kind)) nextArm(this.#groups[this.#groups.length - 1], d, fresh());
    }
  }

  run(): SplitResult {
    const n = this.#text.length;
    if (this.#pos === 0 || this.#text.charCodeAt(this.#pos - 1) === NEWLINE) this.#lineStart();
    while (this.#pos < n && !this.#stopped) {
      if (this.#state.depth > 0) this.#insideBraces();
      else this.#outsideBraces();
    }
    if (!this.#stopped && this.#itemStart >= 0) this.#finish(this.#trimmedEnd(n), false, n + 1);
    return { items: this.#items, directives: this.#directives };
  }

  /** Skips the bulk of bodies: only braces, comments, literals and line starts matter there. */
  #insideBraces(): void {
    const text = this.#text;
    const n = text.length;
    let i = this.#pos;
    while (i < n) {
      const c = text.charCodeAt(i);
      if (c > 47 && c !== BRACE_OPEN && c !== BRACE_CLOSE) {
        i++;
        continue;
      }
      switch (c) {
        case BRACE_OPEN:
          this.#state.depth++;
          if (text.charCodeAt(i - 1) === NEWLINE) this.#flush = true;
          i++;
          break;
        case BRACE_CLOSE:
          this.#pos = i;
          this.#closeBrace();
          return;
        case QUOTE:
        case APOSTROPHE:
          i = literalEnd(text, i);
          break;
        case SLASH:
          i = this.#comment(i) ?? i + 1;
          break;
        case NEWLINE: {
          const d = text.charCodeAt(i + 1);
          i++;
          if (d === 32 || d === 9 || d === HASH) {
            let k = i;
            while (isBlank(text.charCodeAt(k))) k++;
            if (text.charCodeAt(k) === HASH) {
              this.#pos = k;
              this.#directive();
              return;
            }
            i = k;
          } else if (isWordStart(d)) {
            this.#pos = i;
            if (this.#flushWord(i)) return;
          }
          break;
        }
        default:
          i++;
      }
    }
    this.#pos = n;
  }

  /** End of the comment that starts at `i`, or undefined if none does. */
  #comment(i: number): number | undefined {
    const d = this.#text.charCodeAt(i + 1);
    if (d === STAR) return blockCommentEnd(this.#text, i);
    return d === SLASH ? logicalLineEnd(this.#text, i) : undefined;
  }

  /** A word at the line start inside braces: a label, flush code, or the header of the next function. True if it was the latter and ended the item. */
  #flushWord(at: number): boolean {
    const text = this.#text;
    const end = wordEnd(text, at);
    let k = end;
    while (isBlank(text.charCodeAt(k))) k++;
    if (text.charCodeAt(k) === 58) return false;
    if (this.#startsFunction(at)) {
      this.#cut(at);
      return true;
    }
    this.#flush = true;
    return false;
  }

  #closeBrace(): void {
    const state = this.#state;
    const text = this.#text;
    const at = this.#pos++;
    state.depth--;
    if (state.depth > 0) {
      const atLineStart = at === 0 || text.charCodeAt(at - 1) === NEWLINE;
      if (atLineStart && this.#nextItemFollows(at + 1)) this.#cut(at + 1);
      return;
    }
    state.head.push({ code: BRACE_CLOSE, word: '', start: at, end: at + 1 });
    if (state.shape === 'function' || state.shape === 'block') this.#end(at + 1);
  }

  /** After a `}` at the line start that leaves braces open: does what follows begin an item, so that a brace must have been left open above? */
  #nextItemFollows(from: number): boolean {
    const text = this.#text;
    const i = this.#significant(from);
    this.#saw(i + 1);
    if (!isWordStart(text.charCodeAt(i)) || text.charCodeAt(i - 1) !== NEWLINE) return false;
    if (this.#startsFunction(i)) return true;
    const end = wordEnd(text, i);
    this.#saw(end + 1);
    return !this.#flush && !statementWords.has(text.slice(i, end)) && text.charCodeAt(end) !== 58;
  }

  #saw(offset: number): void {
    if (offset > this.#looked) this.#looked = offset;
  }

  /** Is the word at `at`, which begins a line, the start of `type… name(…) attribute… {`? Looks a bounded way ahead. */
  #startsFunction(at: number): boolean {
    const text = this.#text;
    const limit = Math.min(text.length, at + HEADER_REACH);
    let i = at;
    let words = 0;
    let paren = 0;
    let calls = 0;
    while (i < limit) {
      const c = text.charCodeAt(i);
      if (isSpace(c)) i++;
      else if (c === SLASH) {
        const end = this.#comment(i);
        if (end === undefined) break;
        i = end;
      } else if (isWordStart(c)) {
        const end = wordEnd(text, i);
        if (statementWords.has(text.slice(i, end))) {
          i = end;
          break;
        }
        if (paren === 0) words++;
        i = end;
      } else if (c === PAREN_OPEN) {
        if (paren === 0 && words < 2) break;
        paren++;
        i++;
      } else if (c === PAREN_CLOSE) {
        if (paren === 0) break;
        if (--paren === 0) calls++;
        i++;
      } else if (c === BRACE_OPEN) {
        this.#saw(i + 1);
        return paren === 0 && calls > 0;
      } else if (c === STAR || (paren > 0 && c !== SEMICOLON && c !== HASH && c !== BRACE_CLOSE)) {
        i = c === QUOTE || c === APOSTROPHE ? literalEnd(text, i) : i + 1;
      } else break;
    }
    this.#saw(i + 1);
    return false;
  }

  /** Ends the open item before `at`, incomplete, and goes on there as if nothing were open. */
  #cut(at: number): void {
    this.#pos = at;
    this.#finish(this.#trimmedEnd(at), false, at + 1);
  }

  #trimmedEnd(from: number): number {
    let i = from;
    while (i > this.#itemStart + 1 && isSpace(this.#text.charCodeAt(i - 1))) i--;
    return i;
  }

  #outsideBraces(): void {
    const text = this.#text;
    const c = text.charCodeAt(this.#pos);
    if (c === NEWLINE) {
      this.#pos++;
      this.#lineStart();
      return;
    }
    if (isSpace(c) || c === BACKSLASH) {
      this.#pos++;
      return;
    }
    if (c === SLASH) {
      const end = this.#comment(this.#pos);
      if (end !== undefined) {
        this.#pos = end;
        this.#lineStartAfterComment();
        return;
      }
    }
    this.#token(c);
  }

  #lineStart(): void {
    let k = this.#pos;
    while (isBlank(this.#text.charCodeAt(k))) k++;
    if (this.#text.charCodeAt(k) !== HASH) return;
    this.#pos = k;
    this.#directive();
  }

  /** Old files write `/* … *\/ #include`: the comment does not take the directive's place at the line start. */
  #lineStartAfterComment(): void {
    let k = this.#pos;
    while (isBlank(this.#text.charCodeAt(k))) k++;
    if (this.#text.charCodeAt(k) !== HASH) return;
    const line = this.#text.lastIndexOf('\n', this.#pos - 1) + 1;
    if (/^(?:\s*\/\*.*|.*)\*\/\s*$/.test(this.#text.slice(line, k))) this.#lineStart();
  }

  #token(c: number): void {
    const text = this.#text;
    const at = this.#pos;
    const state = this.#state;
    if (isWordStart(c)) {
      const end = wordEnd(text, at);
      const word = text.slice(at, end);
      const lineStart = at === 0 || text.charCodeAt(at - 1) === NEWLINE;
      if (lineStart && state.head.length > 0 && this.#headIsOver(at, word)) return;
      this.#pos = end;
      if (state.paren === 0) this.#push({ code: 0, word, start: at, end });
      else this.#begin(at);
      return;
    }
    if (c === QUOTE || c === APOSTROPHE) {
      this.#pos = literalEnd(text, at);
      if (state.paren === 0) this.#push({ code: 1, word: '', start: at, end: this.#pos });
      return;
    }
    if (c > 47 && c < 58) {
      let i = at;
      while (isWordPart(text.charCodeAt(i)) || text.charCodeAt(i) === 46) i++;
      this.#pos = i;
      if (state.paren === 0) this.#push({ code: 1, word: '', start: at, end: i });
      return;
    }
    this.#pos = at + 1;
    switch (c) {
      case BRACE_OPEN:
        this.#openBrace(at);
        return;
      case BRACE_CLOSE:
        if (state.paren > 0) return;
        if (this.#itemStart >= 0) this.#finish(at + 1, false, at + 2);
        return;
      case SEMICOLON:
        if (this.#itemStart < 0 || state.paren > 0 || isFresh(state)) return;
        if (!this.#declaresOldParameter(at + 1)) this.#end(at + 1);
        return;
      case PAREN_OPEN:
        if (state.paren++ === 0) this.#push({ code: c, word: '', start: at, end: at + 1 });
        return;
      case PAREN_CLOSE:
        if (state.paren === 0) return;
        if (--state.paren === 0) this.#push({ code: c, word: '', start: at, end: at + 1 });
        return;
      default:
        if (state.paren > 0) return;
        if (c === EQUALS && state.bodyStart < 0) state.bodyStart = at + 1;
        this.#push({ code: c, word: '', start: at, end: at + 1 });
    }
  }

  #begin(at: number): void {
    if (this.#itemStart >= 0) return;
    this.#itemStart = at;
    this.#base = this.#groups.length;
    this.#flush = false;
    this.#choice = newArmChoice();
  }

  #push(token: HeadToken): void {
    this.#begin(token.start);
    this.#state.head.push(token);
  }

  #openBrace(at: number): void {
    const state = this.#state;
    this.#begin(at);
    if (state.paren > 0) {
      // A brace inside parentheses (`({`, a block as argument), unless it begins a line: then a parenthesis was left open in the header.
      const lineStart = at > 0 && this.#text.charCodeAt(at - 1) === NEWLINE;
      const isArgument = /[,()]\s*$/.test(this.#text.slice(Math.max(0, at - 80), at));
      if (!lineStart || isArgument || shapeOf(this.#text, state.head) !== 'function') {
        this.#pos = this.#bracesInParens(at);
        return;
      }
      state.paren = 0;
      state.head.push({ code: PAREN_CLOSE, word: '', start: at, end: at });
    }
    let shape = shapeOf(this.#text, state.head);
    // `define_thing(name) { .member = …`: values, no statements.
    if (shape === 'function' && this.#startsWithDesignator(at + 1)) shape = 'block';
    if (shape === 'linkage') {
      // What stands inside `extern "C" { … }` is at file scope all the same.
      this.#end(at + 1);
      return;
    }
    state.shape = shape;
    if (shape === 'function' || state.bodyStart < 0) state.bodyStart = at;
    state.head.push({ code: BRACE_OPEN, word: '', start: at, end: at + 1 });
    state.depth = 1;
  }

  /** `int f(a, b) int a;` and more such up to a `{`: the `;` before `from` ends a parameter of the old style, not the item. */
  #declaresOldParameter(from: number): boolean {
    const { head } = this.#state;
    const open = head.findIndex((t) => t.code === PAREN_OPEN);
    const close = head[open + 1];
    const behind = head.slice(open + 2);
    if (open < 1 || close?.code !== PAREN_CLOSE || behind.filter((t) => t.word !== '').length < 2 || behind.some((t) => t.code === PAREN_OPEN))
      return false;
    const names = this.#text.slice(head[open]?.end ?? from, close.start);
    if (!/^\s*[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*\s*$/.test(names) || behind[0]?.word === 'static') return false;
    const ahead = this.#text.slice(from, from + 600);
    this.#saw(from + 600);
    return /^(?:[\w\s*,[\]]*;)*\s*\{/.test(ahead);
  }

  #startsWithDesignator(from: number): boolean {
    const i = this.#significant(from);
    this.#saw(i + 2);
    return this.#text.charCodeAt(i) === 46 && isWordStart(this.#text.charCodeAt(i + 1));
  }

  /** Offset of the first character from `from` on that is neither blank nor comment nor part of a directive line. */
  #significant(from: number): number {
    let i = from;
    for (;;) {
      const c = this.#text.charCodeAt(i);
      if (isSpace(c)) i++;
      else if (c === SLASH && this.#comment(i) !== undefined) i = this.#comment(i) ?? i;
      else if (c === HASH) i = readDirective(this.#text, i).end;
      else return i;
    }
  }

  /** Offset after the braces that open at `at` inside parentheses; directives inside are read. */
  #bracesInParens(at: number): number {
    const text = this.#text;
    const n = text.length;
    let depth = 0;
    for (let i = at; i < n; ) {
      const c = text.charCodeAt(i);
      if (c === BRACE_OPEN) depth++;
      else if (c === BRACE_CLOSE && --depth === 0) return i + 1;
      else if (c === QUOTE || c === APOSTROPHE) {
        i = literalEnd(text, i);
        continue;
      } else if (c === SLASH) {
        i = this.#comment(i) ?? i + 1;
        continue;
      } else if (c === NEWLINE) {
        let k = i + 1;
        while (isBlank(text.charCodeAt(k))) k++;
        if (text.charCodeAt(k) === HASH) {
          const directive = readDirective(text, k);
          if (isConditional(directive.kind)) {
            this.#saw(k);
            return k;
          }
          this.#pos = k;
          this.#directive();
          i = this.#pos;
          continue;
        }
        if (isWordStart(text.charCodeAt(i + 1)) && this.#startsFunction(i + 1)) return i;
      }
      i++;
    }
    return n;
  }

  /** A word at the line start after an unfinished head: does it begin the next item? */
  #headIsOver(at: number, word: string): boolean {
    const { head, paren } = this.#state;
    const last = head[head.length - 1];
    const first = head[0];
    if (last === undefined || first === undefined) return false;
    if (this.#groups.length > this.#base) return false;
    if (paren > 0) {
      if (!this.#startsFunction(at)) return false;
      this.#cut(at);
      return true;
    }
    const isCall = head.length === 3 && head[1]?.code === PAREN_OPEN && last.code === PAREN_CLOSE;
    const blankLine = /\n[ \t\r]*\n/.test(this.#text.slice(last.end, at));
    // `MODULE_ALIAS("x")` with no semicolon, then the next item; an attribute has its function right behind it.
    if (isPlainCall(head) || (isCalls(head) && (blankLine || word.startsWith('__'))) || (blankLine && isStaticCall(head))) {
      this.#pos = at;
      this.#finish(last.end, true, at + word.length + 1);
      return true;
    }
    if (isMemberTable(head)) {
      // `MACHINE_START(x, "y") .member = z, MACHINE_END`: the word at the line start closes the table.
      const end = at + word.length;
      this.#pos = end;
      this.#finish(end, true, end + 1);
      return true;
    }
    const storage = word === 'static' || word === 'extern' || word === 'typedef';
    const closed = last.code === PAREN_CLOSE || last.code === BRACE_CLOSE;
    if (closed && !isCall && (storage || (last.code === BRACE_CLOSE && startsDeclaration(word)))) {
      if (last.code === PAREN_CLOSE && head.length < 4) return false;
      this.#cut(at);
      return true;
    }
    return false;
  }

  /** The item's text ends at `at` in this arm; in all arms if no group that opened inside it is still open. */
  #end(at: number): void {
    if (this.#groups.length <= this.#base) {
      this.#finish(at, true, Math.max(this.#looked, at));
      return;
    }
    const { done, head, shape, bodyStart } = this.#state;
    this.#state = { ...fresh(), done: done === undefined ? { head, shape, bodyStart, end: at } : { ...done, end: at } };
  }

  #finish(end: number, complete: boolean, looked: number): void {
    this.#saw(looked);
    const { head, bodyStart, shape } = this.#state.done ?? this.#state;
    const start = this.#itemStart;
    if (start >= 0 && end > start) {
      const isFunction = shape === 'function';
      const name = isFunction ? functionName(this.#text, head) : declaredName(this.#text, head);
      const last = this.#text.charCodeAt(end - 1);
      const bodyEnd = isFunction || last !== SEMICOLON ? end : end - 1;
      const hasBody = bodyStart >= 0 && bodyStart <= bodyEnd && (isFunction || shape === 'initializer' || head.some((t) => t.code === EQUALS));
      this.#items.push({
        kind: isFunction ? 'function' : 'declaration',
        name: name?.word,
        nameSpan: name === undefined ? undefined : { start: name.start, end: name.end },
        body: hasBody ? { start: bodyStart, end: bodyEnd } : undefined,
        complete,
        start,
        end,
        looked: this.#looked,
        resume: this.#pos,
      });
    }
    for (const macro of this.#macros) this.#items.push({ ...macro, looked: this.#looked, resume: this.#pos });
    this.#macros = [];
    this.#state = fresh();
    this.#itemStart = -1;
    for (let i = this.#base; i < this.#groups.length; i++) {
      const group = this.#groups[i];
      if (group === undefined) continue;
      group.before = fresh();
      group.arms = group.arms.map((a) => ({ directive: a.directive, end: fresh() }));
    }
    this.#stopped = this.#atBoundary(this.#pos, this.#directives);
  }

  #directive(): void {
    const directive = readDirective(this.#text, this.#pos);
    this.#pos = directive.end;
    this.#directives.push(directive);
    if (directive.kind === 'define') this.#macro(directive);
    else if (opensGroup(directive.kind)) {
      this.#callEnds(directive.end);
      this.#groups.push({ directive, before: copy(this.#state), arms: [], current: directive });
    } else if (isConditional(directive.kind)) this.#arm(directive);
  }

  #macro(directive: Directive): void {
    const parts = readDefine(this.#text, directive);
    const item: RawItem = {
      kind: 'macro',
      name: parts === undefined ? undefined : this.#text.slice(parts.name.start, parts.name.end),
      nameSpan: parts?.name,
      body: parts?.body,
      complete: true,
      start: directive.start,
      end: directive.end,
      looked: directive.end + 1,
      resume: directive.end,
    };
    if (this.#itemStart >= 0) this.#macros.push(item);
    else {
      this.#saw(directive.end + 1);
      this.#items.push({ ...item, looked: this.#looked });
      this.#stopped = this.#atBoundary(directive.end, this.#directives);
    }
  }

  #arm(directive: Directive): void {
    const group = this.#groups[this.#groups.length - 1];
    if (group === undefined) return;
    const index = this.#groups.length - 1;
    if (
      this.#itemStart >= 0 &&
      this.#base > index &&
      !this.#callEnds(directive.kind === 'endif' ? directive.end : groupEnd(this.#text, directive.end))
    ) {
      this.#base = index;
    }
    nextArm(group, directive, this.#state);
    if (directive.kind !== 'endif') {
      this.#state = copy(group.before);
      return;
    }
    this.#groups.pop();
    const hasElse = group.arms[group.arms.length - 1]?.directive.kind === 'else';
    this.#state = this.#itemStart < 0 ? fresh() : this.#joinArms(group, hasElse);
    // Nothing is left open: the item ended in this group, or its only text is in an arm that does not count (`#if 0`).
    if (this.#itemStart >= 0 && isFresh(this.#state) && this.#groups.length <= this.#base) this.#finish(directive.end, true, directive.end + 1);
  }

  /**
   * At a directive: `NAME(…)` or `NAME` without a semicolon is an item of its own, unless the text from `next` on goes on with a body or a member. True if it was finished.
   */
  #callEnds(next: number): boolean {
    const { head, paren } = this.#state;
    const last = head[head.length - 1];
    if (paren > 0 || last === undefined || this.#groups.length > this.#base) return false;
    if (!isCalls(head) && !isCapitalWord(head)) return false;
    const i = this.#significant(next);
    this.#saw(i + 1);
    if (i < this.#text.length && !isWordStart(this.#text.charCodeAt(i))) return false;
    this.#finish(last.end, true, i + 1);
    return true;
  }

  /** The state after `#endif`: that of the arm which keeps the item's conditions consistent, the first one where they do not say. */
  #joinArms(group: OpenGroup, hasElse: boolean): State {
    const ends = group.arms.map((a) => a.end);
    const first = ends[0];
    if (first === undefined) return copy(group.before);
    const all = hasElse ? ends : [...ends, group.before];
    if (all.every((s) => sameBalance(s, first))) return first;
    const picked = this.#choice.pick(
      this.#text,
      group.arms.map((a) => a.directive),
      // At file scope an arm that holds the header is the one that matters: `#ifdef X`, nothing, `#else`, `int f(void)`, `#endif`, `{`.
      (arm) => !isFresh(ends[arm] ?? group.before),
    );
    return ends[picked] ?? copy(group.before);
  }
}

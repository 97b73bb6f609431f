/**
 * Cuts a file into its top-level items in one pass over the characters. Total: any text gives items, and text that is being edited costs only the
 * item it stands in, as far as there is evidence where the next one starts. Reads no macro definitions.
 */
import { type ArmChoice, newArmChoice } from './armChoice.ts';
import {
  APOSTROPHE,
  BACKSLASH,
  BRACE_CLOSE,
  BRACE_OPEN,
  COLON,
  EQUALS,
  HASH,
  isBlank,
  isSpace,
  isWordPart,
  isWordStart,
  literalEnd,
  NEWLINE,
  PAREN_CLOSE,
  PAREN_OPEN,
  QUOTE,
  SEMICOLON,
  SLASH,
  wordEnd,
} from './characters.ts';
import { type Directive, isConditional, opensGroup, readDirective } from './directives.ts';
import { type HeadToken, shapeOf, statementWords } from './header.ts';
import { fateOf, isCalls, isCapitalWord } from './headPatterns.ts';
import { type Answer, commentEnd, declaresOldParameter, groupEnd, significant, startsFunction, startsWithDesignator } from './lookahead.ts';
import { itemFrom, macroFrom, type RawItem } from './rawItem.ts';
import { copy, ended, forget, fresh, isFresh, joinArms, nextArm, type OpenGroup, openGroup, type State } from './splitState.ts';

export interface SplitResult {
  readonly items: RawItem[];
  readonly directives: Directive[];
}

/** Asked at each boundary between items, with the directives so far; true stops the split there. */
export type BoundaryCheck = (offset: number, directives: readonly Directive[]) => boolean;

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
      if (opensGroup(d.kind)) this.#groups.push(openGroup(d, fresh()));
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
          i = commentEnd(text, i) ?? i + 1;
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

  /** A word at the line start inside braces: a label, flush code, or the header of the next function. True if it was the latter and ended the item. */
  #flushWord(at: number): boolean {
    const text = this.#text;
    const end = wordEnd(text, at);
    let k = end;
    while (isBlank(text.charCodeAt(k))) k++;
    if (text.charCodeAt(k) === COLON) return false;
    if (this.#asks(startsFunction(text, at))) {
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
    const i = significant(this.#text, from);
    this.#saw(i + 1);
    if (!isWordStart(text.charCodeAt(i)) || text.charCodeAt(i - 1) !== NEWLINE) return false;
    if (this.#asks(startsFunction(text, i))) return true;
    const end = wordEnd(text, i);
    this.#saw(end + 1);
    return !this.#flush && !statementWords.has(text.slice(i, end)) && text.charCodeAt(end) !== COLON;
  }

  #saw(offset: number): void {
    if (offset > this.#looked) this.#looked = offset;
  }

  #asks(answer: Answer): boolean {
    this.#saw(answer.looked);
    return answer.yes;
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
      const end = commentEnd(text, this.#pos);
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
        // In an arm that the item's other arms rule out, braces may close what was never opened.
        if (this.#itemStart >= 0 && this.#groups.length <= this.#base) this.#finish(at + 1, false, at + 2);
        return;
      case SEMICOLON:
        if (this.#itemStart < 0 || state.paren > 0 || isFresh(state)) return;
        if (!this.#asks(declaresOldParameter(text, state.head, at + 1))) this.#end(at + 1);
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
    if (shape === 'function' && this.#asks(startsWithDesignator(this.#text, at + 1))) shape = 'block';
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
        i = commentEnd(text, i) ?? i + 1;
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
        if (isWordStart(text.charCodeAt(i + 1)) && this.#asks(startsFunction(text, i + 1))) return i;
      }
      i++;
    }
    return n;
  }

  /** A word at the line start after an unfinished head: does it begin the next item? */
  #headIsOver(at: number, word: string): boolean {
    const text = this.#text;
    const { head, paren } = this.#state;
    const last = head[head.length - 1];
    if (last === undefined) return false;
    if (this.#groups.length > this.#base) return false;
    if (paren > 0) {
      if (!this.#asks(startsFunction(text, at))) return false;
      this.#cut(at);
      return true;
    }
    const blankLine = /\n[ \t\r]*\n/.test(text.slice(last.end, at));
    const fate = fateOf(head, word, blankLine);
    if (fate === 'complete') {
      this.#pos = at;
      this.#finish(last.end, true, at + word.length + 1);
    } else if (fate === 'complete-with-word') {
      this.#pos = at + word.length;
      this.#finish(this.#pos, true, this.#pos + 1);
    } else if (fate === 'cut') this.#cut(at);
    return fate !== 'open';
  }

  /** The item's text ends at `at` in this arm; in all arms if no group that opened inside it is still open. */
  #end(at: number): void {
    if (this.#groups.length <= this.#base) {
      this.#finish(at, true, Math.max(this.#looked, at));
      return;
    }
    this.#state = ended(this.#state, at);
  }

  #finish(end: number, complete: boolean, looked: number): void {
    this.#saw(looked);
    const start = this.#itemStart;
    if (start >= 0 && end > start) {
      this.#items.push(itemFrom(this.#text, this.#state, { start, end }, { complete, looked: this.#looked, resume: this.#pos }));
    }
    for (const macro of this.#macros) this.#items.push({ ...macro, looked: this.#looked, resume: this.#pos });
    this.#macros = [];
    this.#state = fresh();
    this.#itemStart = -1;
    for (let i = this.#base; i < this.#groups.length; i++) {
      const group = this.#groups[i];
      if (group !== undefined) forget(group);
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
      this.#groups.push(openGroup(directive, copy(this.#state)));
    } else if (isConditional(directive.kind)) this.#arm(directive);
  }

  #macro(directive: Directive): void {
    const item = macroFrom(this.#text, directive);
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
    this.#state = this.#itemStart < 0 ? fresh() : joinArms(this.#text, group, this.#choice);
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
    const i = significant(this.#text, next);
    this.#saw(i + 1);
    if (i < this.#text.length && !isWordStart(this.#text.charCodeAt(i))) return false;
    this.#finish(last.end, true, i + 1);
    return true;
  }
}

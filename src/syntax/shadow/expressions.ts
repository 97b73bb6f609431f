/**
 * Reads expressions with the two states of every C expression, "an operand is due" and "an operator is due", and repairs the places where a macro
 * lets something else stand: a type, an operator, a statement, nothing. No identifier is taken away but attributes and parts of a type's spelling.
 */
import { CHARACTER, NUMBER, STRING } from '../tokens.ts';
import { asmOperand, startsAsm } from './asm.ts';
import type { Shadow } from './shadowState.ts';
import { initializer, isTagAnnotation, isTypeName, typeName } from './types.ts';
import {
  AGGREGATES,
  ALIGNOF,
  ASM,
  ASSIGNMENTS,
  ATTRIBUTES,
  BINARY,
  BLANK_MODIFIERS,
  MODIFIERS,
  PREFIX,
  PRIMITIVES,
  SIZEOF,
  STATEMENTS,
  startsType,
  TYPEOF,
} from './words.ts';

/** Reads tokens `from` to before `end` as one expression, commas included. */
export function expression(s: Shadow, from: number, end: number): void {
  if (from < end) new ExpressionReader(s, from, end).run();
}

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
  expression(s, from, end);
}

/** `do { … } while (0)` as an operand: `( {…} ) (0)`, a statement expression that is called. */
function doWhileOperand(s: Shadow, from: number): void {
  const after = s.read.block(s, from + 1);
  s.put(from, '(');
  s.put(after, ')');
  if (s.t(after + 1) === '(') expression(s, after + 2, s.close(after + 1));
  s.note('other', from, after + 1, 'do');
}

/** A block rather than a list of values: something in it ends in `;`, or it is empty. */
function holdsBlock(s: Shadow, open: number): boolean {
  const close = s.close(open);
  return close === open + 1 || s.find(';', open + 1, close) < close || (s.isWord(open + 1) && STATEMENTS.has(s.t(open + 1)));
}

class ExpressionReader {
  readonly #s: Shadow;
  readonly #from: number;
  readonly #end: number;
  #k: number;
  #operandDue = true;
  /** The `?`s whose `:` is still to come. */
  #ternaries: number[] = [];
  /** The operand so far is a string, or a name that can be part of one (`"%" PRIu64`). */
  #stringy: 'no' | 'name' | 'string' = 'no';

  constructor(s: Shadow, from: number, end: number) {
    this.#s = s;
    this.#from = from;
    this.#end = end;
    this.#k = from;
  }

  run(): void {
    while (this.#k < this.#end) {
      const at = this.#k;
      const due = this.#operandDue;
      if (due) this.#operand();
      else this.#operator();
      // An operator that was put in between leaves the token for the other state.
      if (this.#k <= at && this.#operandDue === due) this.#k = at + 1;
    }
    if (this.#operandDue) this.#dangling();
    // `(1 ? range)`, where a macro brings the other half.
    for (const question of this.#ternaries) this.#s.put(question, '+');
  }

  /** The expression ended in operators: `struct x *` cut short, `+` as an argument, a trailing comma. */
  #dangling(): void {
    const s = this.#s;
    let k = Math.min(this.#end, s.length) - 1;
    while (k >= this.#from && !s.isWord(k) && /^[^\w"'()[\]{}]+$/.test(s.t(k))) k--;
    const whole = k < this.#from;
    const first = k + 1;
    if (first >= this.#end) return;
    if (!whole) {
      s.blank(first, this.#end);
      return;
    }
    s.blank(first, this.#end);
    s.put(first, '_'.repeat(s.t(first).length));
    s.note('other', first, this.#end, s.t(first));
  }

  #value(next: number, stringy: 'no' | 'name' | 'string'): void {
    this.#k = next;
    this.#operandDue = false;
    this.#stringy = stringy;
  }

  #operand(): void {
    const s = this.#s;
    const k = this.#k;
    const t = s.t(k);
    switch (s.kind(k)) {
      case NUMBER:
        if (!isGrammarNumber(t)) s.put(k, '1');
        this.#value(k + 1, 'no');
        return;
      case CHARACTER:
        if (t.length < 3 || !t.endsWith("'")) s.put(k, '0');
        this.#value(k + 1, 'no');
        return;
      case STRING:
        this.#value(k + 1, 'string');
        return;
      default:
    }
    if (s.isWord(k)) this.#wordOperand(k, t);
    else this.#symbolOperand(k, t);
  }

  #wordOperand(k: number, t: string): void {
    const s = this.#s;
    const next = k + 1 < this.#end ? s.t(k + 1) : '';
    if (SIZEOF.has(t)) {
      if (next !== '(') this.#k = k + 1;
      else this.#sizeof(k);
      return;
    }
    if (ALIGNOF.has(t)) {
      if (next === '(' && isTypeName(s, k + 2, s.close(k + 1)) && !TYPEOF.has(s.t(k + 2))) {
        typeName(s, k + 2, s.close(k + 1));
        this.#value(s.after(k + 1), 'no');
        return;
      }
      s.asIdentifier(k);
      this.#value(k + 1, 'no');
      return;
    }
    if (t === 'offsetof' && next === '(') {
      this.#offsetof(k);
      return;
    }
    if (t === '_Generic' && next === '(') {
      s.asIdentifier(k);
      s.note('other', k, k + 1, t);
      this.#value(k + 1, 'no');
      return;
    }
    if (t === '__extension__' || (ATTRIBUTES.has(t) && next === '(')) {
      const after = next === '(' && t !== '__extension__' ? s.after(k + 1) : k + 1;
      s.blankNoted('annotation', k, after);
      this.#k = after;
      return;
    }
    if (ASM.has(t) || startsAsm(s, k)) {
      this.#value(asmOperand(s, k, this.#end), 'no');
      return;
    }
    if (startsType(t) && !TYPEOF.has(t)) {
      this.#type(k);
      return;
    }
    if (STATEMENTS.has(t)) {
      this.#statementWord(k, t, next);
      return;
    }
    // An attribute in front of what it qualifies: `__force u32`.
    if (k + 1 < this.#end && (s.isWord(k + 1) || s.kind(k + 1) === NUMBER) && !STATEMENTS.has(next) && s.isAnnotation(t)) {
      s.blankNoted('annotation', k, k + 1);
      this.#k = k + 1;
      return;
    }
    this.#value(k + 1, 'name');
  }

  #symbolOperand(k: number, t: string): void {
    const s = this.#s;
    if (t === '(') {
      this.#parenthesis(k);
      return;
    }
    if (t === '{') {
      this.#braces(k);
      return;
    }
    if (t === '[') {
      // A designator of an initialiser that a macro takes apart: `[i] = x`.
      s.put(k, '(');
      const close = s.close(k);
      if (close === k + 1) s.put(k, '_');
      else expression(s, k + 1, close);
      if (s.t(close) === ']') s.put(close, close === k + 1 ? ' ' : ')');
      this.#value(s.after(k), 'no');
      return;
    }
    if (t === '&&') {
      s.put(k, ' &');
      this.#k = k + 1;
      return;
    }
    if (PREFIX.has(t) && this.#hasOperandAfter(k)) {
      this.#k = k + 1;
      return;
    }
    if (t === '.' || t === '#' || t === '##') {
      s.blank(k, k + 1);
      this.#k = k + 1;
      return;
    }
    if (t === ',' || t === ';' || t === ':' || t === ')' || t === ']' || t === '}') {
      if (t === ':' && this.#ternaries.length > 0 && s.t(k - 1) === '?') {
        this.#ternaries.pop();
        this.#k = k + 1;
        return;
      }
      this.#missingOperand(k, t);
      return;
    }
    if (BINARY.has(t) && this.#hasOperandAfter(k)) {
      // `%0` of an assembly template that macros put together, `< x` as an argument.
      s.blank(k, k + 1);
      this.#k = k + 1;
      return;
    }
    if (t === '...' || BINARY.has(t) || ASSIGNMENTS.has(t) || PREFIX.has(t) || t === '->') {
      s.put(k, '_'.repeat(t.length));
      s.note('other', k, k + 1, t);
      this.#value(k + 1, 'no');
      return;
    }
    s.blank(k, k + 1);
    this.#k = k + 1;
  }

  /** Nothing stands before a separator: `f(a, , b)`, `x = ;`. The separator goes, or the operator before it becomes the value. */
  #missingOperand(k: number, t: string): void {
    const s = this.#s;
    const before = s.t(k - 1);
    const isOperator = k > this.#from && !s.isWord(k - 1) && (BINARY.has(before) || PREFIX.has(before));
    if (isOperator && t === ',') {
      s.put(k - 1, '_'.repeat(before.length));
      s.note('other', k - 1, k, before);
      this.#value(k, 'no');
      return;
    }
    s.blank(k, k + 1);
    this.#k = k + 1;
  }

  #hasOperandAfter(k: number): boolean {
    const t = k + 1 < this.#end ? this.#s.t(k + 1) : '';
    return t !== '' && t !== ',' && t !== ')' && t !== ';';
  }

  #sizeof(k: number): void {
    const s = this.#s;
    const open = k + 1;
    const close = s.close(open);
    if (isTypeName(s, open + 1, close) && !TYPEOF.has(s.t(open + 1))) typeName(s, open + 1, close);
    else if (close === open + 1) s.put(open, '0');
    else expression(s, open + 1, close);
    if (close === open + 1) s.blank(close, close + 1);
    this.#value(s.after(open), 'no');
  }

  /** `offsetof(type, member)`: the grammar takes one plain member only, so a path (`a.b[c]`) is read as a call. */
  #offsetof(k: number): void {
    const s = this.#s;
    const open = k + 1;
    const close = s.close(open);
    const comma = s.find(',', open + 1, close);
    const plain = comma + 2 === close && s.isWord(comma + 1);
    const type = s.t(open + 1);
    if (plain && !TYPEOF.has(type) && (isTypeName(s, open + 1, comma) || comma === open + 2)) {
      typeName(s, open + 1, comma);
      this.#value(s.after(open), 'no');
      return;
    }
    s.asIdentifier(k);
    s.note('other', k, k + 1, 'offsetof');
    this.#value(open, 'no');
  }

  /** A type where a value should be: its words stay as identifiers, keywords become one, `struct` and qualifiers go. */
  #type(from: number): void {
    const s = this.#s;
    let k = from;
    let value = false;
    let keyword = -1;
    while (k < this.#end && s.isWord(k)) {
      const t = s.t(k);
      if (PRIMITIVES.has(t)) {
        if (keyword >= 0) s.blank(keyword, keyword + 1);
        keyword = k;
        s.asIdentifier(k);
        k++;
      } else if (AGGREGATES.has(t)) {
        s.blank(k, k + 1);
        k++;
        while (isTagAnnotation(s, k, this.#end)) {
          s.blank(k, k + 1);
          k++;
        }
        if (k < this.#end && s.isWord(k)) {
          k++;
          value = true;
        }
        if (k < this.#end && s.t(k) === '{') {
          if (value) s.blank(k - 1, k);
          k = s.read.block(s, k);
          value = true;
        }
        break;
      } else if (MODIFIERS.has(t) || BLANK_MODIFIERS.has(t)) {
        s.blank(k, k + 1);
        k++;
      } else if (TYPEOF.has(t)) break;
      else {
        // `const foo_t *`: the name is the value.
        if (keyword < 0) {
          k++;
          value = true;
        }
        break;
      }
    }
    if (keyword >= 0 && value) s.blank(keyword, keyword + 1);
    if (k > from) s.note('type-argument', from, k);
    if (keyword >= 0 || value) this.#value(k, 'no');
    else if (k >= this.#end || s.t(k) === ',') {
      // Qualifiers alone: `FOO(const, x)`.
      s.asIdentifier(k - 1);
      this.#value(k, 'no');
    } else this.#k = k;
  }

  /** A statement's keyword among arguments that could not be cut into statements. */
  #statementWord(k: number, t: string, next: string): void {
    const s = this.#s;
    s.note('other', k, k + 1, t);
    const alone = next === '' || next === ',' || next === ';' || next === ')';
    if (t === 'do' && next === '{' && s.t(s.after(k + 1)) === 'while') {
      const after = s.after(k + 1);
      doWhileOperand(s, k);
      this.#value(s.t(after + 1) === '(' ? s.after(after + 1) : after + 1, 'no');
      return;
    }
    if (alone || ((t === 'if' || t === 'while' || t === 'for' || t === 'switch') && next === '(')) {
      s.asIdentifier(k);
      this.#value(k + 1, 'no');
      return;
    }
    s.blank(k, k + 1);
    this.#k = k + 1;
  }

  #parenthesis(open: number): void {
    const s = this.#s;
    const close = s.close(open);
    const after = s.after(open);
    if (close === open + 1) {
      s.put(open, '_');
      s.blank(close, after);
      this.#value(after, 'no');
      return;
    }
    if (s.t(open + 1) === '{' && s.after(open + 1) >= close) {
      s.read.block(s, open + 1);
      this.#value(after, 'no');
      return;
    }
    const next = after < this.#end ? s.t(after) : '';
    const operandFollows = this.#beginsOperand(after, next) || this.#isCastChain(after);
    const single = close === open + 2 && s.isWord(open + 1);
    if (single && next !== '{' && !operandFollows && !startsType(s.t(open + 1))) {
      this.#value(after, 'no');
      return;
    }
    if (isTypeName(s, open + 1, close) || (single && (operandFollows || next === '{'))) {
      if (next === '{') this.#compoundLiteral(open, close, after);
      else if (operandFollows || ['(', '*', '&', '-', '+', '&&', '++', '--'].includes(next)) this.#cast(open, close, after);
      else {
        expression(s, open + 1, close);
        this.#value(after, 'no');
      }
      return;
    }
    expression(s, open + 1, close);
    this.#value(after, 'no');
  }

  #beginsOperand(k: number, t: string): boolean {
    const s = this.#s;
    if (t === '') return false;
    if (s.isWord(k)) return !STATEMENTS.has(t);
    return s.kind(k) === NUMBER || s.kind(k) === STRING || s.kind(k) === CHARACTER || t === '~' || t === '!';
  }

  /** `(a)(b)c`: the second group is a cast, so the first is one too. */
  #isCastChain(open: number): boolean {
    const s = this.#s;
    if (open >= this.#end || s.t(open) !== '(') return false;
    const close = s.close(open);
    const after = s.after(open);
    const single = close === open + 2 && s.isWord(open + 1);
    if (!single && !isTypeName(s, open + 1, close)) return false;
    return this.#beginsOperand(after, after < this.#end ? s.t(after) : '') || this.#isCastChain(after);
  }

  #cast(open: number, close: number, after: number): void {
    const s = this.#s;
    this.#k = after;
    const typeofAt = firstTypeof(s, open + 1, close);
    if (typeofAt < 0 || isPlainTypeof(s, typeofAt)) {
      typeName(s, open + 1, close);
      return;
    }
    // `(typeof(x) *)y` binds like the product ` typeof(x) * y`.
    s.blank(open, typeofAt);
    expression(s, typeofAt, s.after(typeofAt + 1));
    s.blank(s.after(typeofAt + 1), close);
    s.put(close, '*');
    s.note('type-argument', open, close + 1, s.t(typeofAt));
  }

  #compoundLiteral(open: number, close: number, brace: number): void {
    const s = this.#s;
    const typeofAt = firstTypeof(s, open + 1, close);
    if (typeofAt >= 0 && !isPlainTypeof(s, typeofAt)) {
      const word = s.close(typeofAt + 1) - 1;
      let operators = typeofAt + 2;
      while (operators < word && PREFIX.has(s.t(operators))) operators++;
      if (operators < word || !s.isWord(word)) {
        // `(typeof(a.b)) { … }` has no room for a type that the grammar knows: it reads as a call.
        expression(s, open + 1, close);
        this.#braces(brace);
        return;
      }
      // Of what type `*p` is does not matter to the grammar: `typeof(p)`.
      s.blank(typeofAt + 2, word);
    } else typeName(s, open + 1, close);
    initializer(s, brace);
    this.#value(s.after(brace), 'no');
  }

  /** Braces as a value. The grammar has none but compound literals, so they read as parentheses around a comma expression. */
  #braces(open: number): void {
    const s = this.#s;
    const close = s.close(open);
    const after = s.after(open);
    s.note('other', open, open + 1, '{');
    s.put(open, '(');
    if (after > close) s.put(close, ')');
    if (close === open + 1) {
      s.put(open, '_');
      if (after > close) s.blank(close, after);
    } else expression(s, open + 1, close);
    this.#value(after, 'no');
  }

  #operator(): void {
    const s = this.#s;
    const k = this.#k;
    const t = s.t(k);
    if (s.isWord(k)) {
      this.#adjacentWord(k, t);
      return;
    }
    const kind = s.kind(k);
    if (kind === STRING) {
      if (this.#stringy === 'no') s.joinBefore(k, '+');
      this.#value(k + 1, 'string');
      return;
    }
    if (kind === NUMBER || kind === CHARACTER) {
      // Not `+`: `0x0e+4` would be one number.
      s.joinBefore(k, '*');
      this.#operandDue = true;
      return;
    }
    switch (t) {
      case '(':
        this.#call(k);
        return;
      case '[':
        this.#subscript(k);
        return;
      case '.':
      case '->':
        if (s.isWord(k + 1) && k + 1 < this.#end) this.#value(k + 2, 'no');
        else {
          s.blank(k, k + 1);
          this.#k = k + 1;
        }
        return;
      case '++':
      case '--':
        this.#value(k + 1, 'no');
        return;
      case '?':
        this.#ternaries.push(k);
        this.#due(k + 1);
        return;
      case ':':
        if (this.#ternaries.pop() === undefined) s.put(k, ',');
        this.#due(k + 1);
        return;
      case ';':
        if (k + 1 < this.#end) s.put(k, ',');
        else s.blank(k, k + 1);
        if (k + 1 < this.#end) this.#due(k + 1);
        else this.#k = k + 1;
        return;
      case '...':
        s.put(k, '||');
        this.#due(k + 1);
        return;
      case '{':
        s.joinBefore(k, '+');
        this.#operandDue = true;
        return;
      case '!':
      case '~':
        s.put(k, '+');
        this.#due(k + 1);
        return;
      case ',':
        this.#due(k + 1);
        return;
      default:
    }
    if (BINARY.has(t) || ASSIGNMENTS.has(t)) {
      if (t === '*' && this.#endsInPointer(k)) return;
      this.#due(k + 1);
      return;
    }
    s.blank(k, k + 1);
    this.#k = k + 1;
  }

  #due(next: number): void {
    this.#k = next;
    this.#operandDue = true;
    this.#stringy = 'no';
  }

  /** `foo_t *` or `foo_t __user **` as a value: nothing but stars and qualifiers up to the end of the argument. */
  #endsInPointer(from: number): boolean {
    const s = this.#s;
    let k = from;
    while (k < this.#end && (s.t(k) === '*' || MODIFIERS.has(s.t(k)) || BLANK_MODIFIERS.has(s.t(k)))) k++;
    const stops = k >= this.#end || s.t(k) === ',' || s.t(k) === ')' || s.t(k) === ':';
    if (!stops) return false;
    s.blank(from, k);
    s.note('type-argument', from, k);
    this.#k = k;
    return true;
  }

  /** A word right behind an operand. */
  #adjacentWord(k: number, t: string): void {
    const s = this.#s;
    const next = k + 1 < this.#end ? s.t(k + 1) : '';
    const continues = next === '(' || next === '->' || next === '.' || next === '[' || ASSIGNMENTS.has(next);
    if (this.#stringy === 'string' && !continues && !startsType(t) && !STATEMENTS.has(t)) {
      this.#k = k + 1;
      return;
    }
    if (this.#stringy === 'name' && s.kind(k + 1) === STRING && k + 1 < this.#end) {
      s.joinBefore(k, '+');
      this.#due(k);
      return;
    }
    if (MODIFIERS.has(t) || BLANK_MODIFIERS.has(t) || (ATTRIBUTES.has(t) && next === '(')) {
      const after = next === '(' && ATTRIBUTES.has(t) ? s.after(k + 1) : k + 1;
      s.blankNoted('annotation', k, after);
      this.#k = after;
      return;
    }
    // With arguments only what is known to be an attribute goes: `__log(x)` may be code.
    const attribute = next === '(' ? s.dialect.kindOf(t) === 'annotation' : s.isAnnotation(t);
    if (this.#stringy !== 'string' && !startsType(t) && !STATEMENTS.has(t) && attribute) {
      const after = next === '(' ? s.after(k + 1) : k + 1;
      s.blankNoted('annotation', k, after);
      this.#k = after;
      return;
    }
    // Two operands side by side are one only after macro expansion. What is assigned to must stay an operand of its own.
    const joiner = ASSIGNMENTS.has(next) ? ',' : s.kind(k - 1) === NUMBER ? '*' : '+';
    s.joinBefore(k, joiner);
    this.#due(k);
  }

  #call(open: number): void {
    const s = this.#s;
    const close = s.close(open);
    if (close > open + 1) argumentList(s, open, close);
    this.#value(s.after(open), 'no');
  }

  #subscript(open: number): void {
    const s = this.#s;
    const close = s.close(open);
    if (close === open + 1) s.blank(open, s.after(open));
    else expression(s, open + 1, close);
    this.#value(s.after(open), 'no');
  }
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

function firstTypeof(s: Shadow, from: number, end: number): number {
  for (let k = from; k < end; k++) if (TYPEOF.has(s.t(k)) && s.t(k + 1) === '(') return k;
  return -1;
}

/** `typeof(type)` and `typeof(name)`, which the grammar reads as a macro type. */
function isPlainTypeof(s: Shadow, at: number): boolean {
  const open = at + 1;
  const close = s.close(open);
  return (close === open + 2 && s.isWord(open + 1)) || (isTypeName(s, open + 1, close) && !TYPEOF.has(s.t(open + 1)));
}

const grammarNumber =
  /^(?:0[xX][0-9a-fA-F]+(?:\.[0-9a-fA-F]*)?(?:[pP][+-]?[0-9a-fA-F]+)?|0[bB][01]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)[uUlLwWfFbBdD]*$/;
const isGrammarNumber = (t: string): boolean => grammarNumber.test(t);

/**
 * Reads expressions with the two states of every C expression, "an operand is due" and "an operator is due", and repairs the places where a macro
 * lets something else stand: a type, an operator, a statement, nothing. No identifier is taken away but attributes and parts of a type's spelling.
 */
import { CHARACTER, NUMBER, STRING } from '../tokens.ts';
import { argumentList, doWhileOperand } from './arguments.ts';
import { asmOperand, startsAsm } from './asm.ts';
import { beginsOperand, cast, isCastChain, literalType } from './casts.ts';
import { initializer } from './initializers.ts';
import type { Shadow } from './shadowState.ts';
import { isTypeName } from './typeNames.ts';
import { typeOperand } from './typeOperands.ts';
import { typeName } from './types.ts';
import {
  ALIGNOF,
  ASM,
  ASSIGNMENTS,
  ATTRIBUTES,
  BINARY,
  BLANK_MODIFIERS,
  MODIFIERS,
  PREFIX,
  SIZEOF,
  STATEMENTS,
  startsType,
  TYPEOF,
} from './words.ts';

/** Reads tokens `from` to before `end` as one expression, commas included. */
export function expression(s: Shadow, from: number, end: number): void {
  if (from < end) s.nested(() => new ExpressionReader(s, from, end).run());
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
      const type = typeOperand(s, k, this.#end);
      if (type.isValue) this.#value(type.next, 'no');
      else this.#k = type.next;
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
    const operandFollows = beginsOperand(s, after, this.#end) || isCastChain(s, after, this.#end);
    const single = close === open + 2 && s.isWord(open + 1);
    if (single && next !== '{' && !operandFollows && !startsType(s.t(open + 1))) {
      this.#value(after, 'no');
      return;
    }
    if (isTypeName(s, open + 1, close) || (single && (operandFollows || next === '{'))) {
      if (next === '{') {
        if (literalType(s, open, close)) {
          initializer(s, after);
          this.#value(s.after(after), 'no');
        } else this.#braces(after);
      } else if (operandFollows || ['(', '*', '&', '-', '+', '&&', '++', '--'].includes(next)) {
        cast(s, open, close);
        this.#k = after;
      } else {
        expression(s, open + 1, close);
        this.#value(after, 'no');
      }
      return;
    }
    expression(s, open + 1, close);
    this.#value(after, 'no');
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

const grammarNumber =
  /^(?:0[xX][0-9a-fA-F]+(?:\.[0-9a-fA-F]*)?(?:[pP][+-]?[0-9a-fA-F]+)?|0[bB][01]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)[uUlLwWfFbBdD]*$/;

const isGrammarNumber = (t: string): boolean => grammarNumber.test(t);

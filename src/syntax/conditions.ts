/**
 * Preprocessor conditions as boolean expressions over atoms, and a small solver for "can these hold together". Reads no macro definitions: a name is
 * an unknown, and the same name is the same unknown.
 */
import { type Directive, operandText, operandWord } from './directives.ts';
import { NUMBER, PUNCTUATION, type Token, tokenize, WORD } from './tokens.ts';

export type Condition =
  | { readonly op: 'const'; readonly value: boolean }
  | { readonly op: 'atom'; readonly key: string }
  /** `variable` compared with a number: `LINUX_VERSION_CODE >= 393984`. */
  | { readonly op: 'compare'; readonly variable: string; readonly relation: Relation; readonly value: number }
  | { readonly op: 'not'; readonly of: Condition }
  | { readonly op: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

type Relation = '<' | '<=' | '>' | '>=' | '==' | '!=';

const yes: Condition = { op: 'const', value: true };
const no: Condition = { op: 'const', value: false };
const atom = (key: string): Condition => ({ op: 'atom', key });
const defined = (name: string): Condition => atom(`defined(${name})`);
const both = (left: Condition, right: Condition): Condition => ({ op: 'and', left, right });
const either = (left: Condition, right: Condition): Condition => ({ op: 'or', left, right });

export function negate(c: Condition): Condition {
  if (c.op === 'not') return c.of;
  if (c.op === 'const') return c.value ? no : yes;
  return { op: 'not', of: c };
}

/** Kconfig's own predicates, include/linux/kconfig.h: what each says about the symbol and its module form. */
const kconfig: ReadonlyMap<string, (name: string) => Condition> = new Map([
  ['IS_ENABLED', (name: string) => either(defined(name), defined(`${name}_MODULE`))],
  ['IS_BUILTIN', (name: string) => defined(name)],
  ['IS_MODULE', (name: string) => defined(`${name}_MODULE`)],
]);

/** The condition that a directive of a group states by itself; an `#else` states `true`. */
export function conditionOf(text: string, directive: Directive): Condition {
  switch (directive.kind) {
    case 'ifdef':
    case 'elifdef':
      return defined(operandWord(text, directive));
    case 'ifndef':
    case 'elifndef':
      return negate(defined(operandWord(text, directive)));
    case 'if':
    case 'elif':
      return parseCondition(operandText(text, directive));
    case 'else':
    case 'endif':
    case 'define':
    case 'undef':
    case 'include':
    case 'other':
      return yes;
  }
}

/** No condition that a person wrote is longer, and reading goes down as deep as its parentheses. */
const LONGEST = 4000;

/** Total: what cannot be read becomes one atom of its own text. */
export function parseCondition(source: string): Condition {
  if (source.length > LONGEST) return atom(source);
  const reader = new ConditionReader(source);
  return reader.read() ?? atom(source);
}

/** A subexpression: a truth value, a number, or a text nothing is known about. */
type Value = { readonly condition: Condition } | { readonly number: number } | { readonly text: string };

const truth = (v: Value): Condition => {
  if ('condition' in v) return v.condition;
  if ('number' in v) return v.number === 0 ? no : yes;
  // An undefined name is 0, so a name that counts as true is defined.
  return /^[A-Za-z_]\w*$/.test(v.text) ? both(defined(v.text), atom(v.text)) : atom(v.text);
};

const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const mirrored: Readonly<Record<Relation, Relation>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' };
const isRelation = (op: string): op is Relation => op in mirrored;

class ConditionReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string) {
    this.#tokens = tokenize(source, 0, source.length, false);
  }

  read(): Condition | undefined {
    const value = this.#ternary();
    return value === undefined || this.#at < this.#tokens.length ? undefined : truth(value);
  }

  #peek(): string {
    return this.#tokens[this.#at]?.text ?? '';
  }

  #take(text: string): boolean {
    if (this.#peek() !== text) return false;
    this.#at++;
    return true;
  }

  #textFrom(token: number): string {
    return this.#tokens
      .slice(token, this.#at)
      .map((t) => t.text)
      .join(' ');
  }

  #ternary(): Value | undefined {
    const from = this.#at;
    const condition = this.#binary(0);
    if (condition === undefined || !this.#take('?')) return condition;
    const a = this.#ternary();
    if (a === undefined || !this.#take(':')) return undefined;
    return this.#ternary() === undefined ? undefined : { text: this.#textFrom(from) };
  }

  #binary(level: number): Value | undefined {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    const from = this.#at;
    let left = this.#binary(level + 1);
    while (left !== undefined && operators.includes(this.#peek())) {
      const operator = this.#peek();
      this.#at++;
      const right = this.#binary(level + 1);
      if (right === undefined) return undefined;
      left = combine(operator, left, right, this.#textFrom(from));
    }
    return left;
  }

  #unary(): Value | undefined {
    const from = this.#at;
    if (this.#take('!')) {
      const of = this.#unary();
      return of === undefined ? undefined : { condition: negate(truth(of)) };
    }
    for (const sign of ['-', '+', '~']) {
      if (!this.#take(sign)) continue;
      const of = this.#unary();
      if (of === undefined) return undefined;
      if ('number' in of) return { number: sign === '-' ? -of.number : sign === '~' ? ~of.number : of.number };
      return { text: this.#textFrom(from) };
    }
    return this.#primary();
  }

  #primary(): Value | undefined {
    const from = this.#at;
    const token = this.#tokens[this.#at];
    if (token === undefined) return undefined;
    this.#at++;
    if (token.kind === NUMBER) {
      const n = parseNumber(token.text);
      return Number.isNaN(n) ? { text: token.text } : { number: n };
    }
    if (token.kind === PUNCTUATION) {
      if (token.text !== '(') return undefined;
      const inner = this.#ternary();
      return inner !== undefined && this.#take(')') ? inner : undefined;
    }
    if (token.kind !== WORD) return { text: token.text };
    if (token.text === 'defined') return this.#defined();
    if (this.#peek() !== '(') return { text: token.text };
    this.#at++;
    const args: Value[] = [];
    let depth = 1;
    const argsFrom = this.#at;
    while (this.#at < this.#tokens.length && depth > 0) {
      const t = this.#tokens[this.#at++];
      if (t?.text === '(') depth++;
      else if (t?.text === ')') depth--;
      else if (t?.kind === NUMBER) args.push({ number: parseNumber(t.text) });
    }
    if (depth > 0) return undefined;
    const whole = this.#textFrom(from);
    const inner = this.#tokens.slice(argsFrom, this.#at - 1);
    const known = kconfig.get(token.text);
    if (known !== undefined && inner.length === 1) return { condition: known(inner[0]?.text ?? '') };
    // KERNEL_VERSION(6, 3, 0), RHEL_RELEASE_VERSION(9, 4): a call on nothing but numbers orders as its arguments do.
    const plain = inner.length > 0 && inner.every((t, i) => (i % 2 === 0 ? t.kind === NUMBER : t.text === ','));
    if (plain) return { number: args.reduce((sum, a) => sum * 256 + ('number' in a ? a.number : 0), 0) };
    return { text: whole };
  }

  #defined(): Value | undefined {
    const paren = this.#take('(');
    const name = this.#tokens[this.#at];
    if (name?.kind !== WORD) return undefined;
    this.#at++;
    if (paren && !this.#take(')')) return undefined;
    return { condition: defined(name.text) };
  }
}

function parseNumber(text: string): number {
  const digits = text.replace(/[uUlLzZ]+$/, '');
  return /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
}

function combine(operator: string, left: Value, right: Value, text: string): Value {
  if (operator === '||') return { condition: either(truth(left), truth(right)) };
  if (operator === '&&') return { condition: both(truth(left), truth(right)) };
  const l = 'number' in left ? left.number : undefined;
  const r = 'number' in right ? right.number : undefined;
  if (isRelation(operator)) {
    if (l !== undefined && r !== undefined) return { condition: holds(l, operator, r) ? yes : no };
    if (r !== undefined && 'text' in left) return { condition: { op: 'compare', variable: left.text, relation: operator, value: r } };
    if (l !== undefined && 'text' in right) return { condition: { op: 'compare', variable: right.text, relation: mirrored[operator], value: l } };
    return { condition: atom(text) };
  }
  if (l === undefined || r === undefined) return { text };
  switch (operator) {
    case '+':
      return { number: l + r };
    case '-':
      return { number: l - r };
    case '*':
      return { number: l * r };
    case '/':
      return r === 0 ? { text } : { number: Math.trunc(l / r) };
    case '<<':
      return { number: l * 2 ** r };
    case '>>':
      return { number: Math.floor(l / 2 ** r) };
    default:
      return { text };
  }
}

function holds(l: number, relation: Relation, r: number): boolean {
  switch (relation) {
    case '<':
      return l < r;
    case '<=':
      return l <= r;
    case '>':
      return l > r;
    case '>=':
      return l >= r;
    case '==':
      return l === r;
    case '!=':
      return l !== r;
  }
}

/** Values of atoms and of compared variables. */
export interface Assignment {
  readonly atoms: ReadonlyMap<string, boolean>;
  readonly numbers: ReadonlyMap<string, number>;
}

/** Undefined where the assignment leaves it open. */
export function evaluate(c: Condition, a: Assignment): boolean | undefined {
  switch (c.op) {
    case 'const':
      return c.value;
    case 'atom':
      return a.atoms.get(c.key);
    case 'compare': {
      const n = a.numbers.get(c.variable);
      return n === undefined ? undefined : holds(n, c.relation, c.value);
    }
    case 'not': {
      const v = evaluate(c.of, a);
      return v === undefined ? undefined : !v;
    }
    case 'and':
    case 'or': {
      const l = evaluate(c.left, a);
      if (l === (c.op === 'or')) return l;
      const r = evaluate(c.right, a);
      if (r === (c.op === 'or')) return r;
      return l === undefined || r === undefined ? undefined : r;
    }
  }
}

const SOLVER_STEPS = 5000;

/** Values under which all of `constraints` hold, or undefined if there are none (or none was found within a bounded search). */
export function satisfy(constraints: readonly Condition[]): Assignment | undefined {
  const atoms = new Map<string, boolean>();
  const numbers = new Map<string, number>();
  const domains = numberDomains(constraints);
  let steps = 0;
  const assignment: Assignment = { atoms, numbers };
  const search = (from: number): boolean => {
    if (++steps > SOLVER_STEPS) return false;
    for (let i = from; i < constraints.length; i++) {
      const c = constraints[i];
      if (c === undefined) continue;
      const v = evaluate(c, assignment);
      if (v === true) continue;
      if (v === false) return false;
      const free = openUnknown(c, assignment);
      if (free === undefined) return false;
      if (free.op === 'atom') {
        for (const value of [true, false]) {
          atoms.set(free.key, value);
          if (search(i)) return true;
        }
        atoms.delete(free.key);
      } else {
        for (const value of domains.get(free.variable) ?? []) {
          numbers.set(free.variable, value);
          if (search(i)) return true;
        }
        numbers.delete(free.variable);
      }
      return false;
    }
    return true;
  };
  return search(0) ? assignment : undefined;
}

/** Can conditions, as C, hold together? An empty one always does. */
export function canHoldTogether(a: string, b: string): boolean {
  if (a === '' || b === '' || a === b) return true;
  const key = `${a}\n${b}`;
  let answer = together.get(key);
  if (answer === undefined) {
    answer = satisfy([parseCondition(a), parseCondition(b)]) !== undefined;
    if (together.size > 1000) together.clear();
    together.set(key, answer);
  }
  return answer;
}

/** The same few conditions stand on the functions of a file and on their calls. */
const together = new Map<string, boolean>();

type Unknown = Extract<Condition, { op: 'atom' | 'compare' }>;

function openUnknown(c: Condition, a: Assignment): Unknown | undefined {
  switch (c.op) {
    case 'const':
      return undefined;
    case 'atom':
    case 'compare':
      return evaluate(c, a) === undefined ? c : undefined;
    case 'not':
      return openUnknown(c.of, a);
    case 'and':
    case 'or':
      return openUnknown(c.left, a) ?? openUnknown(c.right, a);
  }
}

/** For each compared variable the values that tell its comparisons apart: each bound and its neighbours, the highest first. */
function numberDomains(constraints: readonly Condition[]): Map<string, number[]> {
  const domains = new Map<string, Set<number>>();
  const visit = (c: Condition): void => {
    if (c.op === 'compare') {
      const values = domains.get(c.variable) ?? new Set<number>();
      for (const d of [1, 0, -1]) values.add(c.value + d);
      domains.set(c.variable, values);
    } else if (c.op === 'not') visit(c.of);
    else if (c.op === 'and' || c.op === 'or') {
      visit(c.left);
      visit(c.right);
    }
  };
  for (const c of constraints) visit(c);
  return new Map([...domains].map(([name, values]) => [name, [...values].sort((a, b) => b - a)]));
}

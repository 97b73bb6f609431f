/** Runs the flow form on concrete integers, arrays and pointers to them, as a 64-bit machine would run the C it came from. */
import type { Expr, FunctionIr, Scalar, ValueType, Variable } from '../../../src/flow/ir.ts';

/** Where integers are kept: one cell of a variable, or of an array. */
interface Pointer {
  readonly cells: Value[];
  readonly at: number;
}
type Value = bigint | Pointer | undefined;

/** Called functions that are not in the text. */
export type External = (name: string, args: readonly bigint[]) => bigint;

const MOST_STEPS = 200_000;

const widths: Readonly<Record<Scalar, readonly [boolean, number]>> = {
  bool: [false, 1],
  i8: [true, 8],
  u8: [false, 8],
  i16: [true, 16],
  u16: [false, 16],
  i32: [true, 32],
  u32: [false, 32],
  i64: [true, 64],
  u64: [false, 64],
};

function converted(value: Value, type: ValueType | undefined): Value {
  const scalar = type?.scalar;
  if (typeof value !== 'bigint' || scalar === undefined) return value;
  if (scalar === 'bool') return value === 0n ? 0n : 1n;
  const [signed, bits] = widths[scalar];
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

const size = (v: Variable): number => (v.type.dimensions ?? []).reduce<number>((n, d) => n * (d ?? 1), 1);

export class Machine {
  readonly #functions: ReadonlyMap<string, FunctionIr>;
  readonly #external: External;
  readonly log: string[] = [];
  #steps = 0;

  constructor(functions: readonly FunctionIr[], external: External) {
    this.#functions = new Map(functions.map((f) => [f.name, f]));
    this.#external = external;
  }

  call(name: string, args: readonly Value[]): Value {
    const f = this.#functions.get(name);
    if (!f) {
      const numbers = args.map((a) => this.#integer(a));
      this.log.push(`${name}(${numbers.join(',')})`);
      return this.#external(name, numbers);
    }
    return converted(new Frame(this, f, args).run(), f.result);
  }

  step(): void {
    if (++this.#steps > MOST_STEPS) throw new Error('the program does not end');
  }

  #integer(v: Value): bigint {
    if (typeof v !== 'bigint') throw new Error('a pointer leaves the program');
    return v;
  }
}

class Frame {
  readonly #machine: Machine;
  readonly #f: FunctionIr;
  readonly #cells = new Map<Variable, Value[]>();
  readonly #temps = new Map<number, Value>();

  constructor(machine: Machine, f: FunctionIr, args: readonly Value[]) {
    this.#machine = machine;
    this.#f = f;
    for (const [k, p] of f.params.entries()) this.#cells.set(p, [converted(args[k], p.type)]);
  }

  run(): Value {
    let block = this.#f.blocks[this.#f.entry];
    for (;;) {
      this.#machine.step();
      if (!block) throw new Error('an edge leads nowhere');
      for (const i of block.instructions) this.#instruction(i);
      const t = block.terminator;
      switch (t.end) {
        case 'jump':
          block = this.#f.blocks[t.to];
          break;
        case 'branch':
          block = this.#f.blocks[this.#truth(t.condition) ? t.then : t.else];
          break;
        case 'return':
          return t.value ? this.#value(t.value) : 0n;
        case 'iterator':
        case 'stop':
          throw new Error(`${t.end} cannot be run`);
      }
    }
  }

  #instruction(i: FunctionIr['blocks'][number]['instructions'][number]): void {
    switch (i.do) {
      case 'call': {
        const args = i.args.map((a) => this.#value(a));
        this.#temps.set(i.result, this.#machine.call(i.callee ?? '?', args));
        return;
      }
      case 'assign': {
        const { cells, at } = this.#place(i.place);
        if (i.value.op === 'opaque')
          for (const [k, part] of i.value.parts.entries()) cells[at + k] = converted(this.#value(part), elementOf(i.place.type));
        else cells[at] = converted(this.#value(i.value), i.place.type);
        return;
      }
      case 'keep':
        this.#temps.set(i.temp, converted(this.#value(i.value), i.value.type));
        return;
      case 'declare':
        this.#cells.set(i.variable, []);
        return;
      case 'cleanup':
        this.#machine.call(i.with, [this.#cells.get(i.variable)?.[0]]);
        return;
      case 'iterate':
      case 'asm':
        throw new Error(`${i.do} cannot be run`);
    }
  }

  #cellsOf(v: Variable): Value[] {
    let cells = this.#cells.get(v);
    if (!cells) {
      cells = Array.from({ length: size(v) }, () => 0n);
      this.#cells.set(v, cells);
    }
    return cells;
  }

  #place(e: Expr): Pointer {
    if (e.op === 'variable') return { cells: this.#cellsOf(e.variable), at: 0 };
    if (e.op === 'deref') return this.#pointer(e.base);
    if (e.op !== 'index') throw new Error(`${e.op} is no place`);
    const base = this.#pointer(e.base);
    return { cells: base.cells, at: base.at + Number(this.#number(e.index)) };
  }

  #pointer(e: Expr): Pointer {
    const v = this.#value(e);
    if (v === undefined || typeof v === 'bigint') throw new Error('no pointer');
    return v;
  }

  #number(e: Expr): bigint {
    const v = this.#value(e);
    if (typeof v !== 'bigint') throw new Error('no integer');
    return v;
  }

  #truth(e: Expr): boolean {
    const v = this.#value(e);
    if (v === undefined) throw new Error('a condition without a value');
    return v !== 0n;
  }

  #value(e: Expr): Value {
    switch (e.op) {
      case 'const':
        return BigInt(e.value);
      case 'temp':
        return this.#temps.get(e.id);
      case 'variable':
      case 'index':
      case 'deref': {
        const place = this.#place(e);
        return (e.type?.dimensions?.length ?? 0) > 0 ? place : place.cells[place.at];
      }
      case 'address':
        return this.#place(e.of);
      case 'cast':
        return converted(this.#value(e.of), e.to);
      case 'select':
        return converted(this.#value(this.#truth(e.condition) ? e.then : e.else), e.type);
      case 'unary':
        if (e.operator === '!') return this.#truth(e.of) ? 0n : 1n;
        return converted(e.operator === '-' ? -this.#number(e.of) : ~this.#number(e.of), e.type);
      case 'binary':
        return this.#binary(e);
      case 'string':
      case 'name':
      case 'field':
      case 'opaque':
        throw new Error(`${e.op} has no value here`);
    }
  }

  #binary(e: Extract<Expr, { op: 'binary' }>): Value {
    if (e.operator === '&&') return this.#truth(e.left) && this.#truth(e.right) ? 1n : 0n;
    if (e.operator === '||') return this.#truth(e.left) || this.#truth(e.right) ? 1n : 0n;
    const left = this.#value(e.left);
    if (left !== undefined && typeof left !== 'bigint') return this.#pointerSum(e, left);
    const shift = e.operator === '<<' || e.operator === '>>';
    const common = shift ? promotedOf(e.left.type) : commonOf(e.left.type, e.right.type);
    const a = converted(left, common);
    const b = shift ? this.#number(e.right) : converted(this.#number(e.right), common);
    if (typeof a !== 'bigint' || typeof b !== 'bigint') throw new Error('no integers');
    return converted(arithmetic(e.operator, a, b), e.type);
  }

  #pointerSum(e: Extract<Expr, { op: 'binary' }>, left: Pointer): Value {
    const right = this.#value(e.right);
    if (typeof right === 'bigint') {
      if (e.operator !== '+' && e.operator !== '-') throw new Error('a pointer is compared with an integer');
      return { cells: left.cells, at: left.at + Number(e.operator === '+' ? right : -right) };
    }
    if (right?.cells !== left.cells) throw new Error('pointers to different arrays');
    return arithmetic(e.operator, BigInt(left.at), BigInt(right.at));
  }
}

const elementOf = (t: ValueType | undefined): ValueType | undefined => {
  const base = (t as { base?: Scalar } | undefined)?.base;
  return base === undefined ? undefined : { scalar: base, indirections: 0 };
};

const rank = (s: Scalar): number => Math.max(32, widths[s][1]);
const scalarOf = (bits: number, unsigned: boolean): ValueType => ({ scalar: `${unsigned ? 'u' : 'i'}${bits === 64 ? 64 : 32}`, indirections: 0 });
const isWideUnsigned = (s: Scalar): boolean => !widths[s][0] && widths[s][1] >= 32;

function promotedOf(t: ValueType | undefined): ValueType {
  const s = t?.scalar;
  if (s === undefined) throw new Error('an operand without a type');
  return scalarOf(rank(s), isWideUnsigned(s));
}

/** The usual arithmetic conversions, said otherwise than the product says them. */
function commonOf(a: ValueType | undefined, b: ValueType | undefined): ValueType {
  const left = promotedOf(a).scalar ?? 'i32';
  const right = promotedOf(b).scalar ?? 'i32';
  const bits = Math.max(rank(left), rank(right));
  return scalarOf(
    bits,
    [left, right].some((s) => isWideUnsigned(s) && rank(s) === bits),
  );
}

function arithmetic(operator: string, a: bigint, b: bigint): bigint {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '==':
      return a === b ? 1n : 0n;
    case '!=':
      return a !== b ? 1n : 0n;
    case '<':
      return a < b ? 1n : 0n;
    case '<=':
      return a <= b ? 1n : 0n;
    case '>':
      return a > b ? 1n : 0n;
    case '>=':
      return a >= b ? 1n : 0n;
    default:
      throw new Error(`no operator ${operator}`);
  }
}

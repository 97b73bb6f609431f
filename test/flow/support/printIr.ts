/** Prints the flow form as text for a person to check: a block a paragraph, an instruction a line. */
import type { Expr, FunctionIr, Instruction, Terminator, ValueType, Variable } from '../../../src/flow/ir.ts';

export function printType(t: ValueType): string {
  const name = t.name ?? t.scalar ?? '?';
  return `${t.aggregate ? 'struct ' : ''}${name}${'*'.repeat(t.indirections)}${(t.dimensions ?? []).map((d) => `[${d ?? ''}]`).join('')}`;
}

export function printExpr(e: Expr): string {
  switch (e.op) {
    case 'const':
      return String(e.value);
    case 'string':
      return '"…"';
    case 'variable':
      return e.variable.name;
    case 'name':
      return e.name;
    case 'temp':
      return `%${e.id}`;
    case 'field':
      return `${inner(e.base)}${e.arrow ? '->' : '.'}${e.field}`;
    case 'index':
      return `${inner(e.base)}[${printExpr(e.index)}]`;
    case 'deref':
      return `*${inner(e.base)}`;
    case 'address':
      return `&${inner(e.of)}`;
    case 'unary':
      return `${e.operator}${inner(e.of)}`;
    case 'binary':
      return `${inner(e.left)} ${e.operator} ${inner(e.right)}`;
    case 'cast':
      return `(${printType(e.to)})${inner(e.of)}`;
    case 'select':
      return `${inner(e.condition)} ? ${inner(e.then)} : ${inner(e.else)}`;
    case 'opaque':
      return `opaque(${e.parts.map((p) => printExpr(p)).join(', ')})`;
  }
}

function inner(e: Expr): string {
  const text = printExpr(e);
  return e.op === 'binary' || e.op === 'select' || e.op === 'cast' || e.op === 'deref' || e.op === 'address' ? `(${text})` : text;
}

function printInstruction(i: Instruction): string {
  switch (i.do) {
    case 'call':
      return `%${i.result} = ${i.callee ?? `(${i.target ? printExpr(i.target) : '?'})`}(${list(i.args)})`;
    case 'assign':
      return `${i.declares ? 'let ' : ''}${printExpr(i.place)} = ${printExpr(i.value)}`;
    case 'keep':
      return `%${i.temp} = ${printExpr(i.value)}`;
    case 'declare':
      return `let ${printVariable(i.variable)}`;
    case 'cleanup':
      return `cleanup ${i.with}(${i.variable.name})`;
    case 'iterate':
      return `iterate ${i.macro}(${list(i.args)})`;
    case 'asm':
      return `asm(${list(i.outputs)})`;
  }
}

const list = (args: readonly Expr[]): string => args.map((a) => printExpr(a)).join(', ');
const printVariable = (v: Variable): string => `${v.name}: ${printType(v.type)}`;

function printTerminator(t: Terminator): string {
  switch (t.end) {
    case 'jump':
      return `${t.how}${t.label === undefined ? '' : ` ${t.label}`} -> b${t.to}`;
    case 'branch':
      return `${t.role} ${printExpr(t.condition)} -> b${t.then} : b${t.else}`;
    case 'iterator':
      return `next -> b${t.body} : b${t.exit}`;
    case 'return':
      return `return${t.value ? ` ${printExpr(t.value)}` : ''}${t.implicit ? ' (implicit)' : ''}`;
    case 'stop':
      return 'stop';
  }
}

/** The body alone: most tests are about nothing else. */
export function printBody(ir: FunctionIr): string {
  const lines = ir.blocks.map((b) => [`b${b.id}:`, ...b.instructions.map((i) => printInstruction(i)), printTerminator(b.terminator)].join('\n  '));
  for (const l of ir.loops) {
    const blocks = [...l.blocks].sort((a, b) => a - b).map((b) => `b${b}`);
    lines.push(`${l.kind} b${l.header} {${blocks.join(' ')}}${l.exit === undefined ? '' : ` exit b${l.exit}`}${l.macro ? ` ${l.macro}` : ''}`);
  }
  if (ir.unread !== undefined) lines.push(`unread: ${ir.unread}`);
  return lines.join('\n');
}

export function printIr(ir: FunctionIr): string {
  const head = `${ir.isStatic ? 'static ' : ''}${ir.name}(${ir.params.map((p) => printVariable(p)).join(', ')}): ${printType(ir.result)}`;
  const condition = ir.condition === '' ? '' : ` if ${ir.condition}`;
  return `${head}${condition}\n${printBody(ir)}`;
}

/** Reads expressions: what they do becomes instructions in the order of C, what is left is an expression that only computes. */

import type { BinaryOperator, Expr } from '../ir.ts';
import { branchOn } from './branch.ts';
import { call } from './calls.ts';
import type { Context } from './context.ts';
import { hasEffects } from './effects.ts';
import { address, binary, constant, deref, field, index, opaque, placeOf, unary } from './expr.ts';
import { characterLiteral, numberLiteral } from './literals.ts';
import type { Node } from './tree.ts';
import { describedType, writtenType } from './typeNodes.ts';
import { CHAR_POINTER, isPointer, scalarType, selectType, VOID_POINTER } from './types.ts';

const OPERATORS: ReadonlySet<string> = new Set('+ - * / % << >> & | ^ == != < <= > >= && ||'.split(' '));
const isBinaryOperator = (text: string): text is BinaryOperator => OPERATORS.has(text);

const nothing = (c: Context, node: Node): Expr => opaque([], c.spanOf(node));

/** The value of `node`; what it does has been emitted. */
export const value = (c: Context, node: Node): Expr =>
  c.nested(
    node,
    () => readValue(c, node),
    () => nothing(c, node),
  );

function readValue(c: Context, node: Node): Expr {
  const span = c.spanOf(node);
  switch (node.type) {
    case 'identifier':
      return identifier(c, node);
    case 'number_literal': {
      // The grammar takes a sign for a part of the number.
      const [, sign = '', digits = ''] = /^([-+]?)\s*(.*)$/s.exec(c.text(span)) ?? [];
      const literal = numberLiteral(digits);
      if (literal === undefined) return opaque([], span);
      const negative = sign === '-' && literal.scalar.startsWith('i');
      const plain = constant(negative ? -literal.value : literal.value, span, literal.scalar);
      return sign === '-' && !negative ? unary('-', plain, span) : plain;
    }
    case 'char_literal': {
      const code = characterLiteral(c.text(span));
      return code === undefined ? opaque([], span, scalarType('i32')) : constant(code, span);
    }
    case 'null':
      return { op: 'const', value: 0, span, type: VOID_POINTER };
    case 'true':
      return constant(1, span);
    case 'false':
      return constant(0, span);
    case 'string_literal':
    case 'concatenated_string':
      return { op: 'string', span, type: CHAR_POINTER };
    case 'parenthesized_expression':
      return inParentheses(c, node);
    case 'compound_statement':
      return block(c, node);
    case 'call_expression':
      return call(c, node);
    case 'field_expression':
      return member(c, node);
    case 'subscript_expression':
      return subscript(c, node);
    case 'pointer_expression':
      return pointer(c, node);
    case 'unary_expression':
      return unaryOperation(c, node);
    case 'binary_expression':
      return binaryOperation(c, node);
    case 'assignment_expression':
      return assignment(c, node);
    case 'update_expression':
      return update(c, node, true);
    case 'conditional_expression':
      return conditional(c, node);
    case 'cast_expression':
      return cast(c, node);
    case 'comma_expression': {
      const [left, right] = operands(node);
      if (left) c.read.effect(c, left);
      return right ? value(c, right) : nothing(c, node);
    }
    case 'compound_literal_expression': {
      const list = node.childForFieldName('value');
      return opaque(list ? elements(c, list) : [], span, describedType(c, node.childForFieldName('type')));
    }
    case 'initializer_list':
      return opaque(elements(c, node), span);
    case 'sizeof_expression':
    case 'alignof_expression':
    case 'offsetof_expression':
      return opaque([], span, scalarType('u64'));
    case 'gnu_asm_expression':
      asm(c, node);
      return opaque([], span);
    case 'extension_expression': {
      const inner = node.namedChild(0);
      return inner ? value(c, inner) : opaque([], span);
    }
    case 'type_descriptor':
    case 'generic_expression':
      return opaque([], span);
    default:
      c.cannotRead(
        span.start,
        node.type === 'ERROR' ? 'the text cannot be parsed' : `a ${node.type.replaceAll('_', ' ')} stands where a value is due`,
      );
      return opaque([], span);
  }
}

/** The first and the last named child: the operands of what has two. */
function operands(node: Node): [Node | undefined, Node | undefined] {
  const children = node.namedChildren;
  return [children[0] ?? undefined, children[children.length - 1] ?? undefined];
}

function identifier(c: Context, node: Node): Expr {
  const span = c.spanOf(node);
  const name = c.text(span);
  const type = c.marks.types.get(span.end);
  if (type !== undefined && type.start <= span.start) {
    const stars = /^[\s*]*/.exec(c.text({ start: span.end, end: span.end + 16 }))?.[0].replace(/\s/g, '').length ?? 0;
    return opaque([], type, writtenType(c, c.text(type), stars));
  }
  const variable = c.lookup(name);
  if (variable) return { op: 'variable', variable, span, type: variable.type };
  if (!/^[A-Za-z_]\w*$/.test(name)) return opaque([], span);
  const global = c.types.global?.(name);
  return { op: 'name', name, span, ...(global === undefined ? {} : { type: global }) };
}

function inParentheses(c: Context, node: Node): Expr {
  const inner = node.namedChild(0);
  return inner ? value(c, inner) : nothing(c, node);
}

/** `({ … })`: the value is that of the last statement, if it is an expression. */
function block(c: Context, node: Node): Expr {
  const statements = node.namedChildren;
  const last = statements[statements.length - 1];
  const result = last?.type === 'expression_statement' ? last.namedChild(0) : undefined;
  const span = c.spanOf(node);
  c.enterScope();
  c.read.statements(c, result ? statements.slice(0, -1) : statements);
  let of = result ? value(c, result) : opaque([], span);
  if (c.scopeHasCleanups) of = c.keep(of);
  c.leaveScope({ start: span.end - 1, end: span.end });
  return of;
}

function member(c: Context, node: Node): Expr {
  const argument = node.childForFieldName('argument');
  const name = node.childForFieldName('field');
  if (!argument || !name) return nothing(c, node);
  const arrow = node.childForFieldName('operator')?.type === '->';
  const base = value(c, argument);
  const span = c.spanOf(node);
  // `(&x)->m` and `(*p).m` are `x.m` and `p->m`.
  const type = base.type && c.types.field?.(base.type, c.textOf(name));
  const member = type?.goesBy ?? c.textOf(name);
  if (arrow && base.op === 'address') return field(base.of, member, false, span, type);
  if (!arrow && base.op === 'deref') return field(base.base, member, true, span, type);
  return field(base, member, arrow, span, type);
}

function subscript(c: Context, node: Node): Expr {
  const [base, at] = operands(node);
  if (!base || !at) return nothing(c, node);
  const of = value(c, base);
  const position = value(c, at);
  return isPointer(position.type) && !isPointer(of.type) ? index(position, of, c.spanOf(node)) : index(of, position, c.spanOf(node));
}

function pointer(c: Context, node: Node): Expr {
  const argument = node.childForFieldName('argument');
  const span = c.spanOf(node);
  // `&&label` reads as `&`.
  if (!argument || c.text({ start: span.start, end: span.start + 2 }) === '&&') return nothing(c, node);
  const of = value(c, argument);
  return node.childForFieldName('operator')?.type === '*' ? deref(of, span) : address(of, span);
}

function unaryOperation(c: Context, node: Node): Expr {
  const argument = node.childForFieldName('argument');
  return argument ? prefixedBy(c, node, value(c, argument)) : nothing(c, node);
}

function binaryOperation(c: Context, node: Node): Expr {
  const [left, right] = operands(node);
  const operator = node.childForFieldName('operator')?.type ?? '';
  if (!left || !right || !isBinaryOperator(operator)) return nothing(c, node);
  const span = c.spanOf(node);
  if ((operator === '&&' || operator === '||') && hasEffects(c, right)) return truth(c, node);
  // `(typeof(x) *)y` reads as a product.
  if (operator === '*' && left.type === 'call_expression' && /^(?:__)?typeof/.test(c.textOf(left))) return value(c, right);
  const first = value(c, left);
  return binary(operator, first, value(c, right), span);
}

/** 0 or 1, by the branches that `&&` and `||` are where their right side does something. */
function truth(c: Context, node: Node): Expr {
  const { graph } = c;
  const span = c.spanOf(node);
  const temp = c.newTemp();
  const [yes, no, after] = [graph.newBlock(), graph.newBlock(), graph.newBlock()];
  c.read.condition(c, node, yes, no, 'select');
  for (const [start, result] of [[yes, 1] as const, [no, 0] as const]) {
    graph.resume(start);
    c.keepAs(temp, constant(result, span));
    graph.jump(after, 'fall', span);
  }
  graph.resume(after);
  return { op: 'temp', id: temp, span, type: scalarType('i32') };
}

export function assignment(c: Context, node: Node): Expr {
  const [left, right] = operands(node);
  if (!left || !right) return nothing(c, node);
  const operator = node.childForFieldName('operator')?.type ?? '=';
  const place = placeOf(value(c, left));
  const span = c.spanOf(node);
  const given = value(c, right);
  const arithmetic = operator.slice(0, -1);
  const assigned = isBinaryOperator(arithmetic) && operator !== '==' ? binary(arithmetic, place, given, span) : given;
  c.graph.emit({ do: 'assign', place, value: assigned, span });
  return place;
}

/** `++` and `--`, before and behind. */
export function update(c: Context, node: Node, wanted: boolean): Expr {
  const operator = node.childForFieldName('operator');
  let target = node.childForFieldName('argument');
  if (!target || !operator) return nothing(c, node);
  const postfix = operator.startIndex > target.startIndex;
  // The grammar reads `!x++` as `(!x)++`.
  const prefixes = postfix ? prefixesOf(target) : [];
  target = prefixes[prefixes.length - 1]?.childForFieldName('argument') ?? target;
  if (prefixes.includes(target)) return nothing(c, node);
  const place = placeOf(value(c, target));
  const span = { start: c.spanOf(postfix ? target : node).start, end: c.spanOf(node).end };
  const old = wanted && postfix ? c.keep(place) : place;
  c.graph.emit({ do: 'assign', place, value: binary(operator.type === '--' ? '-' : '+', place, constant(1, c.spanOf(operator)), span), span });
  return prefixes.reduceRight((of, prefix) => prefixedBy(c, prefix, of), old);
}

/** The operators before an operand, outermost first. */
function prefixesOf(node: Node): Node[] {
  const out: Node[] = [];
  for (let at: Node | undefined = node; at?.type === 'unary_expression'; at = at.childForFieldName('argument')) out.push(at);
  return out;
}

function prefixedBy(c: Context, prefix: Node, of: Expr): Expr {
  const operator = prefix.childForFieldName('operator')?.type;
  return operator === '-' || operator === '~' || operator === '!' ? unary(operator, of, c.spanOf(prefix)) : of;
}

function conditional(c: Context, node: Node): Expr {
  const condition = node.childForFieldName('condition');
  const then = node.childForFieldName('consequence');
  const otherwise = node.childForFieldName('alternative');
  if (!condition || !otherwise) return nothing(c, node);
  const span = c.spanOf(node);
  if ((then && hasEffects(c, then)) || hasEffects(c, otherwise)) return branches(c, node, condition, then, otherwise);
  const of = value(c, condition);
  const a = then ? value(c, then) : of;
  const b = value(c, otherwise);
  const type = selectType(a.type, b.type);
  // oxlint-disable-next-line unicorn/no-thenable -- the form's name for a value; nothing awaits an expression
  return { op: 'select', condition: of, then: a, else: b, span, ...(type === undefined ? {} : { type }) };
}

/** `c ? f() : g()`; without a middle, the condition's own value is it. */
function branches(c: Context, node: Node, condition: Node, then: Node | undefined, otherwise: Node): Expr {
  const { graph } = c;
  const span = c.spanOf(node);
  const temp = c.newTemp();
  const [yes, no, after] = [graph.newBlock(), graph.newBlock(), graph.newBlock()];
  let middle: Expr | undefined;
  if (then) c.read.condition(c, condition, yes, no, 'select');
  else {
    middle = value(c, condition);
    branchOn(c, middle, yes, no, 'select');
  }
  graph.resume(yes);
  const a = then ? value(c, then) : (middle ?? nothing(c, node));
  c.keepAs(temp, a);
  graph.jump(after, 'fall', span);
  graph.resume(no);
  const b = value(c, otherwise);
  c.keepAs(temp, b);
  graph.jump(after, 'fall', span);
  graph.resume(after);
  const type = selectType(a.type, b.type);
  return { op: 'temp', id: temp, span, ...(type === undefined ? {} : { type }) };
}

function cast(c: Context, node: Node): Expr {
  const inner = node.childForFieldName('value');
  const descriptor = node.childForFieldName('type');
  if (!inner) return nothing(c, node);
  const of = value(c, inner);
  if (descriptor === undefined || /^(?:const\s+)?void$/.test(c.textOf(descriptor).trim())) return of;
  const to = describedType(c, descriptor);
  return { op: 'cast', to, of, span: c.spanOf(node), type: to };
}

/** The values in an initialiser list, those in lists inside it too. */
export function elements(c: Context, list: Node): Expr[] {
  const out: Expr[] = [];
  for (const child of list.namedChildren) {
    const of = child?.type === 'initializer_pair' ? child.childForFieldName('value') : child;
    if (!of) continue;
    if (of.type === 'initializer_list') out.push(...elements(c, of));
    else out.push(value(c, of));
  }
  return out;
}

/** Inline assembly: its outputs, and an edge to each of its labels. */
function asm(c: Context, node: Node): void {
  const span = c.spanOf(node);
  const outputs: Expr[] = [];
  const labels: string[] = [];
  for (const part of node.namedChildren) {
    if (part?.type === 'gnu_asm_output_operand_list' || part?.type === 'gnu_asm_input_operand_list') {
      for (const operand of part.namedChildren) {
        const of = operand?.childForFieldName('value');
        if (!of) continue;
        const place = value(c, of);
        if (part.type === 'gnu_asm_output_operand_list') outputs.push(place);
      }
    } else if (part?.type === 'gnu_asm_goto_list') for (const label of part.namedChildren) if (label) labels.push(c.textOf(label));
  }
  c.graph.emit({ do: 'asm', outputs, span });
  for (const label of labels) {
    const on = c.graph.newBlock();
    c.graph.branch(opaque([], span), c.labelBlock(label), on, 'if');
    c.graph.resume(on);
  }
}

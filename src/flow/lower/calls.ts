/** Reads calls, among them those that are no calls: wrappers of a value, macros that stop, macros that hold a jump. */

import type { Span } from '../../base/span.ts';
import type { Expr } from '../ir.ts';
import type { Context, Target } from './context.ts';
import { calleeName, identityArgument, isUnevaluated } from './effects.ts';
import { opaque } from './expr.ts';
import type { Node } from './tree.ts';

export function call(c: Context, node: Node): Expr {
  const span = c.spanOf(node);
  const name = calleeName(c, node);
  if (name !== undefined) {
    if (isUnevaluated(name)) return opaque([], span);
    const same = identityArgument(c, node, name);
    if (same) return c.read.value(c, same);
    const stops = c.words.stopsIf(name);
    const asserted = stops === undefined ? undefined : node.childForFieldName('arguments')?.namedChild(stops);
    if (asserted) return assertion(c, asserted, span);
  }
  return plainCall(c, node, name, span);
}

/** `({ … })` */
const isStatementExpression = (node: Node): boolean => node.type === 'parenthesized_expression' && node.namedChild(0)?.type === 'compound_statement';

/** `break` in a statement expression that a macro is given leaves the macro's loop, without a value. */
function ownValue(c: Context, argument: Node, span: Span): Expr {
  let value: Expr = opaque([], span);
  const target = inOwnLoop(c, span, () => {
    value = c.read.value(c, argument);
  });
  return target.used ? opaque([], span) : value;
}

/** Goes on where the argument does not hold. */
function assertion(c: Context, asserted: Node, span: Span): Expr {
  const { graph } = c;
  const [stop, on] = [graph.newBlock(), graph.newBlock()];
  c.read.condition(c, asserted, stop, on, 'assert');
  graph.resume(stop);
  graph.end({ end: 'stop', span });
  graph.resume(on);
  return opaque([], span);
}

/** `f(g(x * y), z);` with types inside can read as a type: a call all the same. */
export function misreadCall(c: Context, node: Node): void {
  const name = node.childForFieldName('name');
  const span = c.spanOf(node);
  if (!name) return;
  const callee = c.textOf(name);
  const operand = node.childForFieldName('type');
  c.callees.add(callee);
  c.graph.emit({ do: 'call', result: c.newTemp(), callee, args: [opaque([], operand ? c.spanOf(operand) : span)], span });
}

/** A jump among a macro's arguments. */
export interface Leaving {
  readonly word: string;
  readonly operand: Node | undefined;
  readonly span: Span;
}

function plainCall(c: Context, node: Node, callee: string | undefined, span: Span): Expr {
  const { graph } = c;
  const args: Expr[] = [];
  const leaving: Leaving[] = [];
  const blocks: Node[] = [];
  const called = node.childForFieldName('function');
  const target = callee === undefined && called ? c.read.value(c, called) : undefined;
  for (const argument of node.childForFieldName('arguments')?.namedChildren ?? []) {
    if (!argument) continue;
    const way = leavingBy(c, argument);
    if (way) leaving.push(way);
    else if (argument.type === 'compound_statement') blocks.push(argument);
    else args.push(isStatementExpression(argument) ? ownValue(c, argument, span) : c.read.value(c, argument));
  }
  const result = c.newTemp();
  if (callee !== undefined) c.callees.add(callee);
  graph.emit({ do: 'call', result, args, span, ...(callee === undefined ? {} : { callee }), ...(target === undefined ? {} : { target }) });
  for (const body of blocks) maybe(c, span, () => inOwnLoop(c, span, () => c.read.statement(c, body)));
  for (const way of leaving) maybe(c, span, () => leave(c, way));
  if (callee !== undefined && (c.words.noReturn(callee) || callee === '__builtin_unreachable')) graph.end({ end: 'stop', span });
  const type = callee === undefined ? undefined : c.types.result?.(callee);
  return { op: 'temp', id: result, span, ...(type === undefined ? {} : { type }) };
}

/** Runs `body` where `break` and `continue` lead behind it: it stands in a loop that a macro brings. */
export function inOwnLoop(c: Context, span: Span, body: () => void): Target {
  const after = c.graph.newBlock();
  const target: Target = { breakTo: after, continueTo: after, cleanups: c.cleanups };
  c.targets.push(target);
  body();
  c.targets.pop();
  c.graph.open(after, span);
  return target;
}

/** Runs `body` on one of two ways. */
export function maybe(c: Context, span: Span, body: () => void): void {
  const { graph } = c;
  const [inside, after] = [graph.newBlock(), graph.newBlock()];
  graph.branch(opaque([], span), inside, after, 'if');
  graph.resume(inside);
  body();
  graph.open(after, span);
}

/** What an argument says that is a keyword of a jump, or stands right behind one. */
export function leavingBy(c: Context, argument: Node): Leaving | undefined {
  if (c.marks.strays.length === 0) return undefined;
  const span = c.spanOf(argument);
  for (const stray of c.marks.strays) {
    const word = stray.name ?? '';
    if (stray.start === span.start) return { word, operand: undefined, span };
    const between = stray.end <= span.start && c.text({ start: stray.end, end: span.start }).trim() === '';
    if (between) return { word, operand: argument, span: { start: stray.start, end: span.end } };
  }
  return undefined;
}

/** `return x`, `goto x`, `break` and `continue` as a macro's argument. */
export function leave(c: Context, { word, operand, span }: Leaving): void {
  if (word === 'goto' && operand) c.jumpToLabel(c.textOf(operand), span);
  else if (word === 'return') returnValue(c, operand, span);
  else leaveLoop(c, word === 'break' ? 'break' : 'continue', span);
}

export function returnValue(c: Context, operand: Node | undefined, span: Span): void {
  const value = operand && c.read.value(c, operand);
  // What runs on the way out may change what the value is read from.
  const kept = value && c.cleanups.length > 0 ? c.keep(value) : value;
  c.cleanUpTo([], span);
  c.graph.end({ end: 'return', span, ...(kept ? { value: kept } : {}) });
}

/** `break` and `continue`. */
export function leaveLoop(c: Context, how: 'break' | 'continue', span: Span): void {
  for (let k = c.targets.length - 1; k >= 0; k--) {
    const target = c.targets[k];
    const to = how === 'break' ? target?.breakTo : target?.continueTo;
    if (target === undefined || to === undefined) continue;
    target.used = true;
    c.cleanUpTo(target.cleanups, span);
    c.graph.jump(to, how, span);
    return;
  }
  // Of a macro's body: the loop is around the macro's use.
  c.cannotRead(span.start, `${how} stands outside a loop`);
  c.graph.end({ end: 'stop', span });
}

/** Reads statements under a macro's head, which the shadow made a `while` or an `if` of: iterators, guards, and what may run or not. */

import type { Span } from '../../base/span.ts';
import type { Expr } from '../ir.ts';
import { inOwnLoop, type Leaving, leave, leavingBy, maybe } from './calls.ts';
import type { Context } from './context.ts';
import { inLoop } from './loopStatements.ts';
import { governing } from './marks.ts';
import type { Node } from './tree.ts';

/** False if the macro is no head here after all. */
export function governedStatement(c: Context, node: Node): boolean {
  const span = c.spanOf(node);
  const head = c.marks.heads.get(span.start);
  if (head === undefined || (node.type !== 'while_statement' && node.type !== 'if_statement')) return false;
  const test = node.childForFieldName('condition');
  const body = node.childForFieldName('body') ?? node.childForFieldName('consequence');
  const clause = node.childForFieldName('alternative');
  const headSpan: Span = { start: span.start, end: test ? c.spanOf(test).end : head.end };
  const given = test ? argumentsOf(c, test) : [];
  const wrapped = head.name === 'for' && given.length === 1 && given[0]?.type === 'call_expression' ? given[0] : undefined;
  const callee = wrapped?.childForFieldName('function');
  const macro = callee ? c.textOf(callee) : (head.name ?? '');
  const nodes = wrapped ? (wrapped.childForFieldName('arguments')?.namedChildren ?? []) : given;
  const args: Expr[] = [];
  const ways: Leaving[] = [];
  for (const argument of nodes) {
    if (!argument) continue;
    const way = leavingBy(c, argument);
    if (way) ways.push(way);
    else args.push(c.read.value(c, argument));
  }
  const kind = clause ? 'maybe' : governing(head);
  if (kind === 'loop') iterate(c, macro, args, headSpan, span, body);
  else {
    for (const way of ways) maybe(c, headSpan, () => leave(c, way));
    if (kind === 'once') inOwnLoop(c, span, () => body && c.read.statement(c, body));
    else choose(c, headSpan, body, clause);
  }
  return true;
}

/** The arguments, which read as a comma expression between the parentheses. */
function argumentsOf(c: Context, test: Node): Node[] {
  const out: Node[] = [];
  let at = test.type === 'parenthesized_expression' ? test.namedChild(0) : test;
  // An empty pair of parentheses reads as `(1)`.
  if (at?.type === 'number_literal' && !/^\d/.test(c.textOf(at))) return out;
  while (at?.type === 'comma_expression') {
    const [left, right]: (Node | undefined)[] = at.namedChildren;
    if (left) out.push(left);
    at = right;
  }
  if (at) out.push(at);
  return out;
}

function choose(c: Context, head: Span, body: Node | undefined, clause: Node | undefined): void {
  const { graph } = c;
  if (!clause) {
    maybe(c, head, () => {
      if (body) c.read.statement(c, body);
    });
    return;
  }
  const [yes, no, after] = [graph.newBlock(), graph.newBlock(), graph.newBlock()];
  graph.branch({ op: 'opaque', parts: [], span: head }, yes, no, 'if');
  graph.resume(yes);
  if (body) c.read.statement(c, body);
  graph.open(after, head);
  graph.resume(no);
  const inner = clause.namedChild(0);
  if (inner) c.read.statement(c, inner);
  graph.open(after, head);
}

function iterate(c: Context, macro: string, args: readonly Expr[], head: Span, span: Span, body: Node | undefined): void {
  const { graph } = c;
  const [header, inside, exit] = [graph.newBlock(), graph.newBlock(), graph.newBlock()];
  graph.open(header, head);
  graph.end({ end: 'iterator', body: inside, exit, span: head });
  graph.resume(inside);
  graph.emit({ do: 'iterate', macro, args, span: head });
  inLoop(c, exit, header, () => {
    if (body) c.read.statement(c, body);
  });
  if (graph.isOpen) graph.jump(header, 'back', span);
  graph.loop({ kind: 'iterator', header, exit, macro, args, span });
  graph.resume(exit);
}

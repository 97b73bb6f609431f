/** Reads `while`, `do` and `for`. A condition that is a constant makes no branch, so that no way out is seen where there is none. */

import type { Span } from '../../base/span.ts';
import type { BlockId } from '../ir.ts';
import type { Context } from './context.ts';
import type { Node } from './tree.ts';

/** Runs `body` where `break` leads to `breakTo` and `continue` to `continueTo`. */
export function inLoop(c: Context, breakTo: BlockId, continueTo: BlockId, body: () => void): void {
  c.targets.push({ breakTo, continueTo, cleanups: c.cleanups });
  body();
  c.targets.pop();
}

export function whileLoop(c: Context, node: Node): void {
  const { graph } = c;
  const span = c.spanOf(node);
  const test = node.childForFieldName('condition');
  const body = node.childForFieldName('body');
  const [header, inside, exit] = [graph.newBlock(), graph.newBlock(), graph.newBlock()];
  graph.open(header, span);
  if (test) c.read.condition(c, test, inside, exit, 'loop');
  graph.resume(inside);
  inLoop(c, exit, header, () => {
    if (body) c.read.statement(c, body);
  });
  if (graph.isOpen) graph.jump(header, 'back', span);
  graph.loop({ kind: 'while', header, exit, span });
  graph.resume(exit);
}

export function doLoop(c: Context, node: Node): void {
  const { graph } = c;
  const span = c.spanOf(node);
  const test = node.childForFieldName('condition');
  const body = node.childForFieldName('body');
  const [header, check, again, exit] = [graph.newBlock(), graph.newBlock(), graph.newBlock(), graph.newBlock()];
  graph.open(header, span);
  inLoop(c, exit, check, () => {
    if (body) c.read.statement(c, body);
  });
  graph.open(check, span);
  if (test) repeat(c, node, test, again, exit);
  graph.resume(again);
  graph.jump(header, 'back', span);
  graph.loop({ kind: 'do', header, exit, span });
  graph.resume(exit);
}

/** `do { … } while_more(x);`: a macro brings the keyword, and is asked as if it were a call. */
function repeat(c: Context, node: Node, test: Node, again: BlockId, exit: BlockId): void {
  const { start, end } = c.spanOf(test);
  const bodyEnd = c.spanOf(node.childForFieldName('body') ?? node).end;
  const macro = [...c.marks.heads.values()].find((h) => h.start >= bodyEnd && h.end <= start);
  if (macro?.name === undefined || macro.name === 'while') {
    c.read.condition(c, test, again, exit, 'loop');
    return;
  }
  const inner = test.type === 'parenthesized_expression' ? test.namedChild(0) : test;
  const args = inner ? [c.read.value(c, inner)] : [];
  const span: Span = { start: macro.start, end };
  const result = c.newTemp();
  c.callees.add(macro.name);
  c.graph.emit({ do: 'call', result, callee: macro.name, args, span });
  c.graph.branch({ op: 'temp', id: result, span }, again, exit, 'loop');
}

export function forLoop(c: Context, node: Node): void {
  const { graph } = c;
  const span = c.spanOf(node);
  const first = node.childForFieldName('initializer');
  const test = node.childForFieldName('condition');
  const step = node.childForFieldName('update');
  const body = node.childForFieldName('body');
  c.enterScope();
  if (first?.type === 'declaration') c.read.statement(c, first);
  else if (first) c.read.effect(c, first);
  const [header, inside, exit] = [graph.newBlock(), graph.newBlock(), graph.newBlock()];
  const next = step ? graph.newBlock() : header;
  graph.open(header, span);
  if (test) c.read.condition(c, test, inside, exit, 'loop');
  else graph.jump(inside, 'fall', span);
  graph.resume(inside);
  inLoop(c, exit, next, () => {
    if (body) c.read.statement(c, body);
  });
  if (step) {
    graph.open(next, span);
    c.read.effect(c, step);
  }
  if (graph.isOpen) graph.jump(header, 'back', span);
  graph.loop({ kind: 'for', header, exit, span });
  graph.resume(exit);
  c.leaveScope({ start: span.end - 1, end: span.end });
}

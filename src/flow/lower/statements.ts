/** Reads statements: blocks, branches, labels and jumps. */

import type { Span } from '../../base/span.ts';
import { inOwnLoop, leaveLoop, maybe, misreadCall, returnValue } from './calls.ts';
import type { Context } from './context.ts';
import { declaration, typeDefinition } from './declarations.ts';
import { governedStatement } from './heads.ts';
import { doLoop, forLoop, whileLoop } from './loopStatements.ts';
import { caseLabel, switchStatement } from './switches.ts';
import type { Node } from './tree.ts';

export const statement = (c: Context, node: Node): void =>
  c.nested(
    node,
    () => readStatement(c, node),
    () => undefined,
  );

/** A list of statements, of which those that a macro takes as arguments run or do not. */
export function statements(c: Context, nodes: readonly Node[]): void {
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k];
    if (!node) continue;
    const end = c.marks.spreads.size === 0 ? undefined : spreadEnd(c, node);
    statement(c, node);
    if (end === undefined) continue;
    const inside: Node[] = [];
    for (let next = nodes[k + 1]; next && c.spanOf(next).start < end; next = nodes[k + 1]) {
      inside.push(next);
      k++;
    }
    if (inside.length > 0) maybe(c, c.spanOf(node), () => runSpread(c, inside, c.spanOf(node)));
  }
}

/** A jump alone leaves the loop around the macro; among other statements, the one that the macro brings. */
function runSpread(c: Context, inside: readonly Node[], span: Span): void {
  const run = (): void => inside.forEach((s) => statement(c, s));
  const [first] = inside;
  if (inside.length === 1 && (first?.type === 'break_statement' || first?.type === 'continue_statement')) run();
  else inOwnLoop(c, span, run);
}

/** Where a call ends whose statements among the arguments follow it here. */
function spreadEnd(c: Context, node: Node): number | undefined {
  const { start, end } = c.spanOf(node);
  for (const spread of c.marks.spreads.values()) {
    if (spread.start >= start && spread.start < end && spread.end > end) return spread.end;
  }
  return undefined;
}

function readStatement(c: Context, node: Node): void {
  const span = c.spanOf(node);
  if (c.marks.heads.has(span.start) && governedStatement(c, node)) return;
  switch (node.type) {
    case 'compound_statement':
      block(c, node);
      return;
    case 'expression_statement': {
      const of = node.namedChild(0);
      if (of) c.read.effect(c, of);
      return;
    }
    case 'declaration':
      declaration(c, node);
      return;
    case 'type_definition':
      typeDefinition(c, node);
      return;
    case 'if_statement':
      ifStatement(c, node);
      return;
    case 'while_statement':
      if (c.text({ start: span.start, end: span.start + 'switch'.length }) === 'switch') switchStatement(c, node);
      else whileLoop(c, node);
      return;
    case 'do_statement':
      doLoop(c, node);
      return;
    case 'for_statement':
      forLoop(c, node);
      return;
    case 'switch_statement':
      switchStatement(c, node);
      return;
    case 'case_statement':
      caseLabel(c, node);
      return;
    case 'labeled_statement':
      labelled(c, node);
      return;
    case 'attributed_statement': {
      const children = node.namedChildren;
      const inner = children[children.length - 1];
      if (inner && inner.type !== 'attribute_declaration') statement(c, inner);
      return;
    }
    case 'return_statement':
      returnValue(c, node.namedChild(0), span);
      return;
    case 'goto_statement': {
      const label = node.childForFieldName('label');
      if (label) c.jumpToLabel(c.textOf(label), span);
      return;
    }
    case 'break_statement':
      leaveLoop(c, 'break', span);
      return;
    case 'continue_statement':
      leaveLoop(c, 'continue', span);
      return;
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
    case 'attribute_declaration':
    case 'static_assert_declaration':
      return;
    case 'macro_type_specifier':
      misreadCall(c, node);
      return;
    case 'ERROR':
      c.cannotRead(span.start, 'the text cannot be parsed');
      return;
    default:
      if (node.type.endsWith('_expression') || node.type === 'identifier') c.read.effect(c, node);
      else if (!node.type.startsWith('preproc_')) c.cannotRead(span.start, `a ${node.type.replaceAll('_', ' ')} stands where a statement is due`);
  }
}

function block(c: Context, node: Node): void {
  const { end } = c.spanOf(node);
  c.enterScope();
  statements(c, node.namedChildren);
  c.leaveScope({ start: end - 1, end });
}

function ifStatement(c: Context, node: Node): void {
  const { graph } = c;
  // A chain of `else if` is read as flat as it looks.
  const after = graph.newBlock();
  const span = c.spanOf(node);
  for (let at: Node | undefined = node; at; ) {
    const test = at.childForFieldName('condition');
    const then = at.childForFieldName('consequence');
    const clause: Node | undefined = at.childForFieldName('alternative');
    const [yes, no] = [graph.newBlock(), clause ? graph.newBlock() : after];
    if (test) c.read.condition(c, test, yes, no, 'if');
    graph.resume(yes);
    if (then) statement(c, then);
    if (graph.isOpen) graph.jump(after, 'fall', span);
    if (!clause) break;
    graph.resume(no);
    const inner: Node | undefined = clause.type === 'else_clause' ? clause.namedChild(0) : clause;
    const chained: boolean = inner?.type === 'if_statement' && !c.marks.heads.has(c.spanOf(inner).start);
    if (inner && !chained) {
      statement(c, inner);
      if (graph.isOpen) graph.jump(after, 'fall', span);
    }
    at = chained ? inner : undefined;
    if (!inner && graph.isOpen) graph.jump(after, 'fall', span);
  }
  graph.resume(after);
}

function labelled(c: Context, node: Node): void {
  const label = node.childForFieldName('label');
  if (label) c.placeLabel(c.textOf(label), c.spanOf(label));
  const inner = node.namedChildren.filter((n) => n.type !== 'statement_identifier' && n.type !== 'attribute_declaration');
  statements(c, inner);
}

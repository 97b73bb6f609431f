/** What the fixes of these rules work on: one function as text and tree, and the statements in it. Nothing here knows pages. */
import type { Node } from 'web-tree-sitter';
import type { Span, TextEdit } from '../../../../base/span.ts';
import { indentAt, newlineOf, replace } from '../../../c/editing.ts';
import { enclosingFunction, isWhole, type View, viewOf } from '../../../c/view.ts';
import type { MendContext } from '../../../rule.ts';

export interface Bench {
  readonly view: View;
  /** The whole definition. */
  readonly fn: Node;
}

/** Undefined if no choice of the conditions in the function shows the text of `span`. */
export function benchOf({ file, parsed, world }: MendContext, span: Span): Bench | undefined {
  const variant = parsed.variants.find((v) => v.isLive(span));
  if (!variant) return undefined;
  const view = viewOf(file, parsed.item, variant, world);
  const at = variant.root.descendantForIndex(span.start - variant.base, Math.max(span.start, span.end - 1) - variant.base);
  const fn = at && enclosingFunction(at);
  return fn ? { view, fn } : undefined;
}

export const nodeAt = ({ view, fn }: Bench, span: Span): Node | null =>
  fn.descendantForIndex(span.start - view.variant.base, Math.max(span.start, span.end - 1) - view.variant.base);

/** The innermost statement that holds `span`, or the brace that ends the function. */
export function statementAt(bench: Bench, span: Span): Node | undefined {
  for (let n = nodeAt(bench, span); n && n.id !== bench.fn.id; n = n.parent)
    if (/_statement$|^declaration$/.test(n.type) && n.type !== 'compound_statement' && n.type !== 'labeled_statement') return n;
    else if (n.type === '}' && n.parent?.parent?.id === bench.fn.id) return n;
  return undefined;
}

/** All of `type` in the function, in order. */
export const all = ({ fn }: Bench, type: string): Node[] => fn.descendantsOfType(type).filter((n): n is Node => n !== null);

export interface Labelled {
  readonly name: string;
  readonly node: Node;
}

export const labelsOf = (bench: Bench): Labelled[] =>
  all(bench, 'labeled_statement').flatMap((node) => {
    const label = node.childForFieldName('label');
    return label ? [{ name: bench.view.textOf(label), node }] : [];
  });

/** The statement behind a label, and what follows it in its block, in order. */
export function behind({ node }: Labelled): Node[] {
  const out: Node[] = [];
  const own = node.namedChildren.filter((n): n is Node => n !== null && n.type !== 'statement_identifier' && n.type !== 'comment').at(-1);
  if (own) out.push(own);
  for (let n = node.nextNamedSibling; n; n = n.nextNamedSibling) if (n.type !== 'comment') out.push(n);
  return out;
}

/** A statement that is the whole arm of an `if` or the whole body of a loop, without braces. */
const isBare = (statement: Node): boolean => /^(if|else|for|while|do|switch)_(statement|clause)$/.test(statement.parent?.type ?? '');

/**
 * Edits that put `lines` before a statement; with `instead`, in its place, `instead` last. Where the statement has no braces around it, it gets some. Lines have no
 * indent but what they need beyond the statement's. Undefined where a comment or a directive is in the way.
 */
export function putBefore(statement: Node, lines: readonly string[], bench: Bench, instead?: string): TextEdit[] | undefined {
  const { view } = bench;
  const own = view.spanOf(statement);
  const newline = newlineOf(view);
  const replaced = instead === undefined ? [] : [replace(own, instead)];
  if (instead !== undefined && !isWhole(own, view)) return undefined;
  if (lines.length === 0) return replaced;
  if (!isBare(statement)) {
    const brace = statement.type === '}';
    const indent = indentAt(own.start, view) + (brace ? '\t' : '');
    if (brace) {
      const at = view.file.lines.lineStart(view.file.lines.lineAt(own.start));
      return [replace({ start: at, end: at }, lines.map((l) => indent + l + newline).join(''))];
    }
    const text = lines.map((l, i) => (i === 0 ? '' : indent) + l + newline).join('') + indent;
    return instead === undefined ? [replace({ start: own.start, end: own.start }, text)] : [replace(own, text + instead)];
  }
  return braced(statement, lines, instead, bench);
}

function braced(statement: Node, lines: readonly string[], instead: string | undefined, bench: Bench): TextEdit[] | undefined {
  const { view } = bench;
  const newline = newlineOf(view);
  const own = view.spanOf(statement);
  const owner = statement.parent;
  const before = statement.previousSibling;
  if (!owner || !before) return undefined;
  const gap = { start: view.spanOf(before).end, end: own.start };
  const indent = indentAt(view.spanOf(owner).start, view);
  const isBlank = (s: Span): boolean => view.file.text.slice(s.start, s.end).trim() === '';
  if (!isBlank(gap)) return undefined;
  const inner = `${indent}\t`;
  const body = [...lines, instead ?? view.textOf(statement)].map((l) => inner + l).join(newline);
  const alternative = owner.type === 'if_statement' ? owner.childForFieldName('alternative') : null;
  const isThen = alternative !== null && alternative.id !== statement.id;
  let end = own.end;
  let tail = `${newline}${indent}}`;
  if (isThen) {
    const next = view.spanOf(alternative).start;
    if (!isBlank({ start: own.end, end: next })) return undefined;
    end = next;
    tail += ' ';
  }
  return [replace({ start: gap.start, end }, ` {${newline}${body}${tail}`)];
}

/** Names that stand in a node, as identifiers. */
export const identifiersIn = (node: Node, { view }: Bench): Set<string> =>
  new Set(node.descendantsOfType('identifier').flatMap((n) => (n ? [view.textOf(n)] : [])));

/** Every name in `text` stands in the function: what is known of pages may be in the words of a callee. */
export function isInSight(text: string, { view, fn }: Bench): boolean {
  const own = new Set(view.textOf(fn).match(/[A-Za-z_]\w*/g) ?? []);
  return (text.match(/[A-Za-z_]\w*/g) ?? []).every((name) => own.has(name));
}

/** The function asks somewhere whether this pointer is there. */
export const isTested = (pointer: string, bench: Bench): boolean =>
  all(bench, 'if_statement').some((n) => {
    const condition = n.childForFieldName('condition');
    const text = condition ? bareCondition(condition, bench) : '';
    return [pointer, `!${pointer}`, `${pointer} != NULL`, `${pointer} == NULL`].includes(text);
  });

const bareCondition = (condition: Node, { view }: Bench): string =>
  view
    .textOf(condition)
    .replace(/^\(|\)$/g, '')
    .trim();

/** The call of that name that stands at `span`, or holds it. */
export function callAt(bench: Bench, span: Span, name: string): Node | undefined {
  for (let n = nodeAt(bench, span); n && n.id !== bench.fn.id; n = n.parent)
    if (n.type === 'call_expression' && calleeOf(n, bench) === name) return n;
  const within = nodeAt(bench, span);
  return within?.descendantsOfType('call_expression').find((n) => n && calleeOf(n, bench) === name) ?? undefined;
}

export function calleeOf(call: Node, { view }: Bench): string | undefined {
  const callee = call.childForFieldName('function');
  return callee?.type === 'identifier' ? view.textOf(callee) : undefined;
}

export const argumentsOf = (call: Node): Node[] =>
  (call.childForFieldName('arguments')?.namedChildren ?? []).filter((n): n is Node => n !== null && n.type !== 'comment');

/** Finds the places where source text names `bio_vec.bv_page` as a member, and says what each does with it. Fixes are elsewhere. */
import type { Node } from 'web-tree-sitter';
import type { Span } from '../../../base/span.ts';
import { BVEC, lvalueMacros } from '../../../knowledge/bvecIdioms.ts';
import type { Variant, WordUse } from '../../../syntax/types.ts';
import type { CType } from '../../c/cType.ts';
import { describedType } from '../../c/cType.ts';
import { designatedType, localType, resolveAlias, typeOf } from '../../c/typeOf.ts';
import { type View, viewOf } from '../../c/view.ts';
import type { RuleContext } from '../../rule.ts';

export type AccessKind = 'read' | 'write' | 'update' | 'address-of' | 'initialiser' | 'compound-literal' | 'offsetof' | 'member-argument';

export interface Access {
  readonly kind: AccessKind;
  /** The member token. */
  readonly token: Span;
  readonly view: View;
  /** `x.bv_page` as a whole; absent for initialisers, offsetof and member arguments. */
  readonly expression?: Node;
  /** What stands before the operator. */
  readonly receiver?: Node;
  readonly arrow: boolean;
  /** Type of the receiver (for `->` of the pointer), as far as declarations show it. */
  readonly type?: CType;
  /** The node of the token. */
  readonly node: Node;
  /** In a macro's body: what stands around it in the tree is only scaffolding. */
  readonly inMacro: boolean;
}

/** Accesses in source order, each once whatever number of variants shows it. */
export function findAccesses(context: RuleContext): Access[] {
  const out: Access[] = [];
  for (const use of context.uses) {
    const access = firstReading(use, context);
    if (access) out.push(access);
  }
  return out;
}

/** The reading of the first variant in which the token is live and stands in sound syntax; else of the first in which it is live at all. */
function firstReading(use: WordUse, context: RuleContext): Access | undefined {
  let fallback: Access | undefined;
  for (const variant of context.parsed.variants) {
    if (!variant.isLive(use)) continue;
    const node = variant.root.descendantForIndex(use.start - variant.base, use.end - variant.base);
    if (!node) continue;
    const reading = classify(node, use, variant, context);
    if (reading === 'other') return undefined;
    if (reading && !insideError(node)) return reading;
    fallback ??= reading;
  }
  return fallback;
}

function insideError(node: Node): boolean {
  for (let n: Node | null = node; n; n = n.parent) if (n.isError) return true;
  return false;
}

function classify(node: Node, use: WordUse, variant: Variant, context: RuleContext): Access | 'other' | undefined {
  const view = viewOf(context.file, context.parsed.item, variant, context.world);
  const parent = node.parent;
  const base = { token: { start: use.start, end: use.end }, view, node, arrow: false, inMacro: context.parsed.item.kind === 'macro' };
  if (parent?.type === 'field_expression' && parent.childForFieldName('field')?.id === node.id) {
    const receiver = parent.childForFieldName('argument');
    if (!receiver) return undefined;
    if (parent.parent?.type === 'offsetof_expression') return ofStructure(parent.parent, { ...base, kind: 'offsetof' }, view);
    const type = typeOf(receiver, view);
    if (isOther(type, view)) return 'other';
    const arrow = parent.childForFieldName('operator')?.type === '->';
    return { ...base, kind: useOf(parent, view), expression: parent, receiver, arrow, ...(type ? { type } : {}) };
  }
  const designator = parent?.type === 'field_designator' ? parent : parent?.type === 'initializer_pair' ? node : undefined; // `.bv_page =`, `bv_page:`
  const pair = designator?.parent;
  if (designator && pair?.type === 'initializer_pair' && pair.childrenForFieldName('designator').some((d) => d.id === designator.id)) {
    const type = designatedType(pair, view, designator);
    if (isOther(type, view)) return 'other';
    return { ...base, kind: literalAround(pair.parent) ? 'compound-literal' : 'initialiser', ...(type ? { type } : {}) };
  }
  if (parent?.type === 'offsetof_expression') return ofStructure(parent, { ...base, kind: 'offsetof' }, view);
  if (parent?.type === 'argument_list' && node.type === 'identifier') {
    // A name in an argument list that no declaration explains is a member's name for a macro: sizeof_field(struct x, member).
    if (localType(node, view) ?? context.world.variable(use.word)) return 'other';
    return ofArguments(parent, node, view) === 'other' ? 'other' : { ...base, kind: 'member-argument' };
  }
  // `#define FIELD bv_page`: the name alone is what the macro stands for.
  if (base.inMacro && node.type === 'identifier' && isWholeBody(use, context)) return { ...base, kind: 'member-argument' };
  if (insideError(node) || node.isError) return lexical(use, { ...base, kind: 'read' }, context);
  return 'other';
}

/** Broken text around the token: the operator before it still says that it is a member. */
function lexical(use: WordUse, access: Access, context: RuleContext): Access | undefined {
  const before = context.file.text.slice(Math.max(0, use.start - 80), use.start).trimEnd();
  return before.endsWith('->') || (before.endsWith('.') && !before.endsWith('...')) ? access : undefined;
}

function ofStructure(offsetOf: Node, access: Access, view: View): Access | 'other' {
  const descriptor = offsetOf.childForFieldName('type');
  const member = offsetOf.childForFieldName('member');
  // offsetof(struct outer, vec.bv_page) speaks of a member of a member: only the plain form shows whose it is.
  const type = descriptor && member?.type !== 'field_expression' ? describedType(descriptor, view.textOf) : undefined;
  return isOther(type, view) ? 'other' : { ...access, ...(type ? { type } : {}) };
}

/** As written, with what the shadow blanked before it: the `struct` of a type among the arguments. */
function wholeArgument(argument: Node, list: Node, view: View): string {
  const from = argument.previousNamedSibling ? view.spanOf(argument.previousNamedSibling).end : view.spanOf(list).start;
  return view.file.text.slice(from, view.spanOf(argument).end).replace(/^[\s(,]+/, '');
}

function isWholeBody(use: WordUse, context: RuleContext): boolean {
  const { body } = context.parsed.item;
  return !!body && context.file.text.slice(body.start, body.end).trim() === use.word;
}

/** Whose member a macro is given the name of, as its other arguments tell: a type (`struct bio_vec`), or an expression of a known one. */
function ofArguments(list: Node, member: Node, view: View): 'bvec' | 'other' | undefined {
  let verdict: 'bvec' | 'other' | undefined;
  for (const argument of list.namedChildren) {
    if (!argument || argument.id === member.id || argument.type === 'comment') continue;
    const words = wholeArgument(argument, list, view)
      .split(/[\s*]+/)
      .filter(Boolean);
    if (words.includes(BVEC.tag)) return 'bvec';
    const tagged = words[0] === 'struct' || words[0] === 'union' ? words[1] : undefined;
    const last = words.at(-1);
    const alias = tagged === undefined && words.length === 1 && last && /^\w+$/.test(last) ? view.world.typedef(last) : undefined;
    const type = alias ?? typeOf(argument, view);
    const base = type ? resolveAlias(type, view).base : undefined;
    const tag = tagged ?? (base?.kind === 'tag' ? base.name : undefined);
    if (tag === BVEC.tag) return 'bvec';
    if (tag !== undefined && view.world.struct(tag)?.members.has(BVEC.page)) verdict = 'other';
  }
  return verdict;
}

/** A declaration shows that the member belongs to another structure. */
function isOther(type: CType | undefined, view: View): boolean {
  if (!type) return false;
  const t = resolveAlias(type, view);
  switch (t.base.kind) {
    case 'tag':
      return t.base.name !== BVEC.tag;
    case 'anonymous':
      return t.base.shape.members.has(BVEC.page);
    case 'typedef':
    case 'plain':
      return false;
  }
}

function literalAround(list: Node | null | undefined): boolean {
  for (let n = list; n; n = n.parent) {
    if (n.type === 'compound_literal_expression') return true;
    if (n.type !== 'initializer_list' && n.type !== 'initializer_pair') return false;
  }
  return false;
}

/** What the expression around `x.bv_page` does with it. */
export function useOf(expression: Node, view: View): AccessKind {
  let node = expression;
  while (node.parent?.type === 'parenthesized_expression') node = node.parent;
  const parent = node.parent;
  if (!parent) return 'read';
  switch (parent.type) {
    case 'assignment_expression':
      if (parent.childForFieldName('left')?.id !== node.id) return 'read';
      return parent.childForFieldName('operator')?.type === '=' ? 'write' : 'update';
    case 'update_expression':
      return 'update';
    case 'pointer_expression':
      return parent.childForFieldName('operator')?.type === '&' ? 'address-of' : 'read';
    case 'argument_list':
      return useByMacro(parent, node, view);
    default:
      return 'read';
  }
}

/** `swap(x, y)` and the like: a call to look at, an assignment to the compiler. */
function useByMacro(list: Node, argument: Node, view: View): AccessKind {
  const callee = list.parent?.childForFieldName('function');
  const known = callee?.type === 'identifier' ? lvalueMacros[view.textOf(callee)] : undefined;
  if (!known) return 'read';
  const index = list.namedChildren.filter((c) => c?.type !== 'comment').findIndex((c) => c?.id === argument.id);
  return known.argument === 'all' || known.argument === index ? known.use : 'read';
}

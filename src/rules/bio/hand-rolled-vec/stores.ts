/** Finds the stores that lay out, grow or copy a bio_vec table, or set what a bio knows of its table. Which of them are worth a word is decided elsewhere. */
import type { Node } from 'web-tree-sitter';
import type { Span } from '../../../base/span.ts';
import { BIO, BVEC, memoryCopies, setters } from '../../../knowledge/bvecIdioms.ts';
import { type Access, findAccesses, useOf } from '../../bvec/direct-page-access/access.ts';
import { adviseInitialiser, adviseWrite } from '../../bvec/direct-page-access/storeIdioms.ts';
import { oneLine } from '../../c/editing.ts';
import { stripParens, type View, viewOf } from '../../c/view.ts';
import type { RuleContext } from '../../rule.ts';

const VECTOR: readonly string[] = [BVEC.page, BVEC.length, BVEC.offset];
const TABLES: readonly string[] = [BIO.table, BIO.inlineTable];
const OWNER: readonly string[] = [BIO.count, ...TABLES];
const STORES: ReadonlySet<Access['kind']> = new Set(['write', 'update', 'initialiser', 'compound-literal']);
const LOOPS: readonly string[] = ['for_statement', 'while_statement', 'do_statement'];
const LONGEST_NAME = 60;

/** Names of members that make an item worth a look. */
export const words: readonly string[] = [...VECTOR, ...OWNER];

export interface Store {
  /** `bv_len`, `bi_vcnt`; for a copied table the member that names it. */
  readonly member: string;
  readonly token: Span;
  /** What is laid out, as written, without index: `bio` for `bio->bi_io_vec[0].bv_page`; undefined for an object without a name. */
  readonly table: string | undefined;
  /** `grows`: more is added to what stands there; `copies`: whole entries are put there. */
  readonly how: 'sets' | 'grows' | 'changes' | 'copies';
  /** Into a variable that is no pointer: a copy of an entry, unless the page is set as well. */
  readonly isOwn: boolean;
  /** One entry of several: by index, or by arithmetic on a pointer. */
  readonly isIndexed: boolean;
  /** The word with which the loop around it begins. */
  readonly loop: Span | undefined;
  /** Another rule speaks of this very statement, and names the setter that does the same. */
  readonly isConverted: boolean;
}

/** In the order of the source. */
export function storesIn(context: RuleContext): Store[] {
  return [...vectorStores(context), ...ownerStores(context)].sort((a, b) => a.token.start - b.token.start);
}

function vectorStores(context: RuleContext): Store[] {
  const uses = context.uses.filter((u) => VECTOR.includes(u.word));
  return findAccesses({ ...context, uses })
    .filter((a) => STORES.has(a.kind))
    .map((a) => {
      const member = context.file.text.slice(a.token.start, a.token.end);
      const root = a.receiver ? rootOf(a.receiver, a.view) : undefined;
      return {
        member,
        token: a.token,
        table: root ? nameOf(root.node, a.view) : undefined,
        how: howOf(a),
        isOwn: a.receiver?.type === 'identifier' && !a.arrow,
        isIndexed: root?.isIndexed ?? false,
        loop: loopAround(a.node, a.view),
        isConverted: member === BVEC.page && isConverted(a, context),
      };
    });
}

function howOf(access: Access): Store['how'] {
  if (access.kind !== 'update') return 'sets';
  const assignment = outOfParens(access.expression ?? access.node).parent;
  return assignment?.type === 'assignment_expression' && assignment.childForFieldName('operator')?.type === '+=' ? 'grows' : 'changes';
}

function isConverted(access: Access, { helpers }: RuleContext): boolean {
  if (access.kind === 'write') return adviseWrite(access, helpers).helper !== undefined;
  return access.kind !== 'update' && adviseInitialiser(access, helpers).helper !== undefined;
}

/** `bio->bi_vcnt = n`, `bio->bi_vcnt++`, `bio->bi_io_vec = table`, `bio->bi_io_vec[i] = entry`, `memcpy(bio->bi_io_vec, table, size)`. */
function ownerStores(context: RuleContext): Store[] {
  const { file, parsed, world } = context;
  const out: Store[] = [];
  for (const use of context.uses) {
    if (!OWNER.includes(use.word)) continue;
    const variant = parsed.variants.find((v) => v.isLive(use));
    const node = variant?.root.descendantForIndex(use.start - variant.base, use.end - variant.base);
    const member = node?.parent;
    if (!variant || member?.type !== 'field_expression' || member.childForFieldName('field')?.id !== node?.id) continue;
    const view = viewOf(file, parsed.item, variant, world);
    const owner = member.childForFieldName('argument');
    if (!owner) continue;
    const common = { member: use.word, token: { start: use.start, end: use.end }, isOwn: false, isIndexed: true, isConverted: false };
    const loop = loopAround(member, view);
    if (STORES.has(useOf(member, view))) out.push({ ...common, table: nameOf(owner, view), how: 'sets', loop });
    else if (TABLES.includes(use.word) && isCopyTarget(member, view)) out.push({ ...common, table: nameOf(owner, view), how: 'copies', loop });
  }
  return out;
}

/** A whole entry is stored into the table, or memory is copied into it. */
function isCopyTarget(table: Node, view: View): boolean {
  let node = outOfParens(table);
  let entry = false;
  while (node.parent && (node.parent.type === 'subscript_expression' || isDereference(node.parent) || isSum(node.parent))) {
    if (node.parent.type === 'subscript_expression' && node.parent.childForFieldName('argument')?.id !== node.id) return false;
    entry ||= !isSum(node.parent);
    node = outOfParens(node.parent);
  }
  const { parent } = node;
  if (entry) return parent?.type === 'assignment_expression' && parent.childForFieldName('left')?.id === node.id;
  const target = parent && isAddress(parent) ? outOfParens(parent) : node;
  const list = target.parent;
  const callee = list?.type === 'argument_list' ? list.parent?.childForFieldName('function') : undefined;
  return !!callee && memoryCopies.includes(view.textOf(callee)) && list?.namedChild(0)?.id === target.id;
}

const isDereference = (n: Node): boolean => n.type === 'pointer_expression' && n.childForFieldName('operator')?.type === '*';
const isAddress = (n: Node): boolean => n.type === 'pointer_expression' && n.childForFieldName('operator')?.type === '&';
const isSum = (n: Node): boolean => n.type === 'binary_expression' && ['+', '-'].includes(n.childForFieldName('operator')?.type ?? '');

function outOfParens(node: Node): Node {
  let n = node;
  while (n.parent?.type === 'parenthesized_expression') n = n.parent;
  return n;
}

/** What an entry belongs to: index, address and arithmetic go, and so does the member of a bio that is its table. */
function rootOf(receiver: Node, view: View): { readonly node: Node; readonly isIndexed: boolean } {
  let node = stripParens(receiver);
  let isIndexed = false;
  for (;;) {
    const inner =
      node.type === 'subscript_expression' || node.type === 'pointer_expression' || node.type === 'update_expression'
        ? node.childForFieldName('argument')
        : node.type === 'binary_expression'
          ? node.childForFieldName('left')
          : undefined;
    if (!inner) break;
    isIndexed ||= node.type !== 'pointer_expression';
    node = stripParens(inner);
  }
  const field = node.type === 'field_expression' ? node.childForFieldName('field') : undefined;
  const owner = node.childForFieldName('argument');
  return field && owner && TABLES.includes(view.textOf(field)) ? { node: owner, isIndexed: true } : { node, isIndexed };
}

function nameOf(node: Node, view: View): string {
  const text = oneLine(view.textOf(stripParens(node)));
  return text.length <= LONGEST_NAME ? text : `${text.slice(0, LONGEST_NAME - 3)}...`;
}

/** The innermost loop; what the kernel writes as `bio_for_each_segment_all(…)` is one. */
function loopAround(node: Node, view: View): Span | undefined {
  for (let n: Node | null = node; n; n = n.parent) {
    if (!LOOPS.includes(n.type)) continue;
    const { start } = view.spanOf(n);
    const word = /^\w+/.exec(view.file.text.slice(start, start + LONGEST_NAME))?.[0] ?? '';
    return word === '' ? undefined : { start, end: start + word.length };
  }
  return undefined;
}

/** What the tree offers instead of the three stores; undefined if it has no such helper. */
export const setterOf = ({ helpers }: RuleContext): string | undefined =>
  helpers.parametersOf(setters.page.helper)?.length === setters.page.parameters ? setters.page.helper : undefined;

export const isOwner = (member: string): boolean => OWNER.includes(member);
export const setsAll = (members: readonly string[]): boolean => VECTOR.every((m) => members.includes(m));

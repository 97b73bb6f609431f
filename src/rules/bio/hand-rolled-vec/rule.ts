/**
 * `bio/hand-rolled-vec`: places outside the block layer that build, merge or trim bio_vec tables by hand, one result for each table in a function, so that
 * a reviewer of a change to the structure can list them. What stores the page is also what `bvec/direct-page-access` speaks of, token by token.
 */
import type { Node } from 'web-tree-sitter';
import { BIO, BVEC, setters } from '../../../knowledge/bvecIdioms.ts';
import { isBlockLayer, isHelper } from '../../../knowledge/index.ts';
import { type Access, findAccesses, useOf } from '../../bvec/direct-page-access/access.ts';
import { oneLine } from '../../c/editing.ts';
import { stripParens, type View, viewOf } from '../../c/view.ts';
import type { ItemRule, RuleContext, RuleFinding } from '../../rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

const VECTOR: readonly string[] = [BVEC.page, BVEC.length, BVEC.offset];
const OWNER: readonly string[] = [BIO.count, BIO.table];
const STORES: ReadonlySet<Access['kind']> = new Set(['write', 'update', 'initialiser', 'compound-literal']);
const LONGEST_NAME = 60;

/** One store of a member. */
interface Store {
  readonly member: string;
  readonly span: RuleFinding['span'];
  /** What is laid out, as written, without index: `bio` for `bio->bi_io_vec[0].bv_page`; undefined for an object without a name. */
  readonly table: string | undefined;
  /** The stores of one initialiser belong together. */
  readonly literal?: number;
  /** Into a variable that is no pointer: a copy of an entry, unless the page is set as well. */
  readonly isCopy: boolean;
}

export const handRolledVec: ItemRule = {
  info: {
    id: 'bio/hand-rolled-vec',
    title: 'bio_vec tables that are built, merged or trimmed by hand outside the block layer',
    level: 'note',
    documentation,
    url: 'https://www.kernel.org/doc/html/latest/block/biovecs.html',
  },
  words: [...VECTOR, ...OWNER],
  isExempt: isBlockLayer,
  check(context) {
    const { item } = context.parsed;
    if (item.name !== undefined && item.kind !== 'declaration' && isHelper(item.name)) return [];
    const stores = [...vectorStores(context), ...ownerStores(context)].sort((a, b) => a.span.start - b.span.start);
    const sites = new Map<string, Store[]>();
    for (const s of stores) {
      const key = s.table ?? `literal ${s.literal ?? s.span.start}`;
      sites.set(key, [...(sites.get(key) ?? []), s]);
    }
    return [...sites.values()].flatMap((site) => finding(site, context) ?? []);
  },
};

function finding(site: readonly Store[], context: RuleContext): RuleFinding | undefined {
  const members = [...new Set(site.map((s) => s.member))];
  const builds = members.includes(BVEC.page);
  if (!builds && site.every((s) => s.isCopy)) return undefined;
  const first = site.find((s) => builds || !s.isCopy);
  if (!first) return undefined;
  const table = first.table;
  const all = VECTOR.every((m) => members.includes(m));
  const exact = all && context.helpers.parametersOf(setters.page.helper)?.length === setters.page.parameters;
  const counts = members.some((m) => OWNER.includes(m));
  return {
    kind: builds ? 'builds' : counts ? 'counts' : 'trims',
    level: 'note',
    message: exact
      ? messages.setter({ table, members, helper: setters.page.helper })
      : builds
        ? messages.builds({ table, members })
        : counts
          ? messages.counts({ table, members })
          : messages.trims({ table, members }),
    span: first.span,
    path: [],
    fixes: [],
  };
}

function vectorStores(context: RuleContext): Store[] {
  const uses = context.uses.filter((u) => VECTOR.includes(u.word));
  return findAccesses({ ...context, uses })
    .filter((a) => STORES.has(a.kind))
    .map((a) => {
      const list = a.node.parent?.type === 'field_designator' ? a.node.parent.parent?.parent : undefined;
      return {
        member: context.file.text.slice(a.token.start, a.token.end),
        span: a.token,
        table: a.receiver ? tableOf(a.receiver, a.view) : undefined,
        isCopy: a.receiver?.type === 'identifier' && !a.arrow,
        ...(list ? { literal: a.view.spanOf(list).start } : {}),
      };
    });
}

/** `bio->bi_vcnt = n`, `bio->bi_vcnt++`, `bio->bi_io_vec = table`. */
function ownerStores(context: RuleContext): Store[] {
  const { file, parsed, world } = context;
  const out: Store[] = [];
  for (const use of context.uses) {
    if (!OWNER.includes(use.word)) continue;
    const variant = parsed.variants.find((v) => v.isLive(use));
    const node = variant?.root.descendantForIndex(use.start - variant.base, use.end - variant.base);
    const parent = node?.parent;
    if (!variant || parent?.type !== 'field_expression' || parent.childForFieldName('field')?.id !== node?.id) continue;
    const view = viewOf(file, parsed.item, variant, world);
    const owner = parent.childForFieldName('argument');
    if (!owner || !STORES.has(useOf(parent, view))) continue;
    out.push({ member: use.word, span: { start: use.start, end: use.end }, table: nameOf(owner, view), isCopy: false });
  }
  return out;
}

/** What an entry belongs to: index, address and arithmetic go, and so does the member of a bio that is its table. */
function tableOf(receiver: Node, view: View): string | undefined {
  let node = stripParens(receiver);
  for (;;) {
    if (node.type === 'subscript_expression' || node.type === 'pointer_expression') {
      const inner = node.childForFieldName('argument');
      if (!inner) break;
      node = stripParens(inner);
    } else if (node.type === 'binary_expression') {
      const left = node.childForFieldName('left');
      if (!left) break;
      node = stripParens(left);
    } else break;
  }
  const field = node.type === 'field_expression' ? node.childForFieldName('field') : undefined;
  const owner = node.childForFieldName('argument');
  return nameOf(field && owner && view.textOf(field) === BIO.table ? owner : node, view);
}

function nameOf(node: Node, view: View): string | undefined {
  const text = oneLine(view.textOf(stripParens(node)));
  return text.length <= LONGEST_NAME ? text : `${text.slice(0, LONGEST_NAME - 3)}...`;
}

/**
 * `bio/hand-rolled-vec`: places outside the block layer that build, merge, trim or copy bio_vec tables by hand, one result for each table in a function, so that
 * a reviewer of a change to the structure can list them. Of the stores of the page itself `bvec/direct-page-access` speaks, token by token; this rule
 * stands beside them, at what else the place does.
 */
import type { Span } from '../../../base/span.ts';
import { BVEC } from '../../../knowledge/bvecIdioms.ts';
import { isBlockLayer, isHelper } from '../../../knowledge/index.ts';
import type { ItemRule, RuleContext, RuleFinding } from '../../rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';
import { isOwner, type Store, setsAll, setterOf, storesIn, words } from './stores.ts';

export const handRolledVec: ItemRule = {
  info: {
    id: 'bio/hand-rolled-vec',
    title: 'bio_vec tables that are built, merged or copied by hand outside the block layer',
    level: 'note',
    documentation,
    url: 'https://www.kernel.org/doc/html/latest/block/biovecs.html',
  },
  words,
  isExempt: isBlockLayer,
  check(context) {
    const { item } = context.parsed;
    if (item.name !== undefined && item.kind !== 'declaration' && isHelper(item.name)) return [];
    const sites = new Map<string, Store[]>();
    for (const store of storesIn(context)) {
      if (store.table === undefined) continue;
      sites.set(store.table, [...(sites.get(store.table) ?? []), store]);
    }
    const found = [...sites].flatMap(([table, site]) => finding(table, site, context) ?? []);
    // The page of an entry whose length is set under another name is no second table.
    return found.filter((f) => !f.isPageAlone || found.every((g) => g.isPageAlone)).map((f) => f.finding);
  },
};

function finding(table: string, site: readonly Store[], context: RuleContext): { isPageAlone: boolean; finding: RuleFinding } | undefined {
  const pages = site.filter((s) => s.member === BVEC.page);
  const others = site.filter((s) => s.member !== BVEC.page);
  const members = [...new Set(site.map((s) => s.member))];
  // One entry, of which the page's own finding says with what call to set it whole, or that it moves.
  const isOneSaid = pages.length > 0 && pages.every((s) => !s.isIndexed && (s.how !== 'sets' || (s.isConverted && s.loop === undefined)));
  if (isOneSaid && !members.some(isOwner)) return undefined;
  if (pages.length === 0 && others.every((s) => s.isOwn)) return undefined;
  const first = others.find((s) => pages.length > 0 || !s.isOwn);
  const span = first?.token ?? pages.find((s) => s.loop !== undefined)?.loop;
  if (!span) return undefined; // The page of one entry is exchanged.
  return { isPageAlone: others.length === 0, finding: said(span, { table, site, members, context }) };
}

interface Place {
  readonly table: string;
  readonly site: readonly Store[];
  readonly members: readonly string[];
  readonly context: RuleContext;
}

function said(span: Span, { table, site, members, context }: Place): RuleFinding {
  const base = { level: 'note', span, path: [], fixes: [] } as const;
  const helper = setsAll(members) ? setterOf(context) : undefined;
  if (site.some((s) => s.how === 'copies')) return { ...base, kind: 'copies', message: messages.copies({ table, members }) };
  if (site.some((s) => s.member === BVEC.page && s.how === 'sets'))
    return { ...base, kind: 'builds', message: messages.builds({ table, members, helper }) };
  if (members.some(isOwner)) return { ...base, kind: 'counts', message: messages.counts({ table, members }) };
  if (site.some((s) => s.how === 'grows' && s.member === BVEC.length))
    return { ...base, kind: 'merges', message: messages.merges({ table, members }) };
  return { ...base, kind: 'trims', message: messages.trims({ table, members }) };
}

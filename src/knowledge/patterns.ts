/** Which names belong to the tracked families by their look, and which of those the knowledge base does not explain. Pure: headers come as lists of names. */
import { entries, helperDecisions, ignored, iteratorMacros } from './load.ts';

/**
 * By parts of a name between underscores. A name that matches takes, drops, hands out or walks pages of users, iterators, bios or bvecs, or sounds as
 * if it did: then it is in the tables, or on the ignore list with a reason.
 */
const FAMILIES: readonly string[] = [
  // get_user_pages*, pin_user_pages*, put_user_page*
  '(?:^|_)(?:get|pin|put)_user_(?:page|folio)s?(?:_|$)',
  // whatever unpins: unpin_user_page*, unpin_folio*, and the drivers' own
  '(?:^|_)unpin(?:_|$)',
  '(?:^|_)pin_(?:page|folio|memor)(?:s|y)?(?:_|$)',
  '^memfd_pin_',
  '^vaddr_(?:un)?pin_',
  // iov_iter_get_pages*, iov_iter_extract_pages, extract_iter_to_sg, …
  '(?:^|_)iov_iter_(?:get|extract|pin|npages)',
  '(?:^|_)extract_(?:user_)?iter(?:_|$)',
  // bio_iov_iter_get_pages, bio_release_pages, bio_add_page, …
  '(?:^|_)bio_(?:\\w+_)?(?:page|folio)s?(?:_|$)',
  '(?:^|_)(?:bio|rq|bip)_for_each_',
  '(?:^|_)blk_rq_(?:un)?map_user',
  // the bvec helpers
  '(?:^|_)bvecs?(?:_|$)',
  '^_*k(?:un)?map(?:_(?:local|atomic|high)\\w*)?$',
  // dax_direct_access and the drivers' methods
  '(?:^|_)direct_access$',
];
const TRACKED_LOOK = new RegExp(FAMILIES.join('|'));

export const looksTracked = (name: string): boolean => TRACKED_LOOK.test(name);

const known: ReadonlySet<string> = new Set([...entries.keys(), ...helperDecisions.map((h) => h.name), ...iteratorMacros.map((m) => m.name)]);
const ignoredNames: ReadonlySet<string> = new Set(ignored.flatMap((group) => group.names ?? []));
const ignoredPatterns: readonly RegExp[] = ignored.flatMap((group) => group.patterns ?? []).map((source) => new RegExp(`^(?:${source})$`));

/** On the explained ignore list. */
export const isIgnored = (name: string): boolean => ignoredNames.has(name) || ignoredPatterns.some((pattern) => pattern.test(name));

/** The names that look tracked but stand neither in the tables nor on the ignore list; sorted, each once. */
export function unknownTrackedNames(names: Iterable<string>): readonly string[] {
  const out = new Set<string>();
  for (const name of names) if (looksTracked(name) && !known.has(name) && !isIgnored(name)) out.add(name);
  return [...out].sort();
}

/** Which names belong to the tracked families by their look, and which of those the knowledge base does not explain. Pure: headers come as lists of names. */
import { entries, helperDecisions, ignored, iteratorMacros } from './load.ts';

/**
 * Whole names. A name that matches takes, drops, hands out or walks pages of users, iterators, bios or bvecs, or sounds as if it did: then it is in
 * the tables, or on the ignore list with a reason.
 */
const PATTERNS: readonly RegExp[] = [
  // acquire: get_user_pages*, pin_user_pages*, __get_user_pages*, get_user_page_*
  /^_*(\w+_)?(get|pin|put|unpin)_user_(page|pages|folio|folios)(_\w+)?$/,
  // anything that unpins, and pinning by its other words
  /^(\w+_)?unpin(_\w+)?$/,
  /^(\w+_)?pin_(page|pages|folio|folios|memory|user)(_\w+)?$/,
  /^memfd_pin_\w+$/,
  // iterators
  /^_*iov_iter_(get|extract|pin)_\w+$/,
  /^iov_iter_npages\w*$/,
  /^(\w+_)?extract_(user_)?iter(_\w+)?$/,
  // bios and bvecs
  /^_*bio_\w*(pages?|folios?|bvecs?)(_\w+)?$/,
  /^(__|mp_)?bvec_\w+$/,
  /^\w*_bvecs?$/,
  /^\w*bvec_(iter|page|kmap)\w*$/,
  /^(__)?(bio|rq|bip)_for_each_\w+$/,
  /^for_each_bvec$/,
  /^blk_rq_(un)?map_user\w*$/,
  // mappings and persistent memory
  /^\w*_direct_access$/,
];

export const looksTracked = (name: string): boolean => PATTERNS.some((pattern) => pattern.test(name));

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

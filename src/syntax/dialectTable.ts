/** Macros of the kernel whose part in the grammar is known beforehand, each with the reason why structure and learning do not settle it. */
import type { MacroKind } from './types.ts';

export interface DialectEntry {
  readonly kind: MacroKind;
  /** Why the entry is needed. */
  readonly reason: string;
}

const groups: readonly { readonly kind: MacroKind; readonly reason: string; readonly names: string }[] = [
  {
    kind: 'governor',
    reason: 'include/linux/cleanup.h spells it as a for loop that runs once, which would read as a loop',
    names: 'scoped_guard scoped_cond_guard',
  },
  {
    kind: 'annotation',
    reason: 'include/linux/compiler_types.h, linkage.h and init.h: an attribute without a reserved name, which beside a type name could be either',
    names: 'notrace noinline noinline_for_stack noinstr asmlinkage nokprobe_inline inline_or_static fastcall',
  },
];

const table: ReadonlyMap<string, DialectEntry> = new Map(
  groups.flatMap((g) => g.names.split(' ').map((name) => [name, { kind: g.kind, reason: g.reason }] as const)),
);

/** The kernel's loop macros say so in their names; knowing it spares a search through the headers for each. */
const loopName = /(?:^|_)for_?each(?:_|$)/;

export const listedKind = (name: string): MacroKind | undefined => table.get(name)?.kind ?? (loopName.test(name) ? 'iterator' : undefined);

/** Reserved names that are types: no annotation, although their spelling says so. */
const typeLike = /^__(?:[us](?:8|16|32|64|128)|[bl]e(?:16|32|64)|(?:virtio|fs|hc|vi)\d+|w?sum\d*|poll_t|int128(?:_t)?|\w+_t)$/;
export const isTypeLikeName = (word: string): boolean => typeLike.test(word);

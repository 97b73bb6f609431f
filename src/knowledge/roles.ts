/**
 * What a flow analysis must know of names beside the tables of references: which hand a value through, stop, allocate, keep an object, or do nothing
 * of interest; and what the name of an unknown function suggests. Does not say who takes or drops a page: that is `lookup`.
 */
import { entries } from './load.ts';
import type { NameRole, RolesFile, Suggestion, WordGroup } from './roleSchema.ts';
import addresses from './roles/addresses.json' with { type: 'json' };
import arithmetic from './roles/arithmetic.json' with { type: 'json' };
import control from './roles/control.json' with { type: 'json' };
import errors from './roles/errors.json' with { type: 'json' };
import harmless from './roles/harmless.json' with { type: 'json' };
import iterators from './roles/iterators.json' with { type: 'json' };
import keepers from './roles/keepers.json' with { type: 'json' };
import memory from './roles/memory.json' with { type: 'json' };
import pages from './roles/pages.json' with { type: 'json' };
import words from './roles/words.json' with { type: 'json' };

export type { NameRole } from './roleSchema.ts';

const HARMLESS: NameRole = { role: 'harmless' };

// An imported JSON file has plain strings where the schema has closed sets; the test of the roles is what makes the conversions below true.
const files = [addresses, arithmetic, control, errors, iterators, keepers, memory, pages] as unknown as readonly RolesFile[];
const groups = words.groups as unknown as readonly WordGroup[];

const byName: ReadonlyMap<string, NameRole> = new Map([
  ...harmless.names.map((name): [string, NameRole] => [name, HARMLESS]),
  ...files.flatMap((file) =>
    file.entries.flatMap(({ names, gone, role }) => [...names, ...(gone ?? [])].map((name): [string, NameRole] => [name, role])),
  ),
]);

/** The role of a function or macro; undefined for a name that has none here. A name may have facts in `lookup` as well: those speak of references. */
export function roleOf(name: string): NameRole | undefined {
  const exact = byName.get(name);
  if (exact !== undefined || entries.has(name)) return exact;
  return harmless.prefixes.some((prefix) => name.startsWith(prefix)) ? HARMLESS : undefined;
}

/**
 * For a callee that nobody knows: what its name suggests that it does with a page or an object that it is given, by its words, most telling first; words
 * end at underscores and at humps (`SetPageDirty`). Undefined if no word of it says anything.
 */
export function nameSuggests(name: string): Suggestion | undefined {
  const known = suggested.get(name);
  if (known !== undefined || suggested.has(name)) return known;
  const found = suggestionOf(name);
  // Names without end come by in an editor.
  if (suggested.size > 20_000) suggested.clear();
  suggested.set(name, found);
  return found;
}

const suggested = new Map<string, Suggestion | undefined>();

function suggestionOf(name: string): Suggestion | undefined {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_')
    .filter((part) => part !== '');
  const at = { first: parts.slice(0, 1), last: parts.slice(-1), anywhere: parts };
  return groups.find((group) => at[group.where].some((part) => group.words.includes(part)))?.suggests;
}

const namesWith = (role: NameRole['role']): string => errors.entries.find((e) => e.role.role === role)?.names[0] ?? role;

/** How kernel code asks whether a pointer is one. */
export const errorPointers = { isError: namesWith('is-error'), isErrorOrNull: namesWith('is-error-or-null') } as const;

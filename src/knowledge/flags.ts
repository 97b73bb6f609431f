/** The flags of the family that takes user pages: who may pass which. Their values differ between kernels, so they go by name. */
import { entries } from './load.ts';
import type { ApiEntry } from './schema.ts';

type FlagFacts = NonNullable<ApiEntry['flag']> & { readonly name: string };

export const gupFlags: readonly FlagFacts[] = [...entries.values()].flatMap(({ name, flag }) => (flag === undefined ? [] : [{ name, ...flag }]));

const byName = new Map(gupFlags.map((f) => [f.name, f]));

export const flagNamed = (name: string): FlagFacts | undefined => byName.get(name);

/** The flag that changes what a caller owes. */
export const flagFor = (ownership: Exclude<FlagFacts['ownership'], 'none'>): string => gupFlags.find((f) => f.ownership === ownership)?.name ?? '';

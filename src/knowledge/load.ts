/**
 * The knowledge base's data as typed values. The files are validated against `schema.ts` by the tests, not here: zod alone costs more to load
 * than all of the data, and the editor waits for this.
 */
import bio from './api/bio.json' with { type: 'json' };
import bvec from './api/bvec.json' with { type: 'json' };
import helpersFile from './api/bvecHelpers.json' with { type: 'json' };
import correctionsFile from './api/corrections.json' with { type: 'json' };
import dax from './api/dax.json' with { type: 'json' };
import folio from './api/folio.json' with { type: 'json' };
import gup from './api/gup.json' with { type: 'json' };
import ignoredFile from './api/ignored.json' with { type: 'json' };
import iov from './api/iov.json' with { type: 'json' };
import iteratorsFile from './api/iteratorMacros.json' with { type: 'json' };
import kmap from './api/kmap.json' with { type: 'json' };
import release from './api/release.json' with { type: 'json' };
import rfc from './api/rfc.json' with { type: 'json' };
import fieldsFile from './api/structFields.json' with { type: 'json' };
import transfer from './api/transfer.json' with { type: 'json' };
import wrappers from './api/wrappers.json' with { type: 'json' };
import type { BvecHelper, BvecMember, BvecSource, HelperCondition, IgnoredGroup, IteratorMacro } from './listSchema.ts';
import type { ApiEntry, Correction } from './schema.ts';

// An imported JSON file has plain strings where the schema has closed sets; the schema test is what makes the conversions below true.

export const corrections: readonly Correction[] = correctionsFile.corrections as unknown as Correction[];

/** By name; a correction's fields replace those of the entry. */
export const entries: ReadonlyMap<string, ApiEntry> = collect();

function collect(): ReadonlyMap<string, ApiEntry> {
  const byName = new Map<string, ApiEntry>();
  for (const file of [gup, release, iov, bio, bvec, transfer, folio, kmap, dax, wrappers, rfc])
    for (const entry of file.entries as unknown as ApiEntry[]) byName.set(entry.name, entry);
  for (const correction of corrections) {
    const entry = byName.get(correction.name);
    if (entry !== undefined && correction.set !== undefined) byName.set(correction.name, { ...entry, ...withoutUndefined(correction.set) });
  }
  return byName;
}

function withoutUndefined(set: NonNullable<Correction['set']>): Partial<ApiEntry> {
  return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
}

/** Functions and macros that touch `bv_page` in headers or that read like an accessor of it; ask `helper` before exempting one. */
export const helperDecisions: readonly BvecHelper[] = helpersFile.helpers as unknown as BvecHelper[];
/** Each condition of a helper in words. */
export const helperConditions: Readonly<Record<HelperCondition, string>> = helpersFile.conditions;
export const iteratorMacros: readonly IteratorMacro[] = iteratorsFile.macros as unknown as IteratorMacro[];
/** Members of type `struct bio_vec`, or pointers to and arrays of it. */
export const bvecMembers: readonly BvecMember[] = fieldsFile.members as unknown as BvecMember[];
/** Functions, macros and typedefs that give a `struct bio_vec` or a pointer to one. */
export const bvecSources: readonly BvecSource[] = fieldsFile.sources as unknown as BvecSource[];
export const ignored: readonly IgnoredGroup[] = ignoredFile.groups;

/** Mappings that must be undone, as data: which call makes one, which undoes it, by what it is named there. Says nothing of references. */
import type { MappingFamily, MappingsFile } from './mappingSchema.ts';
import file from './mappings.json' with { type: 'json' };

export type { MappingFamily } from './mappingSchema.ts';

// An imported JSON file has plain strings where the schema has closed sets; the test of the file is what makes the conversion true.
const { families } = file as unknown as MappingsFile;

/** What a call does to mappings. `argument` is 0-based: of the page that is mapped, or of what names the mapping that is undone. */
export interface MappingCall {
  readonly does: 'map' | 'unmap';
  readonly family: MappingFamily;
  readonly argument: number;
}

const byName: ReadonlyMap<string, MappingCall> = new Map(
  families.flatMap((family) => [
    ...family.maps.map(({ name, page }): [string, MappingCall] => [name, { does: 'map', family, argument: page }]),
    ...family.undoes.map(({ name, argument }): [string, MappingCall] => [name, { does: 'unmap', family, argument }]),
  ]),
);

/** Undefined for a name that neither maps nor undoes. */
export const mappingCall = (name: string): MappingCall | undefined => byName.get(name);

/** The names that make a function worth following: those that map. Each once. */
export const mappingWords: readonly string[] = [...byName].flatMap(([name, { does }]) => (does === 'map' ? [name] : []));

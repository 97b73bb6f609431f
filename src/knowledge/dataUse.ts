/** What calls do with the data of pages. */
import data from './dataUse.json' with { type: 'json' };
import type { DataUse, DataUseFile } from './dataUseSchema.ts';

// The test of the file is what makes the conversion true.
const file = data as unknown as DataUseFile;

const uses = new Map(file.entries.flatMap(({ names, gone, use }) => [...names, ...(gone ?? [])].map((name) => [name, use] as const)));
const directions = new Map(
  file.directions.flatMap(({ names, gone, deviceWrites }) => [...names, ...(gone ?? [])].map((name) => [name, deviceWrites] as const)),
);

export const dataUseOf = (name: string): DataUse | undefined => uses.get(name);

/** Whether the device may write, by the name of a direction; undefined for a name that is none. */
export const deviceWrites = (direction: string): boolean | undefined => directions.get(direction);

/** An address space that nobody runs in yet. */
export const isUnshared = (struct: string, member: string): boolean => file.unshared.some((u) => u.struct === struct && u.member === member);

/**
 * Whether pages stay when a function is over (a registration, a mapping) or go when a transfer is done, by the words of its name and of those that lead to it: false
 * if any of them speaks of a transfer; undefined if none says anything.
 */
export function pagesStay(names: readonly string[]): boolean | undefined {
  const said = names.map(suggested);
  return said.includes(false) ? false : said.includes(true) ? true : undefined;
}

function suggested(name: string): boolean | undefined {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split('_');
  return file.lifetimes.find(({ words }) => parts.some((part) => words.includes(part)))?.stays;
}

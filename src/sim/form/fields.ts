/** Builders of fields: single ones, and arrays of records as one array a member. The places that they hand out are what expressions and statements take. */
import { type Int, int } from './build.ts';
import type { Field, Place } from './model.ts';

/** A field without its name. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly initial: number | readonly number[];
}

/** Both ends inclusive. In a record that is an array, a list gives each element its own first value. */
export const range = (min: number, max: number, initial: number | readonly number[]): Range => ({ min, max, initial });
/** 0 or 1. */
export const flag = (initial: boolean | readonly boolean[] = false): Range =>
  range(0, 1, typeof initial === 'boolean' ? Number(initial) : initial.map(Number));

type Places<Members> = { readonly [Name in keyof Members]: Place };

/** Single fields, each known by its own name: `variables({ lock: flag() }).at.lock`. */
export function variables<Members extends Readonly<Record<string, Range>>>(
  members: Members,
): { readonly fields: readonly Field[]; readonly at: Places<Members> } {
  return { fields: Object.entries(members).map(([name, one]) => ({ name, ...one })), at: placesOf(members, (name) => ({ op: 'get', field: name })) };
}

/** One record of fields: `record('disk', { data: range(0, 3, 1) }).at.data` is `disk.data`. */
export function record<Members extends Readonly<Record<string, Range>>>(
  record: string,
  members: Members,
): { readonly fields: readonly Field[]; readonly at: Places<Members> } {
  return {
    fields: Object.entries(members).map(([name, one]) => ({ name: `${record}.${name}`, ...one })),
    at: placesOf(members, (name) => ({ op: 'get', field: `${record}.${name}` })),
  };
}

/** An array of records: `records('page', 2, { ref: range(-2100, 5000, 2) }).at(0).ref` is `page[0].ref`. The index may be an expression. */
export function records<Members extends Readonly<Record<string, Range>>>(
  record: string,
  length: number,
  members: Members,
): { readonly fields: readonly Field[]; readonly length: number; readonly at: (index: Int) => Places<Members> } {
  return {
    fields: Object.entries(members).map(([name, one]) => ({ name: `${record}.${name}`, length, ...one })),
    length,
    at: (index) => placesOf(members, (name) => ({ op: 'get', field: `${record}.${name}`, index: int(index) })),
  };
}

function placesOf<Members extends object>(members: Members, place: (name: string) => Place): Places<Members> {
  // the keys are those of the members by construction
  return Object.fromEntries(Object.keys(members).map((name) => [name, place(name)])) as Places<Members>;
}

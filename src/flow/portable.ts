/**
 * Summaries as plain data: for other files, other threads and the cache on disk. Symbols that callers can learn nothing from are left out, the rest are numbered
 * anew in the order of their use, so that two readings of the same function give the same text. Spans are dropped: what a callee does is told at the call.
 */
import type { ReferenceKind } from '../protocol/trace.ts';
import type { ValueType } from './ir.ts';
import { formOf, Linear, type SymbolId, type SymbolOrigin, SymbolTable } from './linear.ts';
import { seenFromOutside } from './outside.ts';
import type { Summary } from './summary.ts';

/** JSON. Not to be looked into: `readSummary` alone knows what it means. */
export type PortableSummary = Plain;
type Plain = null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };

/** Stands before a form, or before a number that JSON does not have. */
const FORM = '$';
const INFINITE = '~';

/** Cells in which the walk notes what it has to remember, by symbols of its own table. */
const NOTES = /^&(?:stores|kept|passed|given):|^&a function of another file$/;

export interface PortableOptions {
  /** Names that mean something of their own in the callee's file: what the same name means elsewhere is something else. */
  readonly isLocal: (name: string) => boolean;
  /** Tells such names apart: the file. */
  readonly scope: string;
}

export function portableSummary(summary: Summary, options: PortableOptions): PortableSummary {
  const { name, params, isStatic, trivial, table } = summary;
  const outcomes = seenFromOutside(summary);
  const writer = new Writer(table, options);
  const body = writer.write({ name, outcomes, params, isStatic, trivial });
  return { body, symbols: writer.symbols, types: writer.types, bases: writer.bases };
}

/** The inverse, for data that `portableSummary` made. `file`: where the function stands. */
export function readSummary(data: PortableSummary, file: string): Summary {
  const { body, symbols, types, bases } = data as Record<'body' | 'symbols' | 'types' | 'bases', readonly Plain[]>; // what portableSummary put there
  const table = SymbolTable.from(
    symbols.map((s) => read(s) as SymbolOrigin),
    types.map((t) => (t === null ? undefined : (read(t) as ValueType))),
    bases as readonly (readonly [string, SymbolId])[],
  );
  return { ...(read(body) as Omit<Summary, 'table'>), file, table };
}

/** What it does to pages, in a few words: for people. */
export function actsOf(data: PortableSummary): { readonly takes: readonly ReferenceKind[]; readonly drops: readonly ReferenceKind[] } {
  const takes = new Set<ReferenceKind>();
  const drops = new Set<ReferenceKind>();
  for (const { effects } of readSummary(data, '').outcomes)
    for (const e of effects)
      if (e.does === 'acquire' && e.kind !== 'borrowed') takes.add(e.kind);
      else if (e.does === 'release' && e.kind !== 'borrowed') drops.add(e.kind);
  return { takes: [...takes].sort(), drops: [...drops].sort() };
}

class Writer {
  readonly symbols: Plain[] = [];
  readonly types: Plain[] = [];
  readonly bases: Plain[] = [];
  readonly #table: SymbolTable;
  readonly #options: PortableOptions;
  readonly #numbers = new Map<SymbolId, number>();
  readonly #basesTold = new Set<string>();

  constructor(table: SymbolTable, options: PortableOptions) {
    this.#table = table;
    this.#options = options;
  }

  write(value: unknown): Plain {
    if (value instanceof Linear) return { [FORM]: this.#form(value) };
    if (Array.isArray(value)) return value.map((v) => this.write(v));
    if (typeof value === 'number') return Number.isFinite(value) ? value : { [INFINITE]: value > 0 ? 1 : -1 };
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value !== 'object' || value === null) return null;
    const out: Record<string, Plain> = {};
    for (const [name, part] of Object.entries(value)) if (name !== 'span' && part !== undefined) out[name] = this.write(part);
    return out;
  }

  #form(form: Linear): Plain {
    const pairs: [number, number][] = [];
    for (let i = 0; i < form.terms.length; i += 2) pairs.push([this.#symbol(form.terms[i] ?? 0), form.terms[i + 1] ?? 0]);
    pairs.sort((a, b) => a[0] - b[0]);
    const terms = pairs.flat();
    const base = this.#table.bases.get(form.key);
    const key = terms.join();
    if (base !== undefined && !this.#basesTold.has(key)) {
      this.#basesTold.add(key);
      this.bases.push([key, this.#symbol(base)]);
    }
    return [form.k, ...terms];
  }

  #symbol(id: SymbolId): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const origin = this.write(this.#seen(this.#table.originOf(id)));
    const type = this.#table.typeOf(id);
    const number = this.symbols.push(origin) - 1;
    this.types.push(type === undefined ? null : this.write(type));
    this.#numbers.set(id, number);
    return number;
  }

  /** What a caller may know of it. */
  #seen(origin: SymbolOrigin): SymbolOrigin {
    switch (origin.from) {
      case 'param':
      case 'member':
      case 'memory':
      case 'operation':
      case 'allocation':
        return origin;
      case 'name': {
        if (NOTES.test(origin.name)) return { from: 'unknown', why: '' };
        const [mark, name] = origin.name.startsWith('&') ? ['&', origin.name.slice(1)] : ['', origin.name];
        return this.#options.isLocal(name) ? { from: 'name', name: `${mark}${name} of ${this.#options.scope}` } : origin;
      }
      case 'variable':
        return { ...origin, id: 0 };
      case 'call':
        return { from: 'call', site: 0, callee: origin.callee, args: [] };
      case 'merge':
        return { from: 'merge', at: '' };
      case 'unknown':
        return { from: 'unknown', why: '' };
    }
  }
}

function read(value: Plain): unknown {
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(read);
  const form = value[FORM];
  if (form !== undefined) {
    const [k, ...terms] = form as readonly number[]; // as #form wrote it
    return formOf(k ?? 0, terms);
  }
  const infinite = value[INFINITE];
  if (infinite !== undefined) return infinite === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const out: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) out[name] = read(part);
  return out;
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

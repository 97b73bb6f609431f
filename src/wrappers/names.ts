/**
 * Which files of a tree define a function and which call it, by hashes of names: an over-approximation from the layout of the texts alone, gathered in the same
 * pass that looks for tracked words. Small enough to be held for a whole kernel, and what threads need of it is shared between them.
 */
import { hashOfName, type NameHashes } from '../scan/index.ts';

/** The files of one run, by number; plain data that threads share. */
export interface FileTable {
  /** Paths, absolute, one after the other, in UTF-8. */
  readonly text: Uint8Array;
  /** Where the path of a file starts, and, as the last entry, where the last one ends. */
  readonly starts: Uint32Array;
  /** The tree of each file: functions are not known across trees. */
  readonly trees: Uint8Array;
}

/** Definers by name; plain data that threads share. Sorted by hash, then by file. */
export interface DefinerTable {
  readonly hashes: Uint32Array;
  readonly files: Uint32Array;
}

const decoder = new TextDecoder();

export const fileCount = (table: FileTable): number => table.starts.length - 1;
export const pathOf = (table: FileTable, file: number): string =>
  decoder.decode(table.text.slice(table.starts[file] ?? 0, table.starts[file + 1] ?? 0));
export const treeOf = (table: FileTable, file: number): number => table.trees[file] ?? 0;

/** Files that may define the name, ascending. Others may be among them: hashes are all that is compared. */
export function definersOf(table: DefinerTable, name: string): number[] {
  const hash = hashOfName(name);
  let low = 0;
  let high = table.hashes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((table.hashes[middle] ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  const out: number[] = [];
  for (let i = low; table.hashes[i] === hash; i++) out.push(table.files[i] ?? 0);
  return out;
}

/** What was met in some files of one tree; plain data. */
export interface NamesMet {
  readonly tree: number;
  readonly paths: readonly string[];
  /** Hashes of all files, one after the other, and where those of each file end. */
  readonly called: Uint32Array;
  readonly calledEnds: Uint32Array;
  readonly defined: Uint32Array;
  readonly definedEnds: Uint32Array;
}

/** Puts together what is met in files of one tree. */
export class NamesGatherer {
  readonly #tree: number;
  readonly #paths: string[] = [];
  readonly #called = new Growing();
  readonly #defined = new Growing();

  constructor(tree: number) {
    this.#tree = tree;
  }

  add(path: string, { called, defined }: NameHashes): void {
    this.#paths.push(path);
    this.#called.add(called);
    this.#defined.add(defined);
  }

  finish(): NamesMet {
    const [called, calledEnds] = this.#called.finish();
    const [defined, definedEnds] = this.#defined.finish();
    return { tree: this.#tree, paths: this.#paths, called, calledEnds, defined, definedEnds };
  }
}

class Growing {
  #values = new Uint32Array(1024);
  #length = 0;
  readonly #ends: number[] = [];

  add(values: Uint32Array): void {
    if (this.#length + values.length > this.#values.length) {
      const larger = new Uint32Array(2 * (this.#length + values.length));
      larger.set(this.#values.subarray(0, this.#length));
      this.#values = larger;
    }
    this.#values.set(values, this.#length);
    this.#length += values.length;
    this.#ends.push(this.#length);
  }
  finish(): readonly [Uint32Array, Uint32Array] {
    return [this.#values.slice(0, this.#length), Uint32Array.from(this.#ends)];
  }
}

/** One file of those that were met together. */
interface Met {
  readonly path: string;
  readonly of: NamesMet;
  readonly index: number;
}

const calledIn = ({ of: { called, calledEnds }, index }: Met): Uint32Array => called.subarray(calledEnds[index - 1] ?? 0, calledEnds[index]);
const definedIn = ({ of: { defined, definedEnds }, index }: Met): Uint32Array => defined.subarray(definedEnds[index - 1] ?? 0, definedEnds[index]);

/** All files of a run, numbered in the order of their paths. */
export class CollectedNames {
  readonly files: FileTable;
  readonly definers: DefinerTable;
  readonly #met: readonly Met[];
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(all: Iterable<NamesMet>) {
    const met: Met[] = [];
    for (const of of all) for (const [index, path] of of.paths.entries()) met.push({ path, of, index });
    met.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    this.#met = met;
    this.files = fileTable(met);
    this.definers = definerTable(met);
    this.#numbers = new Map(met.map(({ path }, i) => [path, i]));
  }

  numberOf(path: string): number | undefined {
    return this.#numbers.get(path);
  }

  /** How many files may call each of the names, and which; ascending. One pass over all. */
  callersOf(names: Iterable<string>): ReadonlyMap<string, readonly number[]> {
    const byHash = new Map<number, number[]>();
    const out = new Map<string, readonly number[]>();
    for (const name of names) {
      const hash = hashOfName(name);
      const list = byHash.get(hash) ?? [];
      byHash.set(hash, list);
      out.set(name, list);
    }
    if (byHash.size === 0) return out;
    for (const [file, met] of this.#met.entries()) {
      const hashes = calledIn(met);
      for (let i = 0; i < hashes.length; i++) {
        const list = byHash.get(hashes[i] ?? 0);
        if (list && list.at(-1) !== file) list.push(file);
      }
    }
    return out;
  }

  /** Hashes of names that one of the files calls. */
  calledBy(files: Iterable<number>): ReadonlySet<number> {
    const out = new Set<number>();
    for (const file of files) {
      const met = this.#met[file];
      if (met) for (const hash of calledIn(met)) out.add(hash);
    }
    return out;
  }

  /** Hashes of names that the file may define, ascending, each once. */
  definedIn(file: number): readonly number[] {
    const met = this.#met[file];
    return met ? [...new Set(definedIn(met))].sort((a, b) => a - b) : [];
  }
}

function fileTable(files: readonly Met[]): FileTable {
  const encoder = new TextEncoder();
  const text = new Uint8Array(new SharedArrayBuffer(files.reduce((sum, { path }) => sum + 3 * path.length, 0)));
  const starts = new Uint32Array(new SharedArrayBuffer(4 * (files.length + 1)));
  const trees = new Uint8Array(new SharedArrayBuffer(files.length));
  // What encodes in place does not take shared memory.
  let room = new Uint8Array(1024);
  let at = 0;
  for (const [i, { path, of }] of files.entries()) {
    starts[i] = at;
    if (3 * path.length > room.length) room = new Uint8Array(3 * path.length);
    const { written } = encoder.encodeInto(path, room);
    text.set(room.subarray(0, written), at);
    at += written;
    trees[i] = of.tree;
  }
  starts[files.length] = at;
  return { text, starts, trees };
}

/** Room for file numbers in the second half of a number that is sorted as one. */
const FILES = 2 ** 20;

function definerTable(files: readonly Met[]): DefinerTable {
  const pairs = new Float64Array(files.reduce((sum, f) => sum + definedIn(f).length, 0));
  let count = 0;
  for (const [file, met] of files.entries()) {
    const defined = definedIn(met);
    for (let i = 0; i < defined.length; i++) pairs[count++] = (defined[i] ?? 0) * FILES + file;
  }
  pairs.sort();
  const hashes = new Uint32Array(new SharedArrayBuffer(4 * count));
  const numbers = new Uint32Array(new SharedArrayBuffer(4 * count));
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const pair = pairs[i] ?? 0;
    if (pair === pairs[i - 1]) continue;
    hashes[kept] = Math.floor(pair / FILES);
    numbers[kept++] = pair % FILES;
  }
  return { hashes: hashes.subarray(0, kept), files: numbers.subarray(0, kept) };
}

/**
 * Where each number of a state lives. A state has two shapes: plain, one 32-bit number a cell, for replay and for people; packed, the same in as few bits as
 * the ranges need, for the search. A cell is the location of an actor or one element of a field.
 */
import { type Model, placeName } from '../form/index.ts';

/** One number of a state. */
export interface Cell {
  readonly name: string;
  /** Both inclusive. A location counts from 0 in the order of the actor's list. */
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  /** 0 for a cell that has one value only. No cell crosses a word. */
  readonly bits: number;
  /** Its packed place: `value - min` in `bits` bits from `shift` of this word. */
  readonly word: number;
  readonly shift: number;
}

export interface Layout {
  /** First the locations of the actors in order, then the elements of the fields in order. The plain state has its numbers in this order. */
  readonly cells: readonly Cell[];
  /** The cell of a field's first element; the others follow. */
  readonly first: ReadonlyMap<string, number>;
  /** 32-bit words of a packed state, at least 1. */
  readonly words: number;
}

const WORD_BITS = 32;

export function layOut(model: Model): Layout {
  const bare: Omit<Cell, 'word' | 'shift'>[] = model.actors.map(({ name, locations, start }) => ({
    name,
    min: 0,
    max: locations.length - 1,
    initial: locations.indexOf(start),
    bits: bitsFor(locations.length),
  }));
  const first = new Map<string, number>();
  for (const { name, min, max, length, initial } of model.fields) {
    first.set(name, bare.length);
    for (let i = 0; i < (length ?? 1); i++) {
      const value = typeof initial === 'number' ? initial : (initial[i] ?? min);
      bare.push({ name: placeName(name, length === undefined ? undefined : i), min, max, initial: value, bits: bitsFor(max - min + 1) });
    }
  }
  const places = placeCells(bare.map(({ bits }) => bits));
  const cells = bare.map((cell, i) => ({ ...cell, ...(places[i] ?? { word: 0, shift: 0 }) }));
  return { cells, first, words: Math.max(1, ...cells.map(({ word }) => word + 1)) };
}

function bitsFor(values: number): number {
  return Math.ceil(Math.log2(values));
}

/** First fit, widest first; cells of one width keep their order, so that locations come to lie together. */
function placeCells(bits: readonly number[]): { readonly word: number; readonly shift: number }[] {
  const used: number[] = [];
  const places: { word: number; shift: number }[] = [];
  const byWidth = bits.map((width, cell) => ({ width, cell })).sort((a, b) => b.width - a.width || a.cell - b.cell);
  for (const { width, cell } of byWidth) {
    let word = used.findIndex((taken) => taken + width <= WORD_BITS);
    if (word < 0) word = used.push(0) - 1;
    const shift = used[word] ?? 0;
    used[word] = shift + width;
    // a cell without bits may come behind a full word
    places[cell] = { word, shift: width === 0 ? 0 : shift };
  }
  return places;
}

/** Packs a plain state into `words` from `offset`. */
export function packInto({ cells, words: length }: Layout, values: Int32Array, words: Int32Array, offset: number): void {
  for (let word = 0; word < length; word++) words[offset + word] = 0;
  for (let i = 0; i < cells.length; i++) {
    const { min, word, shift } = cells[i] ?? NO_CELL;
    const at = offset + word;
    words[at] = (words[at] ?? 0) | (((values[i] ?? 0) - min) << shift);
  }
}

export function unpackInto({ cells }: Layout, words: Int32Array, offset: number, values: Int32Array): void {
  for (let i = 0; i < cells.length; i++) {
    const { min, bits, word, shift } = cells[i] ?? NO_CELL;
    const mask = bits === WORD_BITS ? -1 : (1 << bits) - 1;
    values[i] = (((words[offset + word] ?? 0) >>> shift) & mask) + min;
  }
}

const NO_CELL = { min: 0, bits: 0, word: 0, shift: 0 };

export function unpack(layout: Layout, words: Int32Array, offset: number): Int32Array {
  const values = new Int32Array(layout.cells.length);
  unpackInto(layout, words, offset, values);
  return values;
}

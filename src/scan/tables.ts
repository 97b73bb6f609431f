/**
 * Lays the word set out in the matcher's memory: bucket tables, trigram filter, hash table and the words themselves, as `layout.ts` maps them.
 */
import { chooseFingerprints } from './fingerprints.ts';
import {
  BUCKETS_AT,
  DATA_AT,
  ENTRIES_AT,
  MAX_TEXT,
  MAX_WORDS,
  MIN_WORD_LENGTH,
  SLOTS,
  SLOTS_AT,
  TEXT_AT,
  TRIGRAM_BITS,
  TRIGRAM_FACTOR,
  TRIGRAMS_AT,
  WORD_BYTES_AT,
} from './layout.ts';

const WORD = /^[A-Za-z0-9_]+$/;

/** A word set made ready for matchers, a few milliseconds' work: plain data that can be posted to other threads. */
export interface WordTables {
  readonly words: readonly string[];
  /** The first DATA_AT bytes of a matcher's memory. */
  readonly memory: Uint8Array;
}

/**
 * Throws RangeError where a word is shorter than three bytes, holds something else than `[A-Za-z0-9_]` or comes twice, and where there are too many.
 */
export function prepareWords(words: readonly string[]): WordTables {
  check(words);
  const memory = new Uint8Array(DATA_AT);
  const view = new DataView(memory.buffer);
  const encoder = new TextEncoder();
  const encoded = words.map((word) => encoder.encode(word));

  const { offsets, tables } = chooseFingerprints(encoded);
  for (const [position, table] of tables.entries()) memory.set(table, BUCKETS_AT + 16 * position);
  for (let byte = 0; byte < 256; byte++) memory[WORD_BYTES_AT + byte] = byte < 128 && WORD.test(String.fromCharCode(byte)) ? 1 : 0;

  let textAt = TEXT_AT;
  for (const [index, word] of encoded.entries()) {
    memory.set(word, textAt);
    view.setUint32(ENTRIES_AT + 8 * index, textAt, true);
    view.setUint32(ENTRIES_AT + 8 * index + 4, word.length, true);
    textAt += word.length;

    const at = offsets[index] ?? 0;
    const bit = trigramBit(word[at] ?? 0, word[at + 1] ?? 0, word[at + 2] ?? 0);
    const byte = TRIGRAMS_AT + (bit >>> 3);
    memory[byte] = (memory[byte] ?? 0) | (1 << (bit & 7));

    const hash = hashOf(word);
    let slot = hash & (SLOTS - 1);
    while (view.getUint32(SLOTS_AT + 8 * slot + 4, true) !== 0) slot = (slot + 1) & (SLOTS - 1);
    view.setUint32(SLOTS_AT + 8 * slot, hash, true);
    view.setUint32(SLOTS_AT + 8 * slot + 4, index + 1, true);
  }
  return { words, memory };
}

function check(words: readonly string[]): void {
  if (words.length > MAX_WORDS) throw new RangeError(`a scanner holds at most ${MAX_WORDS} words, not ${words.length}`);
  const seen = new Set<string>();
  let total = 0;
  for (const word of words) {
    if (word.length < MIN_WORD_LENGTH || !WORD.test(word)) {
      throw new RangeError(`a scanner takes identifiers of at least ${MIN_WORD_LENGTH} ASCII characters, not ${JSON.stringify(word)}`);
    }
    if (seen.has(word)) throw new RangeError(`the word ${word} comes twice`);
    seen.add(word);
    total += word.length;
  }
  if (total > MAX_TEXT) throw new RangeError(`the words of a scanner may have ${MAX_TEXT} characters together, not ${total}`);
}

/** As the kernel computes it from three bytes of text, lowest address first. */
const trigramBit = (first: number, second: number, third: number): number =>
  Math.imul(first | (second << 8) | (third << 16), TRIGRAM_FACTOR) >>> (32 - TRIGRAM_BITS);

/** FNV-1a, 32 bits, as the kernel computes it. */
function hashOf(word: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of word) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** By which the matcher tells of a name. Of ASCII letters, digits and underscores. */
export function hashOfName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

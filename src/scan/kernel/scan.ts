/**
 * The search itself, compiled by AssemblyScript to WebAssembly with SIMD: finds the words of a fixed set where they stand as whole identifiers.
 *
 * Three stages, each rarer than the one before:
 * 1. For all bytes, sixteen at a time: five neighbouring bytes, cut to their low four bits, are looked up in one table for each position. An entry
 *    is a set of eight buckets of words; where a bucket survives the intersection, a fingerprint may end. (After "Teddy" of Hyperscan and ripgrep;
 *    a table for the high bits too would cost as much as two more positions and tell less.)
 * 2. The first three of these bytes are looked up exactly, in a hashed bit set.
 * 3. The identifier around the candidate is looked up in the word table. Both neighbours are thereby no word bytes, and it cannot be a part of one.
 *
 * The caller lays out the memory as `../layout` says and leaves MARGIN zero bytes on either side of the text.
 */
import {
  BUCKETS_AT,
  DATA_AT,
  ENTRIES_AT,
  FINGERPRINT_LENGTH,
  HIT_CAPACITY,
  HITS_AT,
  MARGIN,
  PRESENT_AT,
  SLOTS,
  SLOTS_AT,
  TRIGRAM_BITS,
  TRIGRAM_FACTOR,
  TRIGRAMS_AT,
} from '../layout';
import { isWord } from './text';

export { names } from './names';

const FIRST: u32 = 0;
const MARK: u32 = 1;
const LIST: u32 = 2;

/** The index of the word that is exactly the bytes [start, end), or -1. */
function wordIndex(start: u32, end: u32): i32 {
  let hash: u32 = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = (hash ^ load<u8>(at)) * 0x01000193;
  const length = end - start;
  let slot = hash & (SLOTS - 1);
  let index: u32;
  // ends: the table is at most half full
  while ((index = load<u32>(SLOTS_AT + (slot << 3), 4)) != 0) {
    if (load<u32>(SLOTS_AT + (slot << 3)) == hash) {
      const entry = ENTRIES_AT + ((index - 1) << 3);
      if (load<u32>(entry, 4) == length && memory.compare(load<u32>(entry), start, length) == 0) return <i32>(index - 1);
    }
    slot = (slot + 1) & (SLOTS - 1);
  }
  return -1;
}

/**
 * Searches `length` bytes at DATA_AT from offset `from` on. FIRST: 1 at the first word. MARK: sets the bit of each word met, gives their number of
 * hits. LIST: writes pairs to HITS_AT, gives their number; at HIT_CAPACITY there may be more behind the last one.
 */
function scan(from: u32, length: u32, mode: u32): u32 {
  const end: u32 = DATA_AT + length;
  memory.fill(end, 0, MARGIN);
  const fifteen = i8x16.splat(15);
  const table0 = v128.load(BUCKETS_AT, 0);
  const table1 = v128.load(BUCKETS_AT, 16);
  const table2 = v128.load(BUCKETS_AT, 32);
  const table3 = v128.load(BUCKETS_AT, 48);
  const table4 = v128.load(BUCKETS_AT, 64);

  let at: u32 = DATA_AT + (from & ~15);
  /** End of the last identifier looked at: candidates before it have had their answer. */
  let settled: u32 = DATA_AT + from;
  let found: u32 = 0;
  // Zero is right at any start: fingerprints that begin before it are not asked for.
  let before0 = v128.splat<u8>(0);
  let before1 = before0;
  let before2 = before0;
  let before3 = before0;
  // a short word's fingerprint reaches past its end, and so past the end of the text
  for (const stop: u32 = end + FINGERPRINT_LENGTH; at < stop; at += 16) {
    const code = v128.and(v128.load(at), fifteen);
    const here0 = i8x16.swizzle(table0, code);
    const here1 = i8x16.swizzle(table1, code);
    const here2 = i8x16.swizzle(table2, code);
    const here3 = i8x16.swizzle(table3, code);
    const here4 = i8x16.swizzle(table4, code);
    // Lane by lane, the last byte of a fingerprint: the earlier positions slide up to meet it.
    const buckets = v128.and(
      v128.and(here4, slide1(before3, here3)),
      v128.and(slide2(before2, here2), v128.and(slide3(before1, here1), slide4(before0, here0))),
    );
    before0 = here0;
    before1 = here1;
    before2 = here2;
    before3 = here3;
    if (!v128.any_true(buckets)) continue;

    let lanes: u32 = i8x16.bitmask(i8x16.ne(buckets, v128.splat<u8>(0)));
    for (; lanes != 0; lanes &= lanes - 1) {
      const first = at + ctz(lanes) - (FINGERPRINT_LENGTH - 1);
      if (first < settled || !isWord(first)) continue;
      const trigram = load<u32>(first) & 0xffffff;
      const bit = (trigram * <u32>TRIGRAM_FACTOR) >> (32 - TRIGRAM_BITS);
      if (((<u32>load<u8>(TRIGRAMS_AT + (bit >> 3)) >> (bit & 7)) & 1) == 0) continue;
      let start = first;
      while (isWord(start - 1)) start--;
      let stop = first + 1;
      while (isWord(stop)) stop++;
      settled = stop;
      const index = wordIndex(start, stop);
      if (index < 0) continue;
      if (mode == FIRST) return 1;
      if (mode == MARK) {
        const byte = PRESENT_AT + (index >> 3);
        store<u8>(byte, load<u8>(byte) | <u8>((1 as u32) << ((index as u32) & 7)));
        found++;
      } else {
        store<u32>(HITS_AT + (found << 3), index);
        store<u32>(HITS_AT + (found << 3), start - DATA_AT, 4);
        if (++found == HIT_CAPACITY) return found;
      }
    }
  }
  return found;
}

function slide1(before: v128, here: v128): v128 {
  return v128.shuffle<u8>(before, here, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}

function slide2(before: v128, here: v128): v128 {
  return v128.shuffle<u8>(before, here, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
}

function slide3(before: v128, here: v128): v128 {
  return v128.shuffle<u8>(before, here, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
}

function slide4(before: v128, here: v128): v128 {
  return v128.shuffle<u8>(before, here, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27);
}

export function containsAny(length: u32): u32 {
  return scan(0, length, FIRST);
}

export function markPresent(length: u32): u32 {
  return scan(0, length, MARK);
}

export function list(from: u32, length: u32): u32 {
  return scan(from, length, LIST);
}

/**
 * The map of the matcher's linear memory: read by the TypeScript that fills the tables and, through the same import, by the kernel that searches
 * with them. Plain constants only, so that both compilers take the file. All figures are bytes unless the name says otherwise.
 */

/** Words one scanner can hold. */
export const MAX_WORDS = 4096;
/** Total length of those words. */
export const MAX_TEXT = 65536;
/** Shortest word: the trigram filter needs three bytes. */
export const MIN_WORD_LENGTH = 3;
/** Neighbouring bytes of a word by which the first stage notices it. The kernel is written for this number. */
export const FINGERPRINT_LENGTH = 5;
/** Hits that one call of the kernel can hand out; the caller asks again from the last one. */
export const HIT_CAPACITY = 1024;
/** Slots of the word hash table: a power of two, at most half full. */
export const SLOTS = 8192;
/** Multiplier and shift that spread three bytes of text over the bits of the trigram filter. */
export const TRIGRAM_FACTOR = 0x9e3779b1;
export const TRIGRAM_BITS = 13;

/** For each position of a fingerprint a table of 16 bytes, by the low four bits of the text's byte; a bit of an entry is a bucket of words. */
export const BUCKETS_AT = 0;
/** 256 bytes, 1 where the byte is one of `[A-Za-z0-9_]`. */
export const WORD_BYTES_AT = 256;
/** Hashed bit set of the three bytes with which the words' fingerprints start. */
export const TRIGRAMS_AT = 512;
/** One bit a word: met since the last clearing. */
export const PRESENT_AT = 2048;
/** Pairs of u32: word index, byte offset. */
export const HITS_AT = 4096;
/** Pairs of u32, one a word: where its bytes lie, their count. */
export const ENTRIES_AT = 12288;
/** Open addressing, pairs of u32: full hash, word index + 1 (0 where the slot is free). */
export const SLOTS_AT = 45056;
export const TEXT_AT = 110592;
/** Names that one call of the kernel can hand out. */
export const NAME_CAPACITY = 4096;
/** Pairs of u32: hash of a name, 1 where it is defined there. */
export const NAMES_AT = 176128;
/** Names met lately, by the last bits of their hash; a power of two. */
export const RECENT = 16384;
export const RECENT_AT = 208896;
/** Zero bytes in front of the text that is searched, so that a word at its start has a neighbour. */
export const MARGIN = 64;
/** Where the text that is searched starts: a multiple of 16. */
export const DATA_AT = 274496;

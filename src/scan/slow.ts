/** What the matcher must find, said in the plainest way: the twin that tests compare it with. */
import type { WordHit } from './index.ts';

const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f || (byte >= 0x61 && byte <= 0x7a));

/** All hits in `bytes`, by offset. Costs a map lookup an identifier. */
export function scanSlow(words: readonly string[], bytes: Uint8Array): readonly WordHit[] {
  const indexOf = new Map(words.map((word, index) => [word, index]));
  const hits: WordHit[] = [];
  for (let start = 0; start < bytes.length; ) {
    let stop = start;
    let word = '';
    while (isWordByte(bytes[stop])) word += String.fromCharCode(bytes[stop++] ?? 0);
    const index = indexOf.get(word);
    if (index !== undefined) hits.push({ word: index, offset: start });
    start = Math.max(stop, start + 1);
  }
  return hits;
}

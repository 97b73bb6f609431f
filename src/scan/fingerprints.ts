/**
 * Chooses, for each word, the five neighbouring bytes by which the matcher first notices it, and sorts these fingerprints into eight buckets, so
 * that few places of C text look like a word without being one. Speed alone depends on it; every choice finds the same words.
 */
import { FINGERPRINT_LENGTH } from './layout.ts';

export interface Fingerprints {
  /** For each word, where its fingerprint starts. */
  readonly offsets: readonly number[];
  /** For each position of a fingerprint sixteen sets of buckets, by the low four bits of the byte there. */
  readonly tables: readonly Uint8Array[];
}

/** One bit each of a table's byte. */
const BUCKETS = 8;

/** How often, of a thousand bytes of the `.c` and `.h` files of Linux 6.12, the low four bits are 0, 1, … 15. */
const FREQUENCIES = [260, 44, 54, 77, 76, 76, 35, 18, 32, 74, 34, 18, 34, 32, 38, 96];
const EVERY_CODE = 0xffff;

/**
 * What a fingerprint costs the others: in a bucket, any of its codes goes with any of theirs. So large that the number of fingerprints decides and
 * their frequency only between equals, which on our word lists lets through half of what no charge at all does.
 */
const CROWDING = 1e-4;

/** Rounds of moving single fingerprints to a cheaper bucket; more gain nothing. */
const ROUNDS = 3;

/** For each position a set of codes, one bit a code. */
type Sets = readonly number[];

const share = (set: number): number => {
  let sum = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) sum += FREQUENCIES[31 - Math.clz32(rest & -rest)] ?? 0;
  return sum / 1000;
};

/** Which part of all places such sets let through, as if neighbouring bytes had nothing to do with each other. */
const cost = (sets: Sets): number => sets.reduce((product, set) => product * share(set), 1);

const union = (a: Sets, b: Sets): Sets => a.map((set, position) => set | (b[position] ?? 0));

const NO_CODES: Sets = Array.from({ length: FINGERPRINT_LENGTH }, () => 0);

/** A fingerprint that would do for some words. */
interface Candidate {
  /** One of the words, and where in it the fingerprint starts. */
  readonly word: Uint8Array;
  readonly at: number;
  readonly cost: number;
  /** The words that have nothing better yet, each with the offset. */
  readonly open: Map<number, number>;
}

/** The bytes of each word. Behind the end of a short word anything may stand. */
export function chooseFingerprints(words: readonly Uint8Array[]): Fingerprints {
  const offsets = words.map(() => 0);
  const buckets = sortIntoBuckets(cover(collectCandidates(words), offsets));
  const tables = NO_CODES.map((_, position) =>
    Uint8Array.from(FREQUENCIES, (_frequency, code) =>
      buckets.reduce((bits, sets, bucket) => bits | ((((sets[position] ?? 0) >>> code) & 1) << bucket), 0),
    ),
  );
  return { offsets, tables };
}

/** For each word all that would do for it. */
function collectCandidates(words: readonly Uint8Array[]): readonly (readonly Candidate[])[] {
  const byKey = new Map<number, Candidate>();
  return words.map((word, index) => {
    const own: Candidate[] = [];
    for (let at = 0; at === 0 || at + FINGERPRINT_LENGTH <= word.length; at++) {
      let key = 0;
      let cost = 1;
      for (let position = 0; position < FINGERPRINT_LENGTH; position++) {
        const code = codeAt(word, at + position);
        key = key * 17 + code;
        cost *= code === ANY ? 1 : (FREQUENCIES[code] ?? 0) / 1000;
      }
      let candidate = byKey.get(key);
      if (candidate === undefined) {
        candidate = { word, at, cost, open: new Map() };
        byKey.set(key, candidate);
      }
      if (candidate.open.has(index)) continue;
      candidate.open.set(index, at);
      own.push(candidate);
    }
    return own;
  });
}

const ANY = 16;
/** The low four bits: for most letters their number. */
const codeAt = (word: Uint8Array, at: number): number => (at < word.length ? (word[at] ?? 0) & 15 : ANY);

function setsOf({ word, at }: Candidate): Sets {
  return NO_CODES.map((_, position) => {
    const code = codeAt(word, at + position);
    return code === ANY ? EVERY_CODE : 1 << code;
  });
}

/** Takes rare fingerprints that many words share until every word has one (the greedy cover of a set), and notes where it starts in each word. */
function cover(candidatesOf: readonly (readonly Candidate[])[], offsets: number[]): readonly Candidate[] {
  const open = new Set(candidatesOf.flat());
  const chosen: Candidate[] = [];
  while (open.size > 0) {
    let best: Candidate | undefined;
    let bestScore = Number.POSITIVE_INFINITY;
    for (const candidate of open) {
      const score = (candidate.cost + CROWDING) / candidate.open.size;
      if (score < bestScore) {
        bestScore = score;
        best = candidate;
      }
    }
    if (best === undefined) break;
    chosen.push(best);
    for (const [word, at] of best.open) {
      offsets[word] = at;
      for (const candidate of candidatesOf[word] ?? []) {
        candidate.open.delete(word);
        if (candidate.open.size === 0) open.delete(candidate);
      }
    }
  }
  return chosen;
}

interface Bucket {
  members: Sets[];
  codes: Sets;
}

/** Each fingerprint goes where it adds least; then each may move, as those that came later changed the buckets. Gives each bucket's codes. */
function sortIntoBuckets(fingerprints: readonly Candidate[]): readonly Sets[] {
  const byCost = [...fingerprints].sort((a, b) => b.cost - a.cost).map(setsOf);
  const buckets: Bucket[] = Array.from({ length: BUCKETS }, () => ({ members: [], codes: NO_CODES }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const sets of byCost) {
      for (const bucket of buckets) {
        if (!bucket.members.includes(sets)) continue;
        bucket.members = bucket.members.filter((other) => other !== sets);
        bucket.codes = bucket.members.reduce(union, NO_CODES);
      }
      const added = buckets.map(({ codes }) => cost(union(codes, sets)) - cost(codes));
      const best = buckets[added.indexOf(Math.min(...added))];
      best?.members.push(sets);
      if (best !== undefined) best.codes = union(best.codes, sets);
    }
  }
  return buckets.map((bucket) => bucket.codes);
}

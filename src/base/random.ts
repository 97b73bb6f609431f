/**
 * Random numbers that a seed repeats on every machine: xoshiro128** by Blackman and Vigna (2018), seeded by splitmix32. For workloads and random walks;
 * not for secrets.
 */

/** All that a generator remembers: four numbers of 32 bits, not all 0. Plain data, so that it can be stored and taken up again. */
export type RandomState = readonly [number, number, number, number];

export interface Random {
  /** 0 to 2^32 - 1, each as likely. */
  readonly next32: () => number;
  /** A whole number from 0 to `n` - 1, each as likely; `n` is 1 to 2^32. */
  readonly below: (n: number) => number;
  /** From 0, never 1, in steps of 2^-32. */
  readonly unit: () => number;
  /** What `restoreRandom` goes on from. */
  readonly save: () => RandomState;
}

const RANGE = 2 ** 32;

/** Numbers that look unrelated from seeds that are close to each other. */
function splitmix32(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

/** `seed` and `stream` are whole numbers from 0 to 2^53 - 1. Streams of one seed are independent, so that one that draws more does not shift another. */
export function createRandom(seed: number, stream: number): Random {
  let mixed = 0;
  for (const part of [seed, Math.floor(seed / RANGE), stream, Math.floor(stream / RANGE)]) mixed = splitmix32(mixed ^ (part | 0))();
  const next = splitmix32(mixed);
  return restoreRandom([next(), next(), next(), next() || 1]);
}

export function restoreRandom(state: RandomState): Random {
  let [a, b, c, d] = state;
  const next32 = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  return {
    next32,
    below(n) {
      // Numbers past the last whole multiple of n would favour the small ones.
      const limit = RANGE - (RANGE % n);
      let drawn = next32();
      while (drawn >= limit) drawn = next32();
      return drawn % n;
    },
    unit: () => next32() / RANGE,
    save: () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0],
  };
}

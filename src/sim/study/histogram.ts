/** Counts how long things took, so that quantiles can be told without keeping each time. */

export interface Quantiles {
  /** How many were counted; the rest is 0 if none were. */
  readonly count: number;
  readonly meanUs: number;
  /** Half were as short or shorter. Off by 1.6 % at most, as is the next. */
  readonly medianUs: number;
  /** 99 of 100 were as short or shorter. */
  readonly p99Us: number;
  /** Exact. */
  readonly maxUs: number;
}

export interface Histogram {
  /** Microseconds: 0, or from 1 up. */
  add(us: number): void;
  quantiles(): Quantiles;
}

/** Of a double's upper half, those that are left of the mantissa once it is cut to five bits: each doubling has 32 buckets of one width. */
const CUT_BITS = 15;
const BUCKETS_PER_DOUBLING = 32;
/** The exponent of 1 in a double. */
const BIAS = 1023;
/** Up to 2^52 microseconds, 142 years. */
const DOUBLINGS = 52;

const asDouble = new Float64Array(1);
const asWords = new Uint32Array(asDouble.buffer);
/** Which of the two words holds the exponent: the last on a little-endian machine. */
const UPPER = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** 0 has the first bucket. */
function bucketOf(us: number): number {
  if (us < 1) return 0;
  asDouble[0] = us;
  return ((asWords[UPPER] ?? 0) >>> CUT_BITS) - BIAS * BUCKETS_PER_DOUBLING + 1;
}

function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  const doubling = Math.floor((bucket - 1) / BUCKETS_PER_DOUBLING);
  const within = (bucket - 1) % BUCKETS_PER_DOUBLING;
  return 2 ** doubling * (1 + (within + 0.5) / BUCKETS_PER_DOUBLING);
}

export function createHistogram(): Histogram {
  const buckets = new Float64Array(1 + BUCKETS_PER_DOUBLING * DOUBLINGS);
  let count = 0;
  let sumUs = 0;
  let maxUs = 0;

  function quantile(share: number): number {
    let left = Math.ceil(count * share);
    for (const [bucket, n] of buckets.entries()) {
      left -= n;
      if (left <= 0) return Math.min(middleOf(bucket), maxUs);
    }
    return maxUs;
  }

  return {
    add(us) {
      const bucket = bucketOf(us);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      count++;
      sumUs += us;
      if (us > maxUs) maxUs = us;
    },
    quantiles: () =>
      count === 0
        ? { count, meanUs: 0, medianUs: 0, p99Us: 0, maxUs: 0 }
        : { count, meanUs: sumUs / count, medianUs: quantile(0.5), p99Us: quantile(0.99), maxUs },
  };
}

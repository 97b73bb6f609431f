import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, restoreRandom } from '../../src/base/random.ts';

const take = <T>(n: number, draw: () => T): T[] => Array.from({ length: n }, draw);

describe('a generator', () => {
  it('gives what the published one gives', () => {
    // The reference C, started from 1, 2, 3, 4.
    const published = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804];
    expect(take(published.length, restoreRandom([1, 2, 3, 4]).next32)).toEqual(published);
  });

  it('repeats itself, and goes on from what it saved', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 100 }), (seed, steps) => {
        const first = createRandom(seed, 1);
        expect(take(steps, first.next32)).toEqual(take(steps, createRandom(seed, 1).next32));
        const restored = restoreRandom(first.save());
        expect(take(10, restored.next32)).toEqual(take(10, first.next32));
      }),
    );
  });

  it('differs by seed and by stream, also in the upper half of a seed', () => {
    const starts = [createRandom(1, 0), createRandom(2, 0), createRandom(1, 1), createRandom(2 ** 32 + 1, 0)].map((r) => take(4, r.next32).join());
    expect(new Set(starts).size).toBe(starts.length);
  });

  it('draws below a bound evenly', () => {
    const random = createRandom(3, 0);
    const counts = [0, 0, 0, 0, 0, 0, 0];
    const draws = 70_000;
    for (let i = 0; i < draws; i++) {
      const drawn = random.below(counts.length);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    // Six degrees of freedom: beyond 22.5 once in a thousand seeds; this seed is fixed.
    const chiSquare = counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.5);
    expect(random.below(1)).toBe(0);
  });

  it('draws a unit from 0 to below 1 with the right mean', () => {
    const random = createRandom(4, 0);
    const drawn = take(20_000, random.unit);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(drawn.reduce((a, b) => a + b) / drawn.length).toBeCloseTo(0.5, 2);
  });
});

/** Slices of long work: messages are read in between, every slice gets further, and the end comes whatever the work keeps of what it did. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inSlices } from '../../server/slices.ts';
import { type Cancel, Cancelled, throwIfCancelled } from '../../src/base/cancel.ts';

/** Items that take so many milliseconds of a clock of the test's own; `keeps` says whether one that was done is known in the next slice. */
function workOf(items: readonly number[], keeps: boolean) {
  let ms = 0;
  let longestMs = 0;
  const done = new Set<number>();
  let slices = 0;
  const run = (cancel: Cancel): number => {
    slices++;
    const startedMs = ms;
    try {
      for (const [i, cost] of items.entries()) {
        throwIfCancelled(cancel);
        if (done.has(i)) continue;
        ms += cost;
        if (keeps) done.add(i);
      }
      return items.length;
    } finally {
      longestMs = Math.max(longestMs, ms - startedMs);
    }
  };
  return { run, now: () => ms, slices: () => slices, longestMs: () => longestMs };
}

describe('inSlices', () => {
  it('does short work at once', async () => {
    const work = workOf([1, 2, 3], true);
    expect(await inSlices(work.run, () => false, work.now)).toBe(3);
    expect(work.slices()).toBe(1);
  });

  it('never holds the thread longer than a slice and the item that ends it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 }), async (items) => {
        const work = workOf(items, true);
        expect(await inSlices(work.run, () => false, work.now)).toBe(items.length);
        expect(work.now()).toBe(items.reduce((sum, cost) => sum + cost, 0));
        expect(work.longestMs()).toBeLessThanOrEqual(8 + 12);
      }),
    );
  });

  it('comes to an end even if the work keeps nothing', async () => {
    const work = workOf(
      Array.from({ length: 100 }, () => 5),
      false,
    );
    expect(await inSlices(work.run, () => false, work.now)).toBe(100);
    expect(work.slices()).toBeGreaterThan(1);
  });

  it('lets messages in between, and stops when nobody wants the answer any more', async () => {
    const work = workOf(
      Array.from({ length: 100 }, () => 5),
      true,
    );
    let stale = false;
    setImmediate(() => {
      stale = true;
    });
    await expect(inSlices(work.run, () => stale, work.now)).rejects.toBeInstanceOf(Cancelled);
    expect(work.slices()).toBeLessThan(10);
  });

  it('passes on what the work throws, a cancellation of its own too', async () => {
    const mistake = new TypeError('broken');
    const throwing = (e: Error) => () => {
      throw e;
    };
    await expect(inSlices(throwing(mistake), () => false)).rejects.toBe(mistake);
    await expect(inSlices(throwing(new Cancelled()), () => false)).rejects.toBeInstanceOf(Cancelled);
  });
});

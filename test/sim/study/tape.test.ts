/** The tape: what it draws, in which order, and that a saved one goes on as if nothing had happened. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueue } from '../../../src/sim/study/queue.ts';
import { BLOCK_EVENTS, createBlock, createTape, event, FLAG, restoreTape, type Tape } from '../../../src/sim/study/tape.ts';
import { filePages, workloadWith } from '../../../src/sim/study/workload.ts';

interface Drawn {
  readonly us: number;
  readonly kind: number;
  readonly page: number;
  readonly count: number;
  readonly call: number;
  readonly flag: number;
}

function draw(tape: Tape, events: number): Drawn[] {
  const block = createBlock();
  const drawn: Drawn[] = [];
  while (drawn.length < events) {
    tape.fill(block, events - drawn.length);
    for (let i = 0; i < block.length; i++) {
      drawn.push({
        us: block.atUs[i] ?? -1,
        kind: block.kind[i] ?? -1,
        page: block.page[i] ?? -1,
        count: block.count[i] ?? -1,
        call: block.call[i] ?? -1,
        flag: block.flag[i] ?? -1,
      });
    }
  }
  return drawn;
}

const busy = workloadWith({ pages: 64, 'long-share': 20, 'long-hold': 2000, forks: 1, syncs: 1 });

describe('a tape', () => {
  it('never goes back in time and keeps to the pages that there are', () => {
    const drawn = draw(createTape(busy, 1), 20_000);
    for (const [i, e] of drawn.entries()) {
      expect(e.us).toBeGreaterThanOrEqual(drawn[i - 1]?.us ?? 0);
      expect(e.page + Math.max(1, e.count)).toBeLessThanOrEqual(busy.pages);
    }
    expect(new Set(drawn.map((e) => e.kind))).toEqual(new Set(Object.values(event)));
  });

  it('lets a call pin, write to its pages and release them, in this order', () => {
    const open = new Map<number, Drawn>();
    for (const e of draw(createTape(busy, 2), 20_000)) {
      const pin = open.get(e.call);
      if (e.kind === event.pin) {
        expect(pin).toBeUndefined();
        expect(e.count).toBeGreaterThan(0);
        // Never across the end of the file.
        expect(e.page < filePages(busy)).toBe(e.page + e.count <= filePages(busy));
        open.set(e.call, e);
      } else if (e.kind === event.deviceWrite) {
        expect(e.page).toBeGreaterThanOrEqual(pin?.page ?? Number.POSITIVE_INFINITY);
        expect(e.page).toBeLessThan((pin?.page ?? 0) + (pin?.count ?? 0));
      } else if (e.kind === event.release) {
        expect({ page: e.page, count: e.count }).toEqual({ page: pin?.page, count: pin?.count });
        open.delete(e.call);
      }
    }
    expect(open.size).toBeGreaterThan(0);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(draw(createTape(busy, 5), 6000)).toEqual(draw(createTape(busy, 5), 6000));
    expect(draw(createTape(busy, 5), 100)).not.toEqual(draw(createTape(busy, 6), 100));
  });

  it('goes on from a saved state, wherever it was saved', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 * BLOCK_EVENTS }), fc.nat(), (before, seed) => {
        const tape = createTape(busy, seed);
        draw(tape, before);
        const restored = restoreTape(busy, structuredClone(tape.save()));
        expect(draw(restored, 500)).toEqual(draw(tape, 500));
      }),
      { numRuns: 20 },
    );
  });

  it('does not shift pins when the rate of stores changes', () => {
    const pins = (stores: number) =>
      draw(createTape(workloadWith({ ...busy, stores }), 3), 20_000)
        .filter((e) => e.kind === event.pin)
        .slice(0, 50);
    expect(pins(10)).toEqual(pins(500));
  });

  it('draws at the rates that it is told', () => {
    const seconds = 200;
    const drawn = draw(
      createTape(workloadWith({ stores: 500, pins: 50, 'long-share': 10, 'long-hold': 100, run: 3, 'forget-dirty': 20 }), 7),
      300_000,
    ).filter((e) => e.us < seconds * 1e6);
    const of = (kind: number): Drawn[] => drawn.filter((e) => e.kind === kind);
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const share = (events: readonly Drawn[]): number => mean(events.map((e) => ((e.flag & FLAG) === 0 ? 0 : 1)));
    expect(of(event.store).length / seconds).toBeCloseTo(500, -2);
    expect(of(event.pin).length / seconds).toBeCloseTo(50, -1);
    expect(of(event.writeback)).toHaveLength(seconds / 5 - 1);
    expect(mean(of(event.pin).map((e) => e.count))).toBeCloseTo(3, 0);
    expect(share(of(event.pin))).toBeCloseTo(0.1, 1);
    expect(share(of(event.release))).toBeCloseTo(0.2, 1);
  });

  it('draws only what has a rate', () => {
    const quiet = workloadWith({ stores: 0, pins: 0, syncs: 0, forks: 0, reclaims: 0 });
    expect(draw(createTape(quiet, 1), 3).map((e) => [e.kind, e.us])).toEqual([1, 2, 3].map((n) => [event.writeback, n * 5_000_000]));
  });
});

describe('a queue', () => {
  it('gives the least first, whatever came in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (keys) => {
        const queue = createQueue((item) => keys[item] ?? 0);
        for (const item of keys.keys()) queue.push(item);
        const order: number[] = [];
        for (let first = queue.first(); first !== undefined; first = queue.first()) {
          order.push(first);
          queue.pop();
        }
        expect(order).toEqual([...keys.keys()].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b));
      }),
    );
  });
});

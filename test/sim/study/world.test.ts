/** The world of one policy, on tapes written by hand whose outcome can be worked out on paper, and its laws on random ones. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { never } from '../../../src/base/cancel.ts';
import { studyPolicies } from '../../../src/sim/study/policies.ts';
import type { PolicyResult } from '../../../src/sim/study/results.ts';
import { runStudy } from '../../../src/sim/study/study.ts';
import { createBlock, type EventKind, event, FLAG } from '../../../src/sim/study/tape.ts';
import { type Workload, workloadWith } from '../../../src/sim/study/workload.ts';
import { createWorld } from '../../../src/sim/study/world.ts';

/** Time in milliseconds. */
interface Step {
  readonly ms: number;
  readonly kind: EventKind;
  readonly page?: number;
  readonly count?: number;
  readonly call?: number;
  readonly flag?: number;
}

const PAGE = 4096;
/** Page 0 and 1 are of the file, 2 and 3 anonymous; a page is on disk a millisecond after its turn came. */
const four = workloadWith({ pages: 4, anonymous: 50, movable: 100, 'disk-busy': 100, 'disk-latency': 1000 });

function played(policy: string, steps: readonly Step[]): PolicyResult {
  const found = studyPolicies.find(({ name }) => name === policy);
  if (found === undefined) throw new Error(`no policy ${policy}`);
  const world = createWorld(found, four);
  const block = createBlock();
  for (const [i, s] of steps.entries()) {
    block.atUs[i] = s.ms * 1000;
    block.kind[i] = s.kind;
    block.page[i] = s.page ?? 0;
    block.count[i] = s.count ?? 0;
    block.call[i] = s.call ?? 0;
    block.flag[i] = s.flag ?? 0;
  }
  block.length = steps.length;
  world.play(block);
  return world.finish();
}

const pin = (ms: number, page = 0, call = 0, flag = 0): Step => ({ ms, kind: event.pin, page, count: 1, call, flag });
const deviceWrite = (ms: number, page = 0, call = 0): Step => ({ ms, kind: event.deviceWrite, page, call });
const release = (ms: number, page = 0, call = 0, flag = 0): Step => ({ ms, kind: event.release, page, count: 1, call, flag });
const store = (ms: number, page = 0): Step => ({ ms, kind: event.store, page });
const writeback = (ms: number): Step => ({ ms, kind: event.writeback });
const sync = (ms: number): Step => ({ ms, kind: event.sync });
const fork = (ms: number): Step => ({ ms, kind: event.fork });
const reclaim = (ms: number, page = 0): Step => ({ ms, kind: event.reclaim, page });

const everyPolicy = studyPolicies.map(({ name }) => name);

describe('a store without any device', () => {
  it.each(everyPolicy)('is on disk a pass later, whatever the policy (%s)', (policy) => {
    const r = played(policy, [store(0), writeback(10), writeback(20)]);
    expect(r).toMatchObject({ writebacks: 1, extraWritebacks: 0, faults: 1, copies: { bounce: 0, fork: 0 } });
    expect(r.writes.user).toEqual({ made: 1, saved: 1, lost: 0, unsaved: 0, waiting: 0 });
    // Listed at 10, on disk a millisecond later.
    expect(r.delay.user).toMatchObject({ count: 1, meanUs: 11_000, maxUs: 11_000 });
    // One page for 11 of 20 milliseconds.
    expect(r.atRisk).toEqual({ seenBytes: (PAGE * 11) / 20, heldBackBytes: 0, unseenBytes: 0, mostBytes: PAGE });
  });

  it('to a page that is being written waits for the end of it', () => {
    const r = played('base2018', [store(0), writeback(10), store(10.25), writeback(20), writeback(30)]);
    expect(r.waits.store).toMatchObject({ count: 1, maxUs: 750 });
    expect(r).toMatchObject({ writebacks: 2, faults: 2 });
    // The second is made at 11 and saved at 21.
    expect(r.delay.user).toMatchObject({ count: 2, meanUs: 10_500 });
  });

  it('takes pages one after the other', () => {
    const r = played('base2018', [store(0, 0), store(0, 1), writeback(10), writeback(20)]);
    expect(r.delay.user).toMatchObject({ count: 2, meanUs: 11_050, maxUs: 11_100 });
  });
});

describe('a device that writes after writeback', () => {
  const steps = [pin(0), deviceWrite(1), writeback(10), deviceWrite(15), sync(20), release(40), writeback(50), writeback(60)];

  it('is not seen by writeback where pins are only counted, until the driver marks the page dirty', () => {
    for (const policy of ['base2018', 'foll-pin', 'longterm-deny']) {
      const r = played(policy, steps);
      expect(r.writes.device).toEqual({ made: 2, saved: 2, lost: 0, unsaved: 0, waiting: 0 });
      expect(r.harm).toMatchObject({ syncs: 1, brokenSyncs: 1, dirtiedBehind: 1, tornBlocks: 0, lostWrites: 0 });
      // From 1 to 11 and from 15 to 51.
      expect(r.delay.device).toMatchObject({ meanUs: 23_000, maxUs: 36_000 });
      // Unseen from 15 to 40, of 60.
      expect(r.atRisk).toEqual({ seenBytes: (PAGE * 21) / 60, heldBackBytes: 0, unseenBytes: (PAGE * 25) / 60, mostBytes: PAGE });
    }
  });

  it('is copied at each pass by bounce pages, which keep the page dirty', () => {
    const r = played('c2-bounce', steps);
    expect(r).toMatchObject({
      copies: { bounce: 2, fork: 0 },
      allocs: { bounce: 2, fork: 0, mostBounceAtOnce: 1 },
      writebacks: 3,
      extraWritebacks: 1,
    });
    expect(r.harm).toMatchObject({ brokenSyncs: 0, dirtiedBehind: 0 });
    // From 1 to 11 and from 15 to 21.
    expect(r.delay.device).toMatchObject({ meanUs: 8000, maxUs: 10_000 });
    expect(r.atRisk.unseenBytes).toBe(0);
  });

  it('waits for the release off the LRU', () => {
    const r = played('off-lru', steps);
    expect(r).toMatchObject({ writebacks: 1, extraWritebacks: 0, copies: { bounce: 0 }, locks: { mmap: 1, lru: 2 } });
    expect(r.harm).toMatchObject({ brokenSyncs: 1, dirtiedBehind: 0 });
    // From 1 and 15 to 51.
    expect(r.delay.device).toMatchObject({ meanUs: 43_000, maxUs: 50_000 });
    // Held back from 1 to 40, of 60.
    expect(r.atRisk).toEqual({ seenBytes: (PAGE * 11) / 60, heldBackBytes: (PAGE * 39) / 60, unseenBytes: 0, mostBytes: PAGE });
  });

  it('is stopped before writeback by a notifier, and asks for the page again', () => {
    const r = played('c1-notify', steps);
    // Stopped at 10 and at 20; its write at 15 found the mapping gone.
    expect(r).toMatchObject({ deviceStops: 2, refaults: 1, writebacks: 3 });
    expect(r.harm).toMatchObject({ brokenSyncs: 0, tornBlocks: 0 });
    expect(r.delay.device).toMatchObject({ meanUs: 8000, maxUs: 10_000 });
  });

  it('never gets the page where that is refused', () => {
    const r = played('c1-deny', steps);
    expect(r.pins).toMatchObject({ calls: 1, refusedCalls: 1, pages: 0 });
    expect(r).toMatchObject({ refusedWrites: 2, atomics: 0, writebacks: 0 });
    expect(r.writes.device.made).toBe(0);
  });

  it('is refused by mainline only if it stays long', () => {
    expect(played('longterm-deny', [pin(0, 0, 0, FLAG), deviceWrite(1)]).pins.refusedCalls).toBe(1);
    expect(played('foll-pin', [pin(0, 0, 0, FLAG), deviceWrite(1)]).pins.refusedCalls).toBe(0);
  });
});

describe('a device that writes while the page is written', () => {
  const steps = [pin(0), writeback(10), deviceWrite(10.5), deviceWrite(10.6), writeback(20), writeback(30)];

  it('tears the block once', () => {
    const r = played('foll-pin', steps);
    expect(r.harm.tornBlocks).toBe(1);
    expect(r.writes.device).toMatchObject({ made: 2, unsaved: 2 });
    expect(r.atRisk.unseenBytes).toBeCloseTo((PAGE * 19.5) / 30);
  });

  it('tears no bounce page', () => {
    const r = played('c2-bounce', steps);
    expect(r.harm.tornBlocks).toBe(0);
    expect(r.writes.device).toMatchObject({ made: 2, saved: 2 });
  });

  it('waits for the end of it after a notifier', () => {
    const r = played('c1-notify', steps);
    expect(r.harm.tornBlocks).toBe(0);
    expect(r.waits.device).toMatchObject({ count: 1, maxUs: 500 });
    // Both are made at 11 and saved at 21.
    expect(r.delay.device).toMatchObject({ count: 2, meanUs: 10_000 });
  });

  it('waits for the end of it if it takes the page only then', () => {
    for (const policy of ['base2018', 'c2-bounce', 'off-lru', 'foll-pin']) {
      const r = played(policy, [store(0), writeback(10), pin(10.25), deviceWrite(10.5), release(12), writeback(20), writeback(30)]);
      expect(r.waits.acquire).toMatchObject({ count: 1, maxUs: 750 });
      expect(r.harm.tornBlocks).toBe(0);
      expect(r.delay.device).toMatchObject({ count: 1, meanUs: 10_000 });
    }
  });
});

describe('a driver that does not mark the page dirty', () => {
  const steps = [pin(0), writeback(10), deviceWrite(15), release(16, 0, 0, FLAG), reclaim(20), writeback(30)];

  it('loses what was written, once reclaim takes the page as clean', () => {
    for (const policy of ['base2018', 'foll-pin', 'longterm-deny']) {
      const r = played(policy, steps);
      expect(r.harm).toMatchObject({ lostWrites: 1, lostPages: 1 });
      expect(r.writes.device).toEqual({ made: 1, saved: 0, lost: 1, unsaved: 0, waiting: 0 });
    }
  });

  it('does no harm where the page is never clean, dirty at the last release, or asked for again', () => {
    for (const policy of ['c1-notify', 'c2-bounce', 'off-lru']) expect(played(policy, steps).harm.lostWrites).toBe(0);
  });

  it('loses nothing while the page is held', () => {
    expect(played('base2018', [pin(0), writeback(10), deviceWrite(15), reclaim(20)]).harm.lostWrites).toBe(0);
  });
});

describe('fork', () => {
  const steps = [pin(0, 2), fork(5), store(6, 2), deviceWrite(7, 2), release(8, 2)];

  it('sends the device astray where pins are not counted', () => {
    for (const policy of ['base2018', 'c1-deny', 'c2-bounce', 'off-lru']) expect(played(policy, steps).harm.misdirectedWrites).toBe(1);
  });

  it('copies the page where they are, and stops a device that can be', () => {
    for (const policy of ['foll-pin', 'longterm-deny'])
      expect(played(policy, steps)).toMatchObject({ copies: { fork: 1 }, allocs: { fork: 1 }, harm: { misdirectedWrites: 0 } });
    expect(played('c1-notify', steps)).toMatchObject({ deviceStops: 1, refaults: 1, harm: { misdirectedWrites: 0 } });
  });

  it('copies nothing that nobody holds', () => {
    expect(played('foll-pin', [pin(0, 2), release(1, 2), fork(5)]).copies.fork).toBe(0);
  });

  it('does no harm to a call that comes after it', () => {
    expect(played('base2018', [fork(5), pin(6, 2), store(7, 2), deviceWrite(8, 2)]).harm.misdirectedWrites).toBe(0);
  });
});

describe('what a call costs', () => {
  it('is one atomic for a reference, two for a fast pin and one for a slow', () => {
    // Anonymous pages are writable from the start: fast. Page 0 must fault: slow.
    const both = [pin(0, 2, 0), pin(0, 0, 1)];
    expect(played('base2018', both)).toMatchObject({ atomics: 2, locks: { mmap: 1 } });
    expect(played('foll-pin', both)).toMatchObject({ atomics: 3, locks: { mmap: 1 } });
    expect(played('c2-bounce', both)).toMatchObject({ atomics: 4, locks: { mmap: 1 } });
    expect(played('off-lru', both)).toMatchObject({ atomics: 2, locks: { mmap: 2, lru: 2 }, pins: { gupFastLost: 1, slowCalls: 2 } });
    expect(played('foll-pin', [...both, release(1, 2, 0), release(1, 0, 1)])).toMatchObject({ atomics: 5, pins: { heldCalls: 0 } });
  });

  it('moves a page once before a long pin, if nobody holds it', () => {
    const r = played('longterm-deny', [pin(0, 2, 0), pin(1, 2, 1, FLAG), release(2, 2, 0), release(2, 2, 1), pin(3, 2, 2, FLAG), pin(4, 2, 3, FLAG)]);
    expect(r.migrations).toBe(1);
    expect(played('foll-pin', [pin(0, 2, 0, FLAG)]).migrations).toBe(0);
  });
});

describe('msync()', () => {
  it('returns when all that was dirty is on disk', () => {
    const r = played('base2018', [store(0, 0), store(0, 1), sync(10), writeback(20)]);
    expect(r.waits.sync).toMatchObject({ count: 1, maxUs: 1100 });
    expect(r.harm).toMatchObject({ syncs: 1, brokenSyncs: 0 });
  });

  it('returns at once if nothing is dirty', () => {
    expect(played('base2018', [sync(10), writeback(20)]).waits.sync).toMatchObject({ count: 1, maxUs: 0 });
  });
});

const workloads: fc.Arbitrary<Workload> = fc
  .record({
    pages: fc.integer({ min: 2, max: 60 }),
    anonymous: fc.nat({ max: 100 }),
    stores: fc.nat({ max: 500 }),
    pins: fc.nat({ max: 200 }),
    'long-share': fc.nat({ max: 100 }),
    'long-hold': fc.integer({ min: 1, max: 5000 }),
    'forget-dirty': fc.nat({ max: 100 }),
    'writeback-period': fc.integer({ min: 1, max: 2000 }),
    syncs: fc.nat({ max: 50 }),
    forks: fc.nat({ max: 20 }),
    reclaims: fc.nat({ max: 500 }),
    'disk-busy': fc.integer({ min: 1, max: 5000 }),
    'disk-latency': fc.integer({ min: 1, max: 100_000 }),
  })
  .map(workloadWith);

const studied = (workload: Workload, seed: number, events = 3000) => runStudy({ workload, events, seed, cancel: never, onProgress: () => {} });

describe('any workload', () => {
  it('keeps its books', async () => {
    await fc.assert(
      fc.asyncProperty(workloads, fc.nat(), async (workload, seed) => {
        const { policies, elapsedUs } = await studied(workload, seed);
        for (const r of policies) {
          for (const w of [r.writes.device, r.writes.user]) expect(w.made).toBe(w.saved + w.lost + w.unsaved);
          expect(r.harm.lostWrites).toBe(r.writes.device.lost + r.writes.user.lost);
          expect(r.delay.device.count + r.delay.user.count + r.harm.lostWrites).toBe(r.writes.device.made + r.writes.user.made);
          expect(r.allocs.bounce).toBe(r.copies.bounce);
          expect(r.allocs.mostBounceAtOnce).toBeLessThanOrEqual(r.copies.bounce);
          expect(r.writebacks).toBeGreaterThanOrEqual(Math.max(r.extraWritebacks, r.copies.bounce));
          expect(r.harm.brokenSyncs).toBeLessThanOrEqual(r.harm.syncs);
          const atRisk = r.atRisk.seenBytes + r.atRisk.heldBackBytes + r.atRisk.unseenBytes;
          expect(atRisk).toBeLessThanOrEqual(r.atRisk.mostBytes + 1e-6);
          expect(r.atRisk.mostBytes).toBeLessThanOrEqual(workload.pages * PAGE);
          for (const d of [r.delay.device, r.delay.user]) {
            expect(d.maxUs).toBeLessThanOrEqual(elapsedUs);
            expect(d.medianUs).toBeLessThanOrEqual(d.p99Us);
            expect(d.p99Us).toBeLessThanOrEqual(d.maxUs);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same for every policy, until one refuses or waits', async () => {
    await fc.assert(
      fc.asyncProperty(workloads, fc.nat(), async (workload, seed) => {
        const { policies } = await studied(workload, seed);
        const total = (r: PolicyResult): number[] => [
          r.pins.calls,
          r.harm.syncs,
          r.writes.device.made + r.writes.device.waiting + r.anonymousWrites + r.refusedWrites,
          r.writes.user.made + r.writes.user.waiting,
        ];
        for (const r of policies) expect(total(r)).toEqual(total(policies[0] ?? r));
      }),
      { numRuns: 60 },
    );
  });

  it('shows of each policy what it promises and no more', async () => {
    await fc.assert(
      fc.asyncProperty(workloads, fc.nat(), async (workload, seed) => {
        const { policies } = await studied(workload, seed);
        for (const policy of studyPolicies) {
          const r = policies.find((p) => p.policy === policy.name);
          if (r === undefined) throw new Error(`no result of ${policy.name}`);
          if (policy.bounces || policy.hides || policy.notifies)
            expect([r.harm.tornBlocks, r.harm.lostWrites, r.atRisk.unseenBytes]).toEqual([0, 0, 0]);
          if (policy.bounces || policy.notifies || policy.refuses === 'file') expect(r.harm.brokenSyncs).toBe(0);
          if (policy.copiesAtFork || policy.notifies) expect(r.harm.misdirectedWrites).toBe(0);
          if (!policy.bounces) expect(r.copies.bounce).toBe(0);
          if (!policy.copiesAtFork) expect(r.copies.fork).toBe(0);
          if (!policy.hides) expect([r.atRisk.heldBackBytes, r.pins.gupFastLost, r.locks.lru]).toEqual([0, 0, 0]);
          if (!policy.notifies) expect([r.deviceStops, r.refaults]).toEqual([0, 0]);
          if (policy.refuses === 'none') expect(r.pins.refusedCalls).toBe(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** The costs that the tables name, as numbers: along a schedule in which the actors take turns. */
import { describe, expect, it } from 'vitest';
import { never } from '../../../src/base/cancel.ts';
import type { PolicyName } from '../../../src/sim/policy/index.ts';
import { runCell } from '../../../src/sim/run/index.ts';
import { type Variant, variantsOf } from '../../../src/sim/scenario/index.ts';
import { nameOf, runsOf, scenarioOf } from '../support/judge.ts';

function costsOf(id: string, policy: PolicyName, variant: Variant = {}): Readonly<Record<string, number>> {
  const scenario = scenarioOf(id);
  const chosen = variantsOf(scenario, policy).find((one) => Object.entries(variant).every(([key, value]) => one[key] === value));
  if (chosen === undefined) throw new Error(`${id} has no such variant`);
  return runCell({ scenario, policy, variant: chosen }, { maxStates: 100_000, maxBytes: 2 ** 28, walk: undefined, cancel: never }).costs;
}

describe('the price of', () => {
  it('a bounce: one page and one copy for each page in each cycle', () => {
    expect(costsOf('a4', 'c2-bounce')).toMatchObject({ bounceAllocs: 1, copies: 1, extraWritebacks: 1 });
  });

  it('many pins: off-lru loses the lock-free way, takes the LRU lock, and keeps an object a page', () => {
    expect(costsOf('a8', 'base2018')).toMatchObject({ allocs: 0, gupFastLost: 0, lruLocks: 0, atomics: 6 });
    expect(costsOf('a8', 'c2-bounce')).toMatchObject({ allocs: 0, gupFastLost: 0, lruLocks: 0 });
    expect(costsOf('a8', 'off-lru')).toMatchObject({ allocs: 3, gupFastLost: 3, mmapLocks: 3, lruLocks: 6 });
    expect(costsOf('a8', 'foll-pin')).toMatchObject({ allocs: 0, gupFastLost: 0, lruLocks: 0, atomics: 9 });
  });

  it('a notifier: a stopped device and a fault', () => {
    expect(costsOf('a1', 'c1-notify', { 'stable-writes': 'on' })).toMatchObject({ deviceStops: 1, refaults: 1, allocs: 0 });
  });

  it('a fork of a pinned page: one copy', () => {
    expect(costsOf('c1', 'foll-pin', { acquire: 'pin', 'seq-recheck': 'on' })).toMatchObject({ copies: 1 });
    expect(costsOf('g4', 'foll-pin', { 'has-pinned': 'on' })).toMatchObject({ copies: 1 });
    expect(costsOf('g4', 'foll-pin', { 'has-pinned': 'off' })).toMatchObject({ copies: 0 });
  });

  it('origins that alternate: a bio and a chain for each change, where the flag is the bio’s', () => {
    expect(costsOf('b4', 'foll-pin', { bvec: 'pfn-flag' })).toMatchObject({ bios: 1, chains: 0 });
    expect(costsOf('b4', 'foll-pin', { bvec: 'low-bit' })).toMatchObject({ bios: 1, chains: 0 });
    expect(costsOf('b4', 'foll-pin', { bvec: 'bio-flag-split' })).toMatchObject({ bios: 4, chains: 3 });
  });

  it('a renamed member: every user of it', () => {
    expect(costsOf('b3', 'foll-pin', { bvec: 'pfn-flag', tree: '6.12' })).toMatchObject({ compileDetected: 199 });
    expect(costsOf('b3', 'foll-pin', { bvec: 'pfn-flag', tree: '6.1' })).toMatchObject({ compileDetected: 244 });
    expect(costsOf('b3', 'foll-pin', { bvec: 'bio-flag-split', tree: '6.1' })).toMatchObject({ compileDetected: 0 });
  });

  it('memory that must stay movable: a migration for a long pin, a blocked one for a short', () => {
    expect(costsOf('d3', 'longterm-deny', { acquire: 'pin-longterm', memory: 'cma' })).toMatchObject({ migrations: 1 });
    expect(costsOf('d3', 'longterm-deny', { acquire: 'pin', memory: 'cma' })).toMatchObject({ migrations: 0, migrationsBlocked: 1 });
  });

  it('an object for each pinned file', () => {
    expect(costsOf('d5', 'foll-pin')).toMatchObject({ allocs: 1 });
  });

  it('stacked persistent memory: no count is touched; temporary struct pages are allocated', () => {
    expect(costsOf('e4', 'longterm-deny', { pmem: 'pfn-t' })).toMatchObject({ atomics: 0, bytes: 0 });
    expect(costsOf('e4', 'longterm-deny', { pmem: 'memmap' })).toMatchObject({ atomics: 0, bytes: 64 });
    expect(costsOf('e4', 'longterm-deny', { pmem: 'dyn-page' })).toMatchObject({ atomics: 0, allocs: 5, bytes: 192 });
  });
});

it('is counted where the dangerous state is passed, whatever holds', () => {
  const seen = new Set<string>();
  for (const run of runsOf(
    [scenarioOf('a1'), scenarioOf('a5'), scenarioOf('d2'), scenarioOf('c1')],
    ['c1-notify', 'c2-bounce', 'off-lru', 'foll-pin'],
  )) {
    const result = runCell(run, { maxStates: 100_000, maxBytes: 2 ** 28, walk: undefined, cancel: never });
    if (result.outcome === 'OK')
      expect(
        Object.values(result.costs).some((n) => n > 0),
        nameOf(run),
      ).toBe(true);
    seen.add(result.verdict);
  }
  expect(seen).toEqual(new Set(['holds', 'violated']));
});

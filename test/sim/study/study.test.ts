/** A whole study: that it repeats itself, can be stopped, and is drawn so that everybody can read it. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cancelled, never } from '../../../src/base/cancel.ts';
import { policyNames } from '../../../src/sim/policy/index.ts';
import { duration, rough } from '../../../src/sim/study/figures.ts';
import { createHistogram } from '../../../src/sim/study/histogram.ts';
import { studySvg } from '../../../src/sim/study/plot.ts';
import { studyPolicies } from '../../../src/sim/study/policies.ts';
import { runStudy } from '../../../src/sim/study/study.ts';
import { BLOCK_EVENTS } from '../../../src/sim/study/tape.ts';
import { studyText } from '../../../src/sim/study/text.ts';
import { parseWorkloadValue, workloadWith } from '../../../src/sim/study/workload.ts';

const run = (events: number, seed = 1, values = {}) =>
  runStudy({ workload: workloadWith(values), events, seed, cancel: never, onProgress: () => {} });

describe('a study', () => {
  it('is of the policies that are simulated', () => {
    expect(studyPolicies.map(({ name }) => name)).toEqual(policyNames);
  });

  it('gives the same numbers for the same seed', async () => {
    const first = await run(30_000);
    expect(await run(30_000)).toEqual(first);
    expect((await run(30_000, 2)).policies).not.toEqual(first.policies);
  });

  it('shows the argument: copies against time against writes that nobody sees', async () => {
    const { policies } = await run(200_000);
    const of = (name: string) => {
      const found = policies.find((p) => p.policy === name);
      if (found === undefined) throw new Error(`no policy ${name}`);
      return found;
    };
    const periodUs = 5_000_000;
    expect(of('c2-bounce').copies.bounce).toBeGreaterThan(10_000);
    expect(of('c2-bounce').delay.device.maxUs).toBeLessThan(1.1 * periodUs);
    expect(of('off-lru').copies.bounce).toBe(0);
    expect(of('off-lru').delay.device.maxUs).toBeGreaterThan(10 * periodUs);
    expect(of('off-lru').atRisk.heldBackBytes).toBeGreaterThan(100_000);
    expect(of('foll-pin').atRisk.unseenBytes).toBeGreaterThan(100_000);
    expect(of('foll-pin').harm.misdirectedWrites).toBe(0);
    expect(of('longterm-deny').atRisk.unseenBytes).toBeLessThan(of('foll-pin').atRisk.unseenBytes / 100);
    expect(of('longterm-deny').pins.refusedCalls).toBeGreaterThan(0);
    expect(of('longterm-deny').pins.refusedCalls).toBeLessThan(of('c1-deny').pins.refusedCalls / 10);
  });

  it('tells how far it is, and stops at every block when asked', async () => {
    const told: number[] = [];
    const events = 3 * BLOCK_EVENTS + 5;
    const wanted = [1, 2, 3].map((n) => n * BLOCK_EVENTS).concat(events);
    await runStudy({ workload: workloadWith({}), events, seed: 1, cancel: never, onProgress: (n) => void told.push(n) });
    expect(told).toEqual(wanted);
    for (const [i, stopAt] of wanted.slice(0, -1).entries()) {
      const cancel = { cancelled: false };
      const seen: number[] = [];
      const stopped = runStudy({
        workload: workloadWith({}),
        events,
        seed: 1,
        cancel,
        onProgress: (n) => {
          seen.push(n);
          cancel.cancelled = n >= stopAt;
        },
      });
      await expect(stopped).rejects.toBeInstanceOf(Cancelled);
      expect(seen).toEqual(wanted.slice(0, i + 1));
    }
  });
});

describe('a histogram', () => {
  it('tells quantiles within 1.6 %, mean and longest exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1 }), (times) => {
        const histogram = createHistogram();
        for (const us of times) histogram.add(us);
        const sorted = [...times].sort((a, b) => a - b);
        const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
        const q = histogram.quantiles();
        expect(q.count).toBe(times.length);
        expect(q.maxUs).toBe(at(1));
        expect(q.meanUs).toBeCloseTo(times.reduce((a, b) => a + b) / times.length, 3);
        for (const [told, exact] of [[q.medianUs, at(0.5)] as const, [q.p99Us, at(0.99)] as const])
          expect(Math.abs(told - exact)).toBeLessThanOrEqual(0.016 * exact);
      }),
    );
  });

  it('is empty at first', () => {
    expect(createHistogram().quantiles()).toEqual({ count: 0, meanUs: 0, medianUs: 0, p99Us: 0, maxUs: 0 });
  });
});

describe('numbers', () => {
  it('are rounded so that they can be read', () => {
    expect([0, 0.001, 0.494, 7.44, 83.2, 1234.5].map(rough)).toEqual(['0', '<0.01', '0.49', '7.4', '83', '1,235']);
    expect([0, 420, 7400, 83e6, 119e6, 696e6, 12_000e6].map(duration)).toEqual([
      '0 us',
      '420 us',
      '7.4 ms',
      '83 s',
      '119 s',
      '11 min 36 s',
      '3 h 20 min',
    ]);
  });
});

describe('a value of the workload', () => {
  it('is a number in its range', () => {
    expect(parseWorkloadValue('pages', '64')).toBe(64);
    expect(parseWorkloadValue('syncs', '0.5')).toBe(0.5);
    expect(parseWorkloadValue('pages', '1')).toBe('must be a whole number from 2 to 65536');
    expect(parseWorkloadValue('pages', '2.5')).toBe('must be a whole number from 2 to 65536');
    expect(parseWorkloadValue('anonymous', '-3')).toBe('must be a number from 0 to 100 %');
    for (const text of ['', 'many', '1e3', '0x10', 'NaN']) expect(parseWorkloadValue('stores', text)).toBeTypeOf('string');
  });
});

describe('the report', () => {
  it('names every policy and fits a hundred columns', async () => {
    const text = studyText(await run(200_000));
    for (const { name } of studyPolicies) expect(text.match(new RegExp(`^${name} `, 'gm'))).toHaveLength(3);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('says nothing about delays where no device wrote', async () => {
    const text = studyText(await run(5000, 1, { pins: 0 }));
    expect(text).toMatch(/^c2-bounce .* - +- +-$/m);
  });

  it('is a picture with a title and all its figures in words', async () => {
    for (const values of [{}, { pins: 0 }, { pins: 0, stores: 0, anonymous: 0 }, { 'long-hold': 1_000_000_000, 'long-share': 100 }]) {
      const svg = studySvg(await run(20_000, 1, values));
      expect(svg).toMatch(
        /^<svg [^>]*role="img" aria-labelledby="study-title study-desc">\n<title id="study-title">[^<]+<\/title>\n<desc id="study-desc">[^<]+<\/desc>/,
      );
      for (const { name } of studyPolicies) expect(svg).toContain(`>${name}<`);
      expect(svg).toContain('prefers-color-scheme: dark');
      expect(svg).not.toMatch(/NaN|Infinity|undefined|url\(|@import|http(?!:\/\/www\.w3\.org\/2000\/svg)/);
      // Nothing is drawn outside, and nothing has a negative width.
      const [, width = '0', height = '0'] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
      for (const [, x] of svg.matchAll(/ x[12]?="([^"]+)"/g)) expect(Number(x)).toBeLessThanOrEqual(Number(width));
      for (const [, y] of svg.matchAll(/ y[12]?="([^"]+)"/g)) expect(Number(y)).toBeLessThanOrEqual(Number(height));
      expect(svg).not.toMatch(/width="-/);
    }
  });
});

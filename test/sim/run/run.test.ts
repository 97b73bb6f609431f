/** From scenario, policy and variant to a result: which runs are meant, and that the result says what the search found. */
import { describe, expect, it } from 'vitest';
import { Cancelled, never } from '../../../src/base/cancel.ts';
import { policyNames } from '../../../src/sim/policy/index.ts';
import { cellsOf, type RunOptions, runCell, runCells } from '../../../src/sim/run/index.ts';
import type { ScenarioDescription } from '../../../src/sim/scenario/index.ts';

const options: RunOptions = { maxStates: 1_000_000, maxBytes: 2 ** 28, walk: undefined, cancel: never };
const none = new Map<string, string>();

const scenario: ScenarioDescription = {
  name: 'own-release',
  title: 'a pin is released, or put',
  parameters: { with: { values: ['unpin', 'put'] }, size: { values: ['small', 'large'], policies: ['foll-pin'], when: { with: 'put' } } },
  pages: [
    { name: 'F', kind: 'anon', when: { size: 'small' } },
    { name: 'F', kind: 'anon', size: 4, when: { size: 'large' } },
  ],
  actors: [
    {
      name: 'driver',
      program: [
        { do: 'acquire', pages: ['F'], kind: 'pin' },
        { do: 'release', pages: ['F'], with: { parameter: 'with' } },
      ],
    },
  ],
  sometimes: { sentence: 'the driver holds the page', reached: { holds: { actor: 'driver', page: 'F' } } },
};

const variants = (policies: readonly (typeof policyNames)[number][], all: boolean, fixed: ReadonlyMap<string, string>) =>
  cellsOf([scenario], policies, { all, fixed }).map(({ variant }) => variant);

describe('the runs that are meant', () => {
  it('are the first variant of each policy', () => {
    expect(variants(policyNames, false, none)).toHaveLength(policyNames.length);
    expect(variants(['base2018', 'foll-pin'], false, none)).toEqual([{ with: 'unpin' }, { with: 'unpin' }]);
  });

  it('are every variant when asked', () => {
    expect(variants(['base2018'], true, none)).toEqual([{ with: 'unpin' }, { with: 'put' }]);
    expect(variants(['foll-pin'], true, none)).toEqual([{ with: 'unpin' }, { with: 'put', size: 'small' }, { with: 'put', size: 'large' }]);
  });

  it('bring along what a key needs, and leave policies alone that do not know it', () => {
    const large = new Map([['size', 'large']]);
    expect(variants(['foll-pin'], false, large)).toEqual([{ with: 'put', size: 'large' }]);
    expect(variants(['base2018'], false, large)).toEqual([{ with: 'unpin' }]);
    expect(variants(['base2018'], false, new Map([['with', 'take']]))).toEqual([]);
  });
});

describe('a result', () => {
  const [small, put] = cellsOf([scenario], ['foll-pin'], { all: true, fixed: none });
  if (small === undefined || put === undefined) throw new Error('the scenario has three variants');

  it('of what holds has no trace, but the costs of a run to the end', () => {
    const result = runCell(small, options);
    expect(result).toMatchObject({ scenario: 'own-release', policy: 'foll-pin', variant: { with: 'unpin' }, verdict: 'holds', outcome: 'OK' });
    expect(result).toMatchObject({ broken: null, stuck: null, bound: null, trace: [], sometimes: [{ reached: true }] });
    expect(result.costs['atomics']).toBeGreaterThan(0);
    expect(result.initial['F.ref']).toBe(1);
  });

  it('of what is violated ends with the step that breaks it, in plain data', () => {
    const result = runCell(put, options);
    expect(result).toMatchObject({ verdict: 'violated', outcome: 'LEAK', broken: { name: 'I3' }, isShortest: true });
    expect(structuredClone(result)).toEqual(result);
    const changes = result.trace.map((step) => step.changes['F.ref']).filter((change) => change !== undefined);
    expect(changes).toEqual([
      { from: 1, to: 1025 },
      { from: 1025, to: 1024 },
    ]);
    expect(result.trace.flatMap(({ remarks }) => remarks)).not.toEqual([]);
    expect(result.trace.map(({ step }) => step)).toEqual(result.trace.map((_, i) => i + 1));
  });

  it('is incomplete at a bound, and never holds there', () => {
    for (const maxStates of [1, 2]) {
      const result = runCell(small, { ...options, maxStates });
      expect(result).toMatchObject({ verdict: 'incomplete', outcome: null, bound: 'states', trace: [] });
    }
  });

  it('of random walks violates or is incomplete', () => {
    expect(runCell(put, { ...options, walk: { walks: 5, seed: 1 } })).toMatchObject({ verdict: 'violated', outcome: 'LEAK', isShortest: false });
    expect(runCell(small, { ...options, walk: { walks: 5, seed: 1 } })).toMatchObject({ verdict: 'incomplete', bound: 'walks' });
  });

  it('is the same alone and among others', () => {
    const cells = cellsOf([scenario], policyNames, { all: true, fixed: none });
    const timeless = (results: readonly object[]): unknown => results.map((r) => ({ ...r, elapsedMs: 0 }));
    expect(timeless(runCells(cells, options))).toEqual(timeless(cells.map((cell) => runCell(cell, options))));
  });

  it('is given up when cancelled', () => {
    expect(() => runCell(small, { ...options, cancel: { cancelled: true } })).toThrow(Cancelled);
  });
});

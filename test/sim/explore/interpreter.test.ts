/** The search against the slow interpreter of the tests, on random models: verdicts, invariants, lengths, counts, and what was reached. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { never } from '../../../src/base/cancel.ts';
import { search, type Verdict } from '../../../src/sim/explore/index.ts';
import { validate } from '../../../src/sim/form/index.ts';
import { interpret, type Judged } from '../support/interpreter.ts';
import { randomModel } from '../support/randomModel.ts';

const bounds = { maxStates: 2000, maxBytes: 2 ** 28, cancel: never };

/**
 * What both must say. The length is that of a trace. Counts are left out where a model leaves its ranges, in the part that is cut short by it.
 */
function said(found: Verdict, counts: boolean): Partial<Judged> {
  const { verdict, states, transitions, reached, finished } = found;
  if (verdict === 'incomplete') throw new Error('too large for this test');
  return {
    verdict,
    ...(verdict === 'violated' ? { invariant: found.invariant } : {}),
    ...(verdict === 'holds' ? {} : { length: found.trace.length }),
    ...(counts ? { states, transitions, reached } : {}),
    ...(counts && finished !== undefined ? { finished: finished.length } : {}),
  };
}

function expected({ verdict, invariant, length, ...counted }: Judged, counts: boolean): Partial<Judged> {
  return { verdict, ...(invariant === undefined ? {} : { invariant }), ...(length === undefined ? {} : { length }), ...(counts ? counted : {}) };
}

const withoutBytes = (found: Verdict) => ({ ...found, bytes: 0 });

test.each([{ wild: false }, { wild: true }])('search and interpreter agree on models that may leave their ranges: $wild', ({ wild }) => {
  const verdicts = new Set<string>();
  fc.assert(
    fc.property(randomModel({ wild, apart: false }), (model) => {
      expect(validate(model)).toEqual([]);
      const found = search(model, { ...bounds, reduce: false, firstStates: 0 });
      fc.pre(found.verdict !== 'incomplete');
      verdicts.add(found.verdict);
      expect(said(found, !wild)).toEqual(expected(interpret(model), !wild));
      // by functions alone, and handed over to code on the way
      for (const firstStates of [Number.POSITIVE_INFINITY, 5]) {
        const other = search(model, { ...bounds, reduce: false, firstStates });
        expect(wild ? said(other, false) : withoutBytes(other)).toEqual(wild ? said(found, false) : withoutBytes(found));
      }
    }),
    { numRuns: 200 },
  );
  expect([...verdicts].sort()).toEqual(['holds', ...(wild ? ['model-error'] : []), 'violated']);
});

test('a reduced search says the same, and its traces are shortest ones, too', () => {
  let fewer = 0;
  fc.assert(
    fc.property(randomModel({ wild: false, apart: true }), (model) => {
      const whole = search(model, { ...bounds, reduce: false });
      fc.pre(whole.verdict !== 'incomplete');
      const reduced = search(model, { ...bounds, reduce: true, firstStates: 0 });
      expect(withoutBytes(search(model, { ...bounds, reduce: true, firstStates: 3 }))).toEqual(withoutBytes(reduced));
      expect(said(reduced, false)).toEqual(said(whole, false));
      if (whole.verdict !== 'holds') return;
      expect(reduced.reached).toEqual(whole.reached);
      expect(reduced.finished === undefined).toBe(whole.finished === undefined);
      expect(reduced.states).toBeLessThanOrEqual(whole.states);
      if (reduced.states < whole.states) fewer++;
    }),
    { numRuns: 250 },
  );
  // about one in ten; a test of a reduction that never reduces would say nothing
  expect(fewer).toBeGreaterThan(2);
});

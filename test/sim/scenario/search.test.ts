/** The library, searched in three ways: as it is, reduced, and by the slow interpreter. */
import { describe, expect, it } from 'vitest';
import { never } from '../../../src/base/cancel.ts';
import { search } from '../../../src/sim/explore/index.ts';
import type { PolicyName } from '../../../src/sim/policy/index.ts';
import { policyNames } from '../../../src/sim/policy/index.ts';
import { compile, library, variantsOf } from '../../../src/sim/scenario/index.ts';
import { interpret } from '../support/interpreter.ts';

const bounds = { maxStates: 1_000_000, maxBytes: 2 ** 30, cancel: never };
const policies: readonly PolicyName[] = policyNames;

describe.each(policies)('under %s', (policy) => {
  it.each(library.map((scenario) => [scenario.name, scenario] as const))('%s comes out the same', (_, scenario) => {
    const model = compile(scenario, policy, variantsOf(scenario, policy)[0] ?? {});
    const whole = search(model, { ...bounds, reduce: false });
    const reduced = search(model, { ...bounds, reduce: true });
    const slow = interpret(model);
    const lengthOf = (found: typeof whole) => (found.verdict === 'violated' ? [found.invariant, found.trace.length] : []);
    expect([reduced.verdict, ...lengthOf(reduced)]).toEqual([whole.verdict, ...lengthOf(whole)]);
    expect(whole.verdict).toBe(slow.verdict);
    if (slow.verdict === 'violated') expect(lengthOf(whole)).toEqual([slow.invariant, slow.length]);
    else expect([whole.states, whole.transitions]).toEqual([slow.states, slow.transitions]);
    expect(whole.reached).toEqual(slow.verdict === 'holds' ? slow.reached : whole.reached);
  });
});

/** Every scenario under every policy in every variant, exported to Promela and judged by Spin: the same verdicts, states, steps and shortest distances. */
import { beforeAll, describe, expect, it } from 'vitest';
import { promelaOf } from '../../../src/sim/export/index.ts';
import type { Model } from '../../../src/sim/form/index.ts';
import { policyNames } from '../../../src/sim/policy/index.ts';
import { compile, library } from '../../../src/sim/scenario/index.ts';
import { judge, nameOf, runsOf } from '../support/judge.ts';
import { askSpin, type SpinAnswer } from '../support/spin.ts';

/** Runs that say the same to Spin are one. */
const models = new Map<string, { readonly name: string; readonly scenario: string; readonly model: Model }>();
for (const run of runsOf(library, policyNames)) {
  const model = compile(run.scenario, run.policy, run.variant);
  const text = promelaOf({ ...model, name: 'model' });
  if (!models.has(text)) models.set(text, { name: nameOf(run), scenario: run.scenario.name, model });
}
const all = [...models.values()];
let answers: readonly SpinAnswer[] = [];

beforeAll(async () => {
  answers = await askSpin(all.map(({ model }) => ({ ...model, name: 'model' })));
}, 30 * 60_000);

describe('Spin agrees', () => {
  it.each(library.map(({ name }) => name).filter((name) => all.some(({ scenario }) => scenario === name)))('on %s', (scenario) => {
    for (const [i, { name, scenario: of, model }] of all.entries()) {
      if (of !== scenario) continue;
      const ours = judge(model);
      const spin = answers[i];
      const isViolated = ours.word !== 'OK' && ours.word !== 'DENIED';
      expect(spin?.error, name).toBe(isViolated);
      // a deadlock is an assertion behind the state: one step more
      if (isViolated) expect(spin?.length, name).toBe(ours.trace.length + (ours.invariant === null ? 1 : 0));
      else expect(spin?.states, name).toBe(ours.states);
    }
  });
});

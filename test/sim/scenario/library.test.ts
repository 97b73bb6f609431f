/** The library against the tables: every cell, every variant. */
import { describe, expect, it } from 'vitest';
import { policyNames } from '../../../src/sim/policy/index.ts';
import { compile, library, scenarioSchema } from '../../../src/sim/scenario/index.ts';
import type { Cell } from '../expectations/cell.ts';
import { cells } from '../expectations/index.ts';
import { judge, judgeRun, nameOf, type Run, runsOf } from '../support/judge.ts';

const runs = runsOf(library, policyNames);
const idOf = ({ scenario }: Run): string => scenario.name.split('-', 1)[0] ?? '';
const covers = (cell: Cell, run: Run): boolean =>
  cell.scenario === idOf(run) && cell.policies.includes(run.policy) && Object.entries(cell.where).every(([key, value]) => run.variant[key] === value);

describe('the library', () => {
  it('has every scenario of the document, by its identifier', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'g'].flatMap((seed) =>
      Array.from({ length: { a: 9, b: 9, c: 9, d: 8, e: 7, g: 10 }[seed] ?? 0 }, (_, i) => `${seed}${i + 1}`),
    );
    expect(library.map(({ name }) => name.split('-', 1)[0])).toEqual(ids);
  });

  it.each(library.map((scenario) => [scenario.name, scenario] as const))('%s is a scenario file', (_, scenario) => {
    expect(scenarioSchema.safeParse(scenario).error).toBeUndefined();
  });

  it.each(cells.map((cell) => [`${cell.cell} ${JSON.stringify(cell.where)} ${cell.policies.join(' ')}`, cell] as const))(
    'agrees with %s',
    (_, cell) => {
      for (const policy of cell.policies) {
        const covered = runs.filter((run) => run.policy === policy && covers(cell, run));
        expect(covered.length, `variants under ${policy}`).toBeGreaterThan(0);
        for (const run of covered) expect(judgeRun(run).word, nameOf(run)).toBe(cell.outcome);
      }
    },
  );

  it('contradicts itself in no cell', () => {
    for (const run of runs) expect(new Set(cells.filter((cell) => covers(cell, run)).map(({ outcome }) => outcome)).size).toBeLessThanOrEqual(1);
  });

  it('reaches the dangerous state wherever the pages are not refused', () => {
    for (const run of runs) {
      const { word, reached } = judgeRun(run);
      if (word !== 'DENIED') expect(reached['sometimes'], nameOf(run)).toBe(true);
    }
  });

  it('keeps every verdict and every number of states', async () => {
    const lines = library.flatMap((scenario) => [
      scenario.name,
      ...runs
        .filter((run) => run.scenario === scenario)
        .map((run) => {
          const { word, invariant, states } = judgeRun(run);
          const variant = Object.entries(run.variant).map(([key, value]) => ` ${key}=${value}`);
          return `  ${run.policy}${variant.join('')}: ${word}${invariant == null ? '' : ` ${invariant}`}, ${states} states`;
        }),
    ]);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('matrix.txt');
  });
});

/** The verdict must not depend on who is named first. */
describe('the order of actors', () => {
  const distinct = new Map(runs.map((run) => [JSON.stringify({ ...compile(run.scenario, run.policy, run.variant), name: '' }), run]));
  it.each(library.map(({ name }) => name))('does not matter to %s', (name) => {
    for (const [, run] of distinct) {
      if (run.scenario.name !== name || run.scenario.actors.length < 2) continue;
      const turned = { ...run.scenario, actors: [...run.scenario.actors].reverse() };
      const { word, invariant, states } = judgeRun(run);
      const other = judge(compile(turned, run.policy, run.variant));
      expect([other.word, other.invariant], nameOf(run)).toEqual([word, invariant]);
      if (word === 'OK' || word === 'DENIED') expect(other.states, nameOf(run)).toBe(states);
    }
  });
});

/** docs/model.md names everything that a scenario can name. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { invariantTable } from '../../../src/sim/invariant/index.ts';
import { parameters, policyNames } from '../../../src/sim/policy/index.ts';
import { costNames, stepSchema } from '../../../src/sim/step/index.ts';

const page = readFileSync('docs/model.md', 'utf8');
const missing = (names: readonly string[]) => names.filter((name) => !new RegExp(`(?<![\\w-])${name}(?![\\w])`).test(page));

it('names every policy, parameter, invariant and cost', () => {
  expect(missing([...policyNames, ...Object.keys(parameters), ...costNames, ...invariantTable.map(({ id }) => id)])).toEqual([]);
});

it('gives each invariant its word', () => {
  for (const { id, outcome } of invariantTable) expect(page).toMatch(new RegExp(`\\| ${id} \\|.*\\| ${outcome ?? ''} ?\\|\\n`));
});

it('explains every named step', () => {
  const names = stepSchema.options.map((option) => [...option.shape.do.values][0] ?? '');
  const told = names.filter((name) => !name.startsWith('pmem-'));
  expect(missing(told.filter((name) => !['release', 'transfer', 'wait', 'allocate'].includes(name)))).toEqual([]);
});

/** How a model is written: two holders of a page, one of which may drop it by the wrong call, and a reclaim that frees it when nobody holds it. */
import {
  actor,
  and,
  at,
  branch,
  check,
  decrease,
  eq,
  flag,
  increase,
  type Model,
  off,
  on,
  or,
  type Place,
  range,
  record,
  set,
  spend,
  step,
  variables,
  when,
} from '../../../src/sim/form/index.ts';

export function exampleModel({ wrongDrop }: { readonly wrongDrop: number }): Model {
  const page = record('page', { ref: range(-20, 40, 1), freed: flag() });
  const held = variables({ rightHolds: flag(), otherHolds: flag() });
  const { ref, freed } = page.at;
  const holder = (name: string, mine: Place, drop: number) =>
    actor(name, [
      branch(
        off(freed),
        [
          step('pin', [increase(ref, 10), set(mine, 1), spend('atomics', 1)]),
          step('write', [check('no use after free', off(freed))]),
          step('release', [decrease(ref, drop), set(mine, 0), when(eq(ref, 0), [set(freed, 1)]), spend('atomics', 1)]),
        ],
        [step('give up', [])],
      ),
    ]);
  return {
    name: 'example',
    fields: [...page.fields, ...held.fields],
    actors: [
      holder('right', held.at.rightHolds, 10),
      holder('other', held.at.otherHolds, wrongDrop),
      actor(
        'reclaim',
        [step('free', [decrease(ref, 1), set(freed, 1)], { guard: eq(ref, 1), source: { file: 'mm/vmscan.c', symbol: '__remove_mapping' } })],
        { optional: true },
      ),
    ],
    invariants: [
      { name: 'no use after free', outcome: 'UAF', sentence: 'Nobody writes to a free page.', when: 'checked' },
      {
        name: 'free is unused',
        outcome: 'UAF',
        sentence: 'Nobody holds a free page.',
        when: 'always',
        holds: or(off(freed), and(off(held.at.rightHolds), off(held.at.otherHolds))),
      },
      {
        name: 'baseline',
        outcome: 'LEAK',
        sentence: 'At rest the count is as before, or the page is free.',
        when: 'rest',
        holds: or(eq(ref, 1), and(on(freed), eq(ref, 0))),
      },
    ],
    sometimes: [
      { name: 'both hold', sentence: 'Both hold the page.', reached: and(at('right', 'write', 'release'), at('other', 'write', 'release')) },
    ],
    ends: [],
    costs: ['atomics'],
  };
}

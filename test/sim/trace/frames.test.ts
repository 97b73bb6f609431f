import { expect, test } from 'vitest';
import { never } from '../../../src/base/cancel.ts';
import { machineOf, search } from '../../../src/sim/explore/index.ts';
import { describeState, replay } from '../../../src/sim/trace/index.ts';
import { exampleModel } from '../form/exampleModel.ts';

test('a trace says what each step changed, where it leads, and what it cost', () => {
  const model = exampleModel({ wrongDrop: 1 });
  const machine = machineOf(model);
  const found = search(model, { reduce: false, maxStates: 1000, maxBytes: 2 ** 20, cancel: never });
  if (found.verdict !== 'violated') throw new Error(found.verdict);
  const { first, frames, costs } = replay(machine, found.trace);
  expect(describeState(machine, first)).toEqual({
    right: 'pin',
    other: 'pin',
    reclaim: 'free',
    'page.ref': 1,
    'page.freed': 0,
    rightHolds: 0,
    otherHolds: 0,
  });
  expect(
    frames.map(({ actor, step, changes, location, broken }) => [
      actor,
      step,
      location,
      broken,
      ...changes.map((c) => `${c.cell} ${c.before} ${c.after}`),
    ]),
  ).toEqual([
    ['right', 'pin', 'write', null, 'page.ref 1 11', 'rightHolds 0 1'],
    ['right', 'write', 'release', null],
    ['right', 'release', 'done', null, 'page.ref 11 1', 'rightHolds 1 0'],
    ['other', 'pin', 'write', null, 'page.ref 1 11', 'otherHolds 0 1'],
    ['other', 'write', 'release', null],
    ['other', 'release', 'done', 'baseline', 'page.ref 11 10', 'otherHolds 1 0'],
  ]);
  expect(costs).toEqual({ atomics: 4 });
});

test('the source goes with the step', () => {
  const machine = machineOf(exampleModel({ wrongDrop: 10 }));
  const free = machine.actions.findIndex(({ step }) => step.name === 'free');
  expect(replay(machine, [free]).frames[0]?.source).toEqual({ file: 'mm/vmscan.c', symbol: '__remove_mapping' });
});

test('what is no trace of the model is refused', () => {
  expect(() => replay(machineOf(exampleModel({ wrongDrop: 10 })), [2])).toThrow('step 1 of the trace cannot be taken: it is no trace of example');
});

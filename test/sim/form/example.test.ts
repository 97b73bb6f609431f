import { expect, test } from 'vitest';
import { printModel, validate } from '../../../src/sim/form/index.ts';
import { exampleModel } from './exampleModel.ts';

test('the example is sound', () => {
  expect(validate(exampleModel({ wrongDrop: 1 }))).toEqual([]);
});

test('a model is printed as one line a step', () => {
  expect(printModel(exampleModel({ wrongDrop: 1 }))).toBe(`model example
fields
  page.ref: -20..40 = 1
  page.freed: 0..1 = 0
  rightHolds: 0..1 = 0
  otherHolds: 0..1 = 0
actor right, from pin, rests at done
  pin -> write  pin when page.freed == 0: page.ref = page.ref + 10; rightHolds = 1; spend atomics 1
  pin -> done  give up when !(page.freed == 0)
  write -> release  write: check no use after free: page.freed == 0
  release -> done  release: page.ref = page.ref - 10; rightHolds = 0; if (page.ref == 0) { page.freed = 1 }; spend atomics 1
actor other, from pin, rests at done
  pin -> write  pin when page.freed == 0: page.ref = page.ref + 10; otherHolds = 1; spend atomics 1
  pin -> done  give up when !(page.freed == 0)
  write -> release  write: check no use after free: page.freed == 0
  release -> done  release: page.ref = page.ref - 1; otherHolds = 0; if (page.ref == 0) { page.freed = 1 }; spend atomics 1
actor reclaim, from free, rests at free, done
  free -> done  free when page.ref == 1: page.ref = page.ref - 1; page.freed = 1  [mm/vmscan.c __remove_mapping]
checked no use after free  [Nobody writes to a free page.]
always free is unused: (page.freed == 0 || (rightHolds == 0 && otherHolds == 0))  [Nobody holds a free page.]
rest baseline: (page.ref == 1 || (page.freed != 0 && page.ref == 0))  [At rest the count is as before, or the page is free.]
sometimes both hold: (right@{write, release} && other@{write, release})  [Both hold the page.]
costs atomics
`);
});

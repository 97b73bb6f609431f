/** Bounds, cancellation, progress, growth, model errors, the stepper and the walks. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cancel, Cancelled, never } from '../../../src/base/cancel.ts';
import { createStepper, ModelFault, machineOf, NO_BREAK, search, type Verdict, walk } from '../../../src/sim/explore/index.ts';
import {
  actor,
  check,
  eq,
  flag,
  increase,
  jump,
  lt,
  type Model,
  mark,
  ne,
  range,
  records,
  set,
  step,
  variables,
} from '../../../src/sim/form/index.ts';
import { exampleModel } from '../form/exampleModel.ts';
import { randomModel } from '../support/randomModel.ts';

const free = { reduce: false, maxStates: 1_000_000, maxBytes: 2 ** 28, cancel: never };

/** `actors` that count to `to` each: (to + 1) ^ actors states, each to - 1 of them one step from the next. */
function counters(actors: number, to: number): Model {
  const counts = records('count', actors, { n: range(0, to, 0) });
  return {
    name: 'counters',
    fields: counts.fields,
    actors: Array.from({ length: actors }, (_, i) =>
      actor(`a${i}`, [mark('count'), step('count', [increase(counts.at(i).n, 1)], { guard: lt(counts.at(i).n, to) }), jump('count')], {
        environment: true,
      }),
    ),
    invariants: [],
    sometimes: [{ name: 'all', sentence: '', reached: eq(counts.at(actors - 1).n, to) }],
    ends: [],
    costs: [],
  };
}

test('a search of many states grows all that it keeps', () => {
  const found = search(counters(5, 9), free);
  expect(found).toMatchObject({ verdict: 'holds', states: 100_000, transitions: 5 * 9 * 10_000, depth: 45, reached: { all: true } });
  expect(found.bytes).toBeLessThan(32 * 100_000);
});

describe('bounds make a search incomplete, whatever is behind them', () => {
  test('states', () => {
    const found = search(counters(5, 9), { ...free, maxStates: 1000 });
    expect(found).toMatchObject({ verdict: 'incomplete', bound: 'states', reached: { all: false } });
    expect(found.states).toBeGreaterThan(1000);
    expect(found.states).toBeLessThan(1000 + 6);
  });
  test('exactly as many states as there are is no bound', () => {
    expect(search(counters(2, 9), { ...free, maxStates: 100 }).verdict).toBe('holds');
    expect(search(counters(2, 9), { ...free, maxStates: 99 }).verdict).toBe('incomplete');
  });
  test.each([1_000, 100_000, 1_000_000, 2_500_000])('%i bytes', (maxBytes) => {
    const found = search(counters(5, 9), { ...free, maxBytes });
    expect(found.verdict).toBe(maxBytes > 2_400_000 ? 'holds' : 'incomplete');
    if (found.verdict === 'incomplete') expect(found.bound).toBe('memory');
    if (maxBytes > 100_000) expect(found.bytes).toBeLessThanOrEqual(maxBytes);
  });
});

test('a search can be cancelled wherever it looks, and a fresh one is not touched by that', () => {
  const model = counters(4, 9);
  let looks = 0;
  const counting: Cancel = {
    get cancelled() {
      looks++;
      return false;
    },
  };
  const whole = search(model, { ...free, cancel: counting });
  expect(looks).toBeGreaterThan(10);
  for (let at = 1; at <= looks; at++) {
    let left = at;
    const cancel: Cancel = {
      get cancelled() {
        return --left === 0;
      },
    };
    expect(() => search(model, { ...free, cancel })).toThrow(Cancelled);
  }
  expect(search(model, free)).toEqual(whole);
});

test('progress is told', () => {
  const told: number[] = [];
  search(counters(6, 6), { ...free, progress: ({ states }) => told.push(states) });
  expect(told.length).toBeGreaterThan(0);
  expect(told).toEqual([...told].sort((a, b) => a - b));
});

describe('a range that is left is an error of the model, with its place', () => {
  const plain = variables({ n: range(0, 2, 0) });
  const page = records('page', 2, { ref: range(0, 3, 0) });
  const { n } = plain.at;
  const modelOf = (...body: Parameters<typeof step>[1]): Model => ({
    name: 'm',
    fields: [...plain.fields, ...page.fields],
    actors: [actor('a', [mark('again'), step('s', body), jump('again')])],
    invariants: [],
    sometimes: [],
    ends: [],
    costs: [],
  });
  const error = (message: string, length: number) => ({ verdict: 'model-error', message, trace: Array.from({ length }, () => 0) });
  test('a value', () => {
    expect(search(modelOf(increase(n, 1)), free)).toMatchObject(error('a, s: n would become 3, outside its range 0..2.', 2));
  });
  test('an element', () => {
    expect(search(modelOf(increase(page.at(1).ref, 2)), free)).toMatchObject(error('a, s: page[1].ref would become 4, outside its range 0..3.', 1));
  });
  test('an index', () => {
    expect(search(modelOf(increase(page.at(n).ref, 1), increase(n, 1)), free)).toMatchObject(
      error('a, s: page.ref has 2 elements and is asked for element 2.', 2),
    );
  });
  test('a predicate', () => {
    const model = modelOf(increase(n, 1));
    const asking = (when: 'always' | 'rest'): Model => ({ ...model, invariants: [{ name: 'i', sentence: '', when, holds: ne(page.at(n).ref, 1) }] });
    expect(search(asking('always'), free)).toMatchObject(error('a, s: page.ref has 2 elements and is asked for element 2.', 1));
  });
});

describe('a deadlock', () => {
  const { fields, at } = variables({ go: flag() });
  const waiting = actor('w', [step('wait', [], { guard: eq(at.go, 1) })]);
  const modelOf = (...actors: Model['actors']): Model => ({ name: 'm', fields, actors, invariants: [], sometimes: [], ends: [], costs: [] });
  test('is where somebody waits and nobody can move', () => {
    expect(search(modelOf(waiting, actor('a', [step('s', [])])), free)).toMatchObject({ verdict: 'violated', invariant: null, trace: [1] });
  });
  test('is none if a step can come', () => {
    expect(search(modelOf(waiting, actor('a', [step('s', [set(at.go, 1)])])), free).verdict).toBe('holds');
  });
  test('is one even if the environment could help', () => {
    expect(search(modelOf(waiting, actor('a', [step('s', [set(at.go, 1)])], { environment: true })), free)).toMatchObject({
      verdict: 'violated',
      invariant: null,
    });
  });
  test('is none at a proper end', () => {
    const ended = { ...modelOf(waiting), ends: [{ name: 'stop', sentence: '', reached: eq(at.go, 0) }] };
    expect(search(ended, free)).toMatchObject({ verdict: 'holds', reached: { stop: true }, finished: [] });
  });
});

test('the first of several invariants broken at one distance is told, whatever the order of actors', () => {
  const breaks = (name: string, invariant: string) => actor(name, [step('s', [check(invariant, false)])]);
  const modelOf = (...actors: Model['actors']): Model => ({
    name: 'm',
    fields: [],
    actors,
    invariants: ['first', 'second'].map((name) => ({ name, sentence: '', when: 'checked' as const })),
    sometimes: [],
    ends: [],
    costs: [],
  });
  expect(search(modelOf(breaks('a', 'second'), breaks('b', 'first')), free)).toMatchObject({ invariant: 'first', trace: [1] });
  expect(search(modelOf(breaks('b', 'first'), breaks('a', 'second')), free)).toMatchObject({ invariant: 'first', trace: [0] });
});

test('the stepper takes what is enabled, and goes back', () => {
  const machine = machineOf(exampleModel({ wrongDrop: 1 }));
  const stepper = createStepper(machine);
  const named = () => stepper.enabled().map((action) => `${machine.actions[action]?.actor.name} ${machine.actions[action]?.step.name}`);
  expect(named()).toEqual(['right pin', 'other pin', 'reclaim free']);
  stepper.take(8);
  expect(named()).toEqual(['right give up', 'other give up']);
  expect(() => stepper.take(0)).toThrow('action 0 cannot be taken here');
  expect(stepper.back()).toBe(true);
  expect(stepper.back()).toBe(false);
  for (const action of [4, 6, 7, 0, 2]) stepper.take(action);
  expect(stepper.broken()).toBe(NO_BREAK);
  stepper.take(3);
  expect(machine.model.invariants[stepper.broken()]?.name).toBe('baseline');
  expect(stepper.enabled()).toEqual([]);
  expect(stepper.trace()).toEqual([4, 6, 7, 0, 2, 3]);
});

describe('walks', () => {
  const options = { walks: 200, maxSteps: 100, seed: 5, cancel: never };
  test('find what is wrong, the same way each time', () => {
    const machine = machineOf(exampleModel({ wrongDrop: 1 }));
    const walked = walk(machine, options);
    expect(walked).toMatchObject({ outcome: { verdict: 'violated', invariant: 'baseline' } });
    expect(walk(machine, options)).toEqual(walked);
  });
  test('never say that nothing is wrong', () => {
    const walked = walk(machineOf(exampleModel({ wrongDrop: 10 })), options);
    expect(walked).toMatchObject({ outcome: { verdict: 'incomplete', bound: 'walks' }, walks: 200, reached: { 'both hold': true } });
  });
  test('find nothing that a search does not', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(randomModel({ wild: true, apart: false }), fc.nat(), (model, seed) => {
        const found: Verdict = search(model, { ...free, maxStates: 2000 });
        fc.pre(found.verdict !== 'incomplete');
        const { outcome, reached } = walk(machineOf(model), { walks: 10, maxSteps: 50, seed, cancel: never });
        kinds.add(outcome.verdict);
        if (found.verdict === 'holds') {
          expect(outcome.verdict).toBe('incomplete');
          for (const [name, met] of Object.entries(reached)) if (met) expect(found.reached[name]).toBe(true);
        } else if (outcome.verdict !== 'incomplete') {
          expect(outcome.trace.length).toBeGreaterThanOrEqual(found.trace.length);
        }
      }),
      { numRuns: 60 },
    );
    expect(kinds.size).toBeGreaterThan(1);
  });
});

test('a fault says what it is', () => {
  expect(new ModelFault('x').name).toBe('ModelFault');
});

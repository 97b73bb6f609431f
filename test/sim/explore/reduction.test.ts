/**
 * One model for each condition of the reduction, in which the answer would be lost without it; random models are tried in interpreter.test.ts. `h` is a
 * field that nothing asked for looks at.
 */
import { expect, test } from 'vitest';
import { never } from '../../../src/base/cancel.ts';
import { search, type Verdict } from '../../../src/sim/explore/index.ts';
import {
  type Actor,
  actor,
  and,
  type BoolExpr,
  check,
  either,
  eq,
  jump,
  type Model,
  mark,
  ne,
  range,
  type Statement,
  set,
  step,
  variables,
  xor,
} from '../../../src/sim/form/index.ts';

const small = range(0, 2, 0);
const { fields, at } = variables({ h: small, x: small, y: small, z: small });
const { h, x, y, z } = at;

interface Asked {
  readonly rest?: BoolExpr;
  readonly sometimes?: BoolExpr;
  readonly end?: BoolExpr;
}

const named = (name: string, reached: BoolExpr | undefined) => (reached === undefined ? [] : [{ name, sentence: '', reached }]);

function modelOf(actors: readonly Actor[], { rest, sometimes, end }: Asked): Model {
  return {
    name: 'litmus',
    fields,
    actors,
    invariants: [
      { name: 'never there', sentence: '', when: 'checked' },
      ...(rest === undefined ? [] : [{ name: 'at rest', sentence: '', when: 'rest' as const, holds: rest }]),
    ],
    sometimes: named('seen', sometimes),
    ends: named('end', end),
    costs: [],
  };
}

const does = (name: string, body: readonly Statement[], guard: BoolExpr | boolean = true) => step(name, body, { guard });
const one = (name: string, ...rest: Parameters<typeof does>) => actor(name, [does(...rest)]);
const wrong = check('never there', false);

const litmus: readonly (readonly [condition: string, model: Model, answer: string])[] = [
  [
    'a seed changes nothing that is looked at',
    modelOf([one('a', 'x', [set(x, 1)]), one('b', 'y', [set(y, 1)])], { sometimes: and(eq(x, 0), eq(y, 1)) }),
    'holds, seen',
  ],
  [
    'a seed does not stand where it may rest',
    modelOf([actor('a', [does('h', [set(h, 1)])], { optional: true }), one('b', 'x', [set(x, 1)])], { rest: eq(h, 1) }),
    'at rest after 1',
  ],
  [
    'a seed is no environment',
    modelOf(
      [
        { ...one('a', 'let b go', [set(x, 1)]), environment: true },
        actor('b', [does('wait', [], eq(x, 1)), does('let c go', [set(y, 1)])]),
        one('c', 'wait', [], eq(y, 1)),
      ],
      {},
    ),
    'deadlock after 0',
  ],
  [
    'a seed is on no cycle',
    modelOf([actor('a', [mark('again'), does('turn', [set(h, xor(h, 1))]), jump('again')]), one('b', 'x', [wrong])], {}),
    'never there after 1',
  ],
  [
    'an end stops others',
    modelOf(
      [
        one('a', 'h', [set(h, 1)]),
        actor('b', [either([does('stop', [set(z, 1)], eq(h, 0))], [does('late', [], eq(h, 1))])]),
        one('c', 'y', [set(y, 1)]),
      ],
      {
        end: eq(z, 1),
        sometimes: and(eq(z, 1), eq(y, 1)),
      },
    ),
    'holds, seen',
  ],
  [
    'others do not write what the set reads',
    modelOf([actor('a', [either([does('early', [set(h, 1)], eq(y, 0))], [does('late', [wrong], eq(y, 1))])]), one('b', 'y', [set(y, 1)])], {}),
    'never there after 2',
  ],
  [
    'others do not write what the set writes',
    modelOf([one('a', 'one', [set(y, 1)]), one('b', 'two', [set(y, 2)])], { rest: ne(y, 1) }),
    'at rest after 2',
  ],
  [
    'who meets one of the set belongs to it',
    modelOf(
      [
        one('a', 'h', [set(h, 1)]),
        actor('b', [either([does('early', [set(y, 1)], eq(h, 0))], [does('late', [], eq(h, 1))])]),
        one('c', 'two', [set(y, 2)]),
      ],
      { rest: ne(y, 1) },
    ),
    'at rest after 3',
  ],
  [
    'what others can do later counts',
    modelOf(
      [
        actor('a', [either([does('early', [set(h, 1)], eq(y, 0))], [does('late', [wrong], eq(y, 1))])]),
        actor('b', [does('x', [set(x, 1)]), does('y', [set(y, 1)])]),
      ],
      {},
    ),
    'never there after 3',
  ],
];

function answerOf(found: Verdict): string {
  const broken = found.verdict === 'violated' ? `${found.invariant ?? 'deadlock'} after ${found.trace.length}` : found.verdict;
  return found.reached['seen'] === true ? `${broken}, seen` : broken;
}

test.each(litmus)('%s', (_, model, answer) => {
  const bounds = { maxStates: 1000, maxBytes: 2 ** 20, cancel: never };
  expect(answerOf(search(model, { ...bounds, reduce: false }))).toBe(answer);
  expect(answerOf(search(model, { ...bounds, reduce: true }))).toBe(answer);
});

test('actors that never meet are taken one after the other', () => {
  const many = (['h', 'x', 'y', 'z'] as const).map((name) => actor(`of ${name}`, [does('one', [set(at[name], 1)]), does('two', [set(at[name], 2)])]));
  const bounds = { maxStates: 1000, maxBytes: 2 ** 20, cancel: never };
  expect(search(modelOf(many, {}), { ...bounds, reduce: false })).toMatchObject({ verdict: 'holds', states: 81, transitions: 216 });
  expect(search(modelOf(many, {}), { ...bounds, reduce: true })).toMatchObject({ verdict: 'holds', states: 9, transitions: 8 });
});

import { describe, expect, test } from 'vitest';
import {
  actor,
  at,
  type BoolExpr,
  check,
  choose,
  eq,
  type Field,
  type Int,
  increase,
  le,
  least,
  type Model,
  ModelError,
  minus,
  most,
  mustBeSound,
  not,
  plus,
  range,
  records,
  remark,
  type Statement,
  set,
  spend,
  step,
  sum,
  times,
  validate,
  variables,
  when,
  xor,
} from '../../../src/sim/form/index.ts';

const plain = variables({ x: range(0, 3, 1) });
const { x } = plain.at;
const list = records('page', 2, { ref: range(-5, 5, [0, 1]) });

function modelOf(body: readonly Statement[], also: Partial<Model> = {}): Model {
  return {
    name: 'm',
    fields: [...plain.fields, ...list.fields],
    actors: [actor('a', [step('s', body)])],
    invariants: [{ name: 'i', sentence: 'Something holds.', when: 'checked' }],
    sometimes: [],
    ends: [],
    costs: ['copies'],
    ...also,
  };
}

test('all that there is to say is sound', () => {
  const everything = sum([x, times(x, 2), least(x, 1), most(x, 1), xor(x, 2), choose(eq(x, 1), 2, 3), minus(x, 1)]);
  const body = [
    when(le(everything, 100), [set(list.at(minus(x, 1)).ref, 1)], [increase(x, 1)]),
    check('i', not(at('a', 's'))),
    spend('copies', x),
    remark('seen'),
  ];
  expect(validate(modelOf(body))).toEqual([]);
});

const inStep: readonly [string, readonly Statement[], string][] = [
  ['an unknown field', [set({ op: 'get', field: 'y' }, 1)], 'there is no field y.'],
  ['an index where none belongs', [set({ op: 'get', field: 'x', index: { op: 'int', value: 0 } }, 1)], 'x is a single value and takes no index.'],
  ['an index that is missing', [set({ op: 'get', field: 'page.ref' }, 1)], 'page.ref has 2 elements and needs an index.'],
  ['an index outside', [set(list.at(2).ref, 1)], 'page[2].ref is outside the 2 elements of page.ref.'],
  [
    'an index that reads what it indexes',
    [set(list.at(most(list.at(0).ref, 0)).ref, 1)],
    'page[max(page[0].ref, 0)].ref is an index into a field that reads the same field; keep it in a field of its own.',
  ],
  ['a value that never fits', [set(x, 4)], '4 is never inside the range 0..3 of x.'],
  ['a sum that never fits', [set(x, plus(x, 4))], '(x + 4) is never inside the range 0..3 of x.'],
  ['a number that is none', [set(x, 0.5)], '0.5 is no integer.'],
  ['too many bits', [when(eq(times(times(x, 1_000_000), 1_000), 0), [])], '((x * 1000000) * 1000) can leave 32 bits.'],
  ['an unknown invariant', [check('j', true)], 'there is no invariant j.'],
  ['an unknown cost', [spend('time', 1)], 'there is no cost time.'],
  ['an unknown actor', [check('i', at('b', 's'))], 'there is no actor b.'],
  ['an unknown location', [check('i', at('a', 'there'))], 'a has no location there.'],
];

describe('in a step', () => {
  test.each(inStep)('%s', (_, body, problem) => {
    expect(validate(modelOf(body))).toEqual([`actor a, step s: ${problem}`]);
  });
});

const field = (also: Partial<Field>): Partial<Model> => ({
  fields: [...plain.fields, ...list.fields, { name: 'f', min: 0, max: 1, initial: 0, ...also }],
});
const invariant = (when: 'always' | 'checked', holds?: BoolExpr): Partial<Model> => ({
  invariants: [
    { name: 'i', sentence: 'Something.', when: 'checked' },
    { name: 'j', sentence: 'More.', when, ...(holds === undefined ? {} : { holds }) },
  ],
});
const unknown: Int = { op: 'get', field: 'y' };

const around: readonly [string, Partial<Model>, string][] = [
  ['no actors', { actors: [] }, 'the model has no actor.'],
  ['a range upside down', field({ min: 2 }), 'field f: the range 2..1 is no range of integers.'],
  ['a range that is too wide', field({ max: 2 ** 31 }), 'field f: the range 0..2147483648 is wider than 32 bits.'],
  ['no elements', field({ length: 0 }), 'field f: 0 is no length.'],
  ['a first value outside', field({ initial: 2 }), 'field f: the first value 2 is outside 0..1.'],
  ['too few first values', field({ length: 2, initial: [0] }), 'field f: it has 2 elements and 1 first values.'],
  ['two fields of one name', field({ name: 'x' }), 'there are two of the field or actor x; names are unique.'],
  ['an empty name', field({ name: '' }), 'a field or actor has no name.'],
  ['an invariant without a predicate', invariant('always'), 'invariant j: it says nothing that could hold.'],
  ['a checked one with a predicate', invariant('checked', eq(x, 1)), 'invariant j: only checks in steps can break it, so it holds no predicate.'],
  ['an invariant of nothing', invariant('always', eq(unknown, 1)), 'invariant j: there is no field y.'],
  ['a named state of nothing', { sometimes: [{ name: 'n', sentence: '', reached: eq(unknown, 1) }] }, 'n: there is no field y.'],
  [
    'locations that are not there',
    {
      actors: [
        {
          name: 'a',
          locations: ['l'],
          start: 'm',
          rest: [],
          steps: [{ name: 's', from: 'l', to: 'n', guard: { op: 'bool', value: true }, body: [] }],
        },
      ],
    },
    'actor a: the start m is none of its locations. actor a: step s goes to n is none of its locations.',
  ],
];

describe('around the steps', () => {
  test.each(around)('%s', (_, also, problem) => {
    expect(validate(modelOf([], also)).join(' ')).toBe(problem);
  });
});

test('what takes only sound models throws all problems in one sentence', () => {
  expect(() => mustBeSound(modelOf([set(x, 4)]))).toThrow(new ModelError('m', ['actor a, step s: 4 is never inside the range 0..3 of x.']));
});

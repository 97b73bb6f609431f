/** Small random models that say everything the form can say. Most keep their ranges; some leave them, deadlock, loop, or break what they promise. */
import * as fc from 'fast-check';
import {
  type Actor,
  and,
  at,
  type BoolExpr,
  choose,
  eq,
  ge,
  gt,
  type IntExpr,
  implies,
  int,
  intervalOf,
  le,
  least,
  lt,
  type Model,
  minus,
  most,
  ne,
  not,
  or,
  type Place,
  plus,
  printPlace,
  range,
  records,
  type Statement,
  type Step,
  set,
  times,
  variables,
  when,
  xor,
} from '../../../src/sim/form/index.ts';

const LENGTH = 3;
const single = variables({ x: range(0, 3, 1), y: range(-2, 2, 0), z: range(0, 1, 0), wide: range(-2100, 5000, 2) });
const list = records('page', LENGTH, { ref: range(0, 2, [0, 1, 2]), flag: range(0, 1, 0), fixed: range(7, 7, 7) });
const fields = [...single.fields, ...list.fields];
const fieldsByName = new Map(fields.map((field) => [field.name, field]));
const rangeOf = (place: Place) => fieldsByName.get(place.field) ?? { min: 0, max: 0 };

/** Cut where it could leave the bounds. */
function within(expr: IntExpr, min: number, max: number): IntExpr {
  const bounds = intervalOf(expr, fieldsByName);
  const below = bounds.max > max ? least(expr, max) : expr;
  return bounds.min < min ? most(below, min) : below;
}

const locations = ['l0', 'l1', 'l2', 'l3'];
const actorNames = ['a', 'b', 'c'];
const invariants = ['asked always', 'asked at rest', 'asked in steps', 'also asked always'];

export interface Sort {
  /** May leave its ranges. */
  readonly wild: boolean;
  /** Actors mostly keep to an element of their own, so that many steps do not meet. */
  readonly apart: boolean;
}

/** What the steps of one actor, or the predicates, may speak of. */
interface Scope {
  readonly places: readonly Place[];
  readonly wild: boolean;
  /** Indices that are not constant, and locations. */
  readonly anyIndex: boolean;
  /** Predicates are true or false in few states. */
  readonly rarely: boolean;
}

function arbitraries({ places, wild: mayBeWild, anyIndex, rarely }: Scope) {
  const small = fc.integer({ min: -2, max: 3 });
  const fixedPlace = fc.constantFrom(...places);
  const leaf: fc.Arbitrary<IntExpr> = fc.oneof(small.map(int), fixedPlace);

  /** Inside the list, unless `wild`. */
  const index = (wild: boolean): fc.Arbitrary<IntExpr> =>
    fc.oneof(
      fc.constant(single.at.z),
      fc.oneof(small.map(int), fc.constantFrom(...Object.values(single.at))).map((expr) => {
        const bounds = intervalOf(expr, fieldsByName);
        return wild && bounds.min < LENGTH && bounds.max >= 0 ? expr : within(expr, 0, LENGTH - 1);
      }),
    );
  const place = (wild: boolean): fc.Arbitrary<Place> =>
    anyIndex
      ? fc.oneof(
          fixedPlace,
          fc.tuple(index(wild), fc.constantFrom('ref' as const, 'flag' as const, 'fixed' as const)).map(([i, name]) => list.at(i)[name]),
        )
      : fixedPlace;

  const value: fc.Arbitrary<IntExpr> = fc.oneof(
    leaf,
    place(false),
    fc.tuple(fc.constantFrom(plus, minus, least, most, xor), leaf, leaf).map(([op, left, right]) => op(left, right)),
    fc.tuple(leaf, small).map(([left, right]) => times(left, right)),
    fc.tuple(leaf, leaf, leaf, leaf).map(([a, b, then, otherwise]) => choose(lt(a, b), then, otherwise)),
  );
  const test: fc.Arbitrary<BoolExpr> = fc.tuple(fc.constantFrom(eq, ne, lt, le, gt, ge), value, leaf).map(([op, left, right]) => op(left, right));
  const standing: fc.Arbitrary<BoolExpr> = fc
    .tuple(fc.constantFrom(...actorNames), fc.subarray(locations))
    .map(([actor, some]) => at(actor, ...some));
  const condition: fc.Arbitrary<BoolExpr> = fc.oneof(
    { weight: 5, arbitrary: test },
    { weight: anyIndex ? 1 : 0, arbitrary: standing },
    { weight: 1, arbitrary: fc.tuple(test, test).map(([a, b]) => and(a, b)) },
    { weight: 1, arbitrary: fc.tuple(test, anyIndex ? standing : test).map(([a, b]) => or(a, b)) },
    { weight: 1, arbitrary: test.map(not) },
    { weight: 1, arbitrary: fc.tuple(anyIndex ? standing : test, test).map(([a, b]) => implies(a, b)) },
  );
  const guard = fc.oneof(
    { weight: rarely ? 12 : 2, arbitrary: fc.constant<BoolExpr>({ op: 'bool', value: true }) },
    { weight: 3, arbitrary: condition },
  );
  /** Seldom true, and then in few interleavings: some places have just these values. */
  const rare = fc
    .uniqueArray(fixedPlace, { minLength: 2, maxLength: 3, selector: printPlace })
    .chain((some) => fc.tuple(...some.map((one) => fc.integer(rangeOf(one)).map((value) => eq(one, value)))))
    .map((terms) => and(...terms));
  /** Mostly true. */
  const loose = rarely ? rare.map(not) : fc.array(condition, { minLength: 5, maxLength: 5 }).map((terms) => or(...terms));

  const assignment: fc.Arbitrary<Statement> = (mayBeWild ? fc.integer({ min: 0, max: 7 }).map((n) => n === 0) : fc.constant(false)).chain((wild) =>
    fc.tuple(place(wild), value).map(([target, to]) => {
      const { min, max } = rangeOf(target);
      const bounds = intervalOf(to, fieldsByName);
      const neverFits = bounds.max < min || bounds.min > max;
      return set(target, wild && !neverFits ? to : within(to, min, max));
    }),
  );
  const statement: fc.Arbitrary<Statement> = fc.oneof(
    { weight: 6, arbitrary: assignment },
    {
      weight: 1,
      arbitrary: fc
        .tuple(condition, fc.array(assignment, { maxLength: 2 }), fc.array(assignment, { maxLength: 1 }))
        .map(([condition, then, otherwise]) => when(condition, then, otherwise)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...invariants), loose).map(([invariant, condition]): Statement => ({ do: 'check', invariant, condition })),
    },
    { weight: 1, arbitrary: value.map((amount): Statement => ({ do: 'spend', cost: 'copies', amount })) },
  );
  const step = (from: fc.Arbitrary<string>): fc.Arbitrary<Omit<Step, 'name'>> =>
    fc.record({ from, to: fc.constantFrom(...locations), guard, body: fc.array(statement, { maxLength: 3 }) });
  return { condition: rarely ? rare : condition, loose, step };
}

const allPlaces = [...Object.values(single.at), ...[0, 1, 2].flatMap((i) => Object.values(list.at(i)))];

function actor(name: string, nth: number, { wild, apart }: Sort): fc.Arbitrary<Actor> {
  const { step } = arbitraries({ wild, anyIndex: !apart, rarely: apart, places: apart ? Object.values(list.at(nth)) : allPlaces });
  const meeting = arbitraries({ wild, anyIndex: true, rarely: apart, places: allPlaces }).step;
  return fc
    .record({
      environment: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
      rest: fc.subarray(locations, { minLength: apart ? 0 : 1 }),
      // ahead, so that there is a way to go and reductions have something to do
      forward: fc.tuple(step(fc.constant('l0')), step(fc.constant('l1')), step(fc.constant('l2'))),
      more: fc.array(meeting(fc.constantFrom(...locations)), { maxLength: apart ? 1 : 3 }),
    })
    .map(({ environment, rest, forward, more }) => ({
      name,
      locations,
      start: 'l0',
      rest: [...new Set([...(apart && rest.length > 1 ? [] : rest), 'l3'])],
      ...(environment ? { environment } : {}),
      steps: [...forward.map((one, i) => ({ ...one, to: locations[i + 1] ?? 'l3' })), ...more].map((one, i) => ({ ...one, name: `s${i}` })),
    }));
}

export function randomModel(sort: Sort): fc.Arbitrary<Model> {
  // few places, so that most steps can go unseen
  const places = sort.apart ? [list.at(0).ref, list.at(1).ref, single.at.x] : allPlaces;
  const { condition, loose } = arbitraries({ wild: false, anyIndex: !sort.apart, rarely: sort.apart, places });
  const anywhere = arbitraries({ wild: false, anyIndex: true, rarely: sort.apart, places: allPlaces });
  return fc
    .record({
      actors: fc.tuple(...actorNames.map((name, nth) => actor(name, nth, sort))),
      always: loose,
      alsoAlways: loose,
      rest: anywhere.loose,
      sometimes: fc.array(condition, { maxLength: 2 }),
      end: fc.option(
        fc.tuple(condition, condition).map(([a, b]) => (sort.apart ? a : and(a, b))),
        { freq: sort.apart ? 1 : 4, nil: undefined },
      ),
    })
    .map(({ actors, always, alsoAlways, rest, sometimes, end }) => ({
      name: 'random',
      fields,
      actors,
      invariants: [
        { name: 'asked always', sentence: '', when: 'always', holds: always },
        { name: 'asked at rest', sentence: '', when: 'rest', holds: rest },
        { name: 'asked in steps', sentence: '', when: 'checked' },
        { name: 'also asked always', sentence: '', when: 'always', holds: alsoAlways },
      ],
      sometimes: sometimes.map((reached, i) => ({ name: `seen ${i}`, sentence: '', reached })),
      ends: end === undefined ? [] : [{ name: 'end', sentence: '', reached: end }],
      costs: ['copies'],
    }));
}

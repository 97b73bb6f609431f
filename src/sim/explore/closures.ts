/**
 * A model as functions over plain states, one for each expression and statement: quick to make, and quick enough for what takes a step at a time and for
 * searches of few states. Searches of many states use generated code (searchCode.ts).
 */
import {
  type BoolExpr,
  type Comparison,
  fieldsOf,
  type IntExpr,
  inside,
  intervalOf,
  type Model,
  type Place,
  type Statement,
  type Step,
} from '../form/index.ts';
import type { Layout } from './layout.ts';

/** A step, guard or predicate left a range: the model is wrong, not the system that it stands for. One sentence. */
export class ModelFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelFault';
  }
}

/** No invariant is broken. Ranks are places in the model's order, and a deadlock comes behind all of them. */
export const NO_BREAK = 0x7fffffff;

type State = Int32Array;
export type Test = (state: State) => boolean;
type Value = (state: State) => number;
/** Where costs and remarks of a step go. */
export interface Aside {
  /** In the order of the model's costs. */
  readonly costs: number[];
  readonly remarks: string[];
}
type Act = (state: State, aside: Aside | undefined) => void;

/** Steps that leave one location of an actor and so on, all over plain states. They throw `ModelFault`. */
export interface StepCode {
  readonly guard: Test;
  /** Changes the state, and says the rank of the first invariant that a check of the step broke, or `NO_BREAK`. */
  readonly act: (state: State, aside: Aside | undefined) => number;
}

export interface Compiler {
  readonly test: (expr: BoolExpr) => Test;
  /** `actor` and `to` are places in the lists of actors and of its locations. */
  readonly step: (step: Step, actor: number, to: number) => StepCode;
}

export function compilerOf(model: Model, layout: Layout): Compiler {
  const fields = fieldsOf(model);
  const actors = new Map(model.actors.map((actor, index) => [actor.name, { index, locations: actor.locations }]));
  const ranks = new Map(model.invariants.map(({ name }, rank) => [name, rank]));
  /** The rank that the step at hand broke; steps do not nest. */
  let broken = NO_BREAK;

  const cellOf = ({ field: name, index }: Place): number | Value => {
    const first = layout.first.get(name) ?? 0;
    if (index === undefined) return first;
    if (index.op === 'int') return first + index.value;
    const at = int(index);
    const length = fields.get(name)?.length ?? 1;
    return (state) => {
      const i = at(state);
      if (i < 0 || i >= length) throw new ModelFault(`${name} has ${length} elements and is asked for element ${i}.`);
      return first + i;
    };
  };

  const int = (expr: IntExpr): Value => {
    switch (expr.op) {
      case 'int': {
        const { value } = expr;
        return () => value;
      }
      case 'get': {
        const cell = cellOf(expr);
        return typeof cell === 'number' ? (state) => state[cell] ?? 0 : (state) => state[cell(state)] ?? 0;
      }
      case 'if': {
        const [condition, then, otherwise] = [test(expr.condition), int(expr.then), int(expr.otherwise)];
        return (state) => (condition(state) ? then(state) : otherwise(state));
      }
      case 'least':
      case 'minus':
      case 'most':
      case 'plus':
      case 'times':
      case 'xor': {
        const [left, right] = [int(expr.left), int(expr.right)];
        return arithmetic[expr.op](left, right);
      }
    }
  };

  const test = (expr: BoolExpr): Test => {
    switch (expr.op) {
      case 'bool': {
        const { value } = expr;
        return () => value;
      }
      case 'and':
      case 'or': {
        const terms = expr.terms.map(test);
        const [first, second] = terms;
        if (first === undefined) return expr.op === 'and' ? () => true : () => false;
        if (second === undefined) return first;
        if (terms.length === 2) return expr.op === 'and' ? (state) => first(state) && second(state) : (state) => first(state) || second(state);
        return expr.op === 'and' ? (state) => terms.every((term) => term(state)) : (state) => terms.some((term) => term(state));
      }
      case 'not': {
        const term = test(expr.term);
        return (state) => !term(state);
      }
      case 'at': {
        const actor = actors.get(expr.actor);
        const index = actor?.index ?? 0;
        const places = expr.locations.map((location) => actor?.locations.indexOf(location) ?? -1);
        const [only] = places;
        return places.length === 1 ? (state) => state[index] === only : (state) => places.includes(state[index] ?? -1);
      }
      case 'eq':
      case 'ge':
      case 'gt':
      case 'le':
      case 'lt':
      case 'ne':
        return comparison[expr.op](int(expr.left), int(expr.right));
    }
  };

  const set = (target: Place, expr: IntExpr): Act => {
    const field = fields.get(target.field);
    const value = int(expr);
    const cell = cellOf(target);
    if (typeof cell === 'number' && field !== undefined && inside(intervalOf(expr, fields), field)) {
      return (state) => {
        state[cell] = value(state);
      };
    }
    const { min, max } = field ?? { min: 0, max: 0 };
    return (state) => {
      const to = value(state);
      const at = typeof cell === 'number' ? cell : cell(state);
      if (to < min || to > max) throw new ModelFault(`${layout.cells[at]?.name} would become ${to}, outside its range ${min}..${max}.`);
      state[at] = to;
    };
  };

  const statement = (one: Statement): Act => {
    switch (one.do) {
      case 'set':
        return set(one.place, one.value);
      case 'when': {
        const [condition, then, otherwise] = [test(one.condition), one.then.map(statement), one.otherwise.map(statement)];
        return (state, aside) => {
          for (const act of condition(state) ? then : otherwise) act(state, aside);
        };
      }
      case 'check': {
        const rank = ranks.get(one.invariant) ?? NO_BREAK;
        const condition = test(one.condition);
        return (state) => {
          if (!condition(state) && rank < broken) broken = rank;
        };
      }
      case 'spend': {
        const cost = model.costs.indexOf(one.cost);
        const amount = int(one.amount);
        return (state, aside) => {
          if (aside !== undefined) aside.costs[cost] = (aside.costs[cost] ?? 0) + amount(state);
        };
      }
      case 'remark': {
        const { text } = one;
        return (_, aside) => {
          aside?.remarks.push(text);
        };
      }
      default:
        return one satisfies never;
    }
  };

  return {
    test,
    step: (step, actor, to) => {
      const body = step.body.map(statement);
      return {
        guard: test(step.guard),
        act: (state, aside) => {
          broken = NO_BREAK;
          for (const act of body) act(state, aside);
          // last, since what the step reads of locations is where all stood before
          state[actor] = to;
          return broken;
        },
      };
    },
  };
}

const arithmetic: Readonly<Record<Exclude<IntExpr['op'], 'int' | 'get' | 'if'>, (left: Value, right: Value) => Value>> = {
  plus: (left, right) => (state) => left(state) + right(state),
  minus: (left, right) => (state) => left(state) - right(state),
  times: (left, right) => (state) => left(state) * right(state),
  xor: (left, right) => (state) => left(state) ^ right(state),
  least: (left, right) => (state) => Math.min(left(state), right(state)),
  most: (left, right) => (state) => Math.max(left(state), right(state)),
};

const comparison: Readonly<Record<Comparison, (left: Value, right: Value) => Test>> = {
  eq: (left, right) => (state) => left(state) === right(state),
  ne: (left, right) => (state) => left(state) !== right(state),
  lt: (left, right) => (state) => left(state) < right(state),
  le: (left, right) => (state) => left(state) <= right(state),
  gt: (left, right) => (state) => left(state) > right(state),
  ge: (left, right) => (state) => left(state) >= right(state),
};

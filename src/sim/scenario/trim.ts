/**
 * Makes a model smaller without changing what it can do: fields that never change become numbers, steps that can never be taken go, and so do locations
 * that nobody can come to. Templates can so be written for the general case, and a scenario carries only what it needs.
 */
import type { Actor, BoolExpr, IntExpr, Model, Named, Statement, Step } from '../form/index.ts';

type Constants = ReadonlyMap<string, number>;

export function trim(model: Model): Model {
  let small = rewrite(model, constantsOf(model));
  for (;;) {
    // steps that went may have been the only ones to change a field
    const constants = constantsOf(small);
    if (constants.size === 0) return small;
    small = rewrite(small, constants);
  }
}

/** Single fields that no step gives another value than their first. */
function constantsOf({ fields, actors }: Model): Constants {
  const first = new Map<string, number>();
  for (const { name, length, initial } of fields) if (length === undefined && typeof initial === 'number') first.set(name, initial);
  const look = (statement: Statement): void => {
    if (statement.do === 'set') {
      const { field } = statement.place;
      if (statement.value.op !== 'int' || statement.value.value !== first.get(field)) first.delete(field);
    } else if (statement.do === 'when') {
      statement.then.forEach(look);
      statement.otherwise.forEach(look);
    }
  };
  for (const { steps } of actors) for (const { body } of steps) body.forEach(look);
  return first;
}

function rewrite(model: Model, constants: Constants): Model {
  const bool = (expr: BoolExpr) => simpleBool(expr, constants);
  const named = (one: Named): Named => ({ ...one, reached: bool(one.reached) });
  return {
    ...model,
    fields: model.fields.filter(({ name }) => !constants.has(name)),
    actors: model.actors.map((actor) => rewriteActor(actor, constants)),
    invariants: model.invariants.map((invariant) => (invariant.holds === undefined ? invariant : { ...invariant, holds: bool(invariant.holds) })),
    sometimes: model.sometimes.map(named),
    ends: model.ends.map(named).filter(({ reached }) => !(reached.op === 'bool' && !reached.value)),
  };
}

function rewriteActor(actor: Actor, constants: Constants): Actor {
  const steps = actor.steps
    .map((step): Step => ({ ...step, guard: simpleBool(step.guard, constants), body: simpleBody(step.body, constants) }))
    .filter(({ guard }) => !(guard.op === 'bool' && !guard.value));
  const reached = new Set([actor.start]);
  for (const location of reached) for (const { from, to } of steps) if (from === location) reached.add(to);
  const kept = actor.locations.filter((location) => reached.has(location) || actor.rest.includes(location));
  return { ...actor, locations: kept, steps: steps.filter(({ from }) => reached.has(from)) };
}

function simpleBody(body: readonly Statement[], constants: Constants): readonly Statement[] {
  return body.flatMap((statement): readonly Statement[] => {
    switch (statement.do) {
      case 'set':
        return constants.has(statement.place.field) ? [] : [{ ...statement, value: simpleInt(statement.value, constants) }];
      case 'check': {
        const condition = simpleBool(statement.condition, constants);
        return condition.op === 'bool' && condition.value ? [] : [{ ...statement, condition }];
      }
      case 'when': {
        const condition = simpleBool(statement.condition, constants);
        const then = simpleBody(statement.then, constants);
        const otherwise = simpleBody(statement.otherwise, constants);
        if (condition.op === 'bool') return condition.value ? then : otherwise;
        return then.length === 0 && otherwise.length === 0 ? [] : [{ ...statement, condition, then, otherwise }];
      }
      case 'spend': {
        const amount = simpleInt(statement.amount, constants);
        return amount.op === 'int' && amount.value === 0 ? [] : [{ ...statement, amount }];
      }
      case 'remark':
        return [statement];
      default:
        return statement satisfies never;
    }
  });
}

function simpleInt(expr: IntExpr, constants: Constants): IntExpr {
  switch (expr.op) {
    case 'int':
      return expr;
    case 'get': {
      const value = constants.get(expr.field);
      return value === undefined ? expr : { op: 'int', value };
    }
    case 'if': {
      const condition = simpleBool(expr.condition, constants);
      if (condition.op === 'bool') return simpleInt(condition.value ? expr.then : expr.otherwise, constants);
      const then = simpleInt(expr.then, constants);
      const otherwise = simpleInt(expr.otherwise, constants);
      return then.op === 'int' && otherwise.op === 'int' && then.value === otherwise.value ? then : { op: 'if', condition, then, otherwise };
    }
    case 'plus':
    case 'minus':
    case 'times':
    case 'least':
    case 'most':
    case 'xor':
      return combine(expr.op, simpleInt(expr.left, constants), simpleInt(expr.right, constants));
    default:
      return expr satisfies never;
  }
}

type Binary = Exclude<IntExpr['op'], 'int' | 'get' | 'if'>;

function combine(op: Binary, left: IntExpr, right: IntExpr): IntExpr {
  if (left.op === 'int' && right.op === 'int') return { op: 'int', value: calculate(op, left.value, right.value) };
  const isNumber = (expr: IntExpr, value: number) => expr.op === 'int' && expr.value === value;
  if ((op === 'plus' || op === 'minus') && isNumber(right, 0)) return left;
  if (op === 'plus' && isNumber(left, 0)) return right;
  if (op === 'times' && (isNumber(left, 0) || isNumber(right, 0))) return { op: 'int', value: 0 };
  if (op === 'times' && isNumber(left, 1)) return right;
  if (op === 'times' && isNumber(right, 1)) return left;
  return { op, left, right };
}

function calculate(op: Binary, left: number, right: number): number {
  switch (op) {
    case 'plus':
      return left + right;
    case 'minus':
      return left - right;
    case 'times':
      return left * right;
    case 'least':
      return Math.min(left, right);
    case 'most':
      return Math.max(left, right);
    case 'xor':
      return left ^ right;
    default:
      return op satisfies never;
  }
}

function simpleBool(expr: BoolExpr, constants: Constants): BoolExpr {
  switch (expr.op) {
    case 'bool':
    case 'at':
      return expr;
    case 'not': {
      const term = simpleBool(expr.term, constants);
      return term.op === 'bool' ? { op: 'bool', value: !term.value } : { op: 'not', term };
    }
    case 'and':
    case 'or':
      return junction(expr.op, expr.terms, constants);
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge': {
      const left = simpleInt(expr.left, constants);
      const right = simpleInt(expr.right, constants);
      return left.op === 'int' && right.op === 'int'
        ? { op: 'bool', value: compare(expr.op, left.value, right.value) }
        : { op: expr.op, left, right };
    }
    default:
      return expr satisfies never;
  }
}

function junction(op: 'and' | 'or', terms: readonly BoolExpr[], constants: Constants): BoolExpr {
  const decides = op === 'or';
  const kept: BoolExpr[] = [];
  for (const term of terms) {
    const simple = simpleBool(term, constants);
    if (simple.op === op) kept.push(...simple.terms);
    else if (simple.op !== 'bool') kept.push(simple);
    else if (simple.value === decides) {
      // what stands before it is evaluated no more: nothing that could fail is lost, as places here have constant indices
      return simple;
    }
  }
  const [only, second] = kept;
  if (only === undefined) return { op: 'bool', value: !decides };
  return second === undefined ? only : { op, terms: kept };
}

function compare(op: 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge', left: number, right: number): boolean {
  switch (op) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'lt':
      return left < right;
    case 'le':
      return left <= right;
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
    default:
      return op satisfies never;
  }
}

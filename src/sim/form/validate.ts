/** What is wrong with a model before anything runs. The search, the replay and the exports take only models without problems. */
import { type Fields, fieldsOf, INT32, inside, intervalOf } from './interval.ts';
import type { Actor, BoolExpr, Field, IntExpr, Invariant, Model, Named, Place, Statement, Step } from './model.ts';
import { placeName, printInt, printPlace } from './print.ts';

/** All problems, each one sentence that begins with where it is; empty for a sound model. */
export function validate(model: Model): readonly string[] {
  const names: Names = {
    fields: fieldsOf(model),
    actors: new Map(model.actors.map((actor) => [actor.name, actor])),
    invariants: new Map(model.invariants.map((invariant) => [invariant.name, invariant])),
    costs: new Set(model.costs),
  };
  return [
    ...twice('field or actor', [...model.fields, ...model.actors]),
    ...twice('invariant', model.invariants),
    ...twice('named state', [...model.sometimes, ...model.ends]),
    ...twice(
      'cost',
      model.costs.map((name) => ({ name })),
    ),
    ...(model.actors.length === 0 ? ['the model has no actor.'] : []),
    ...model.fields.flatMap(fieldProblems),
    ...model.actors.flatMap((actor) => actorProblems(actor, names)),
    ...model.invariants.flatMap((invariant) => invariantProblems(invariant, names)),
    ...[...model.sometimes, ...model.ends].flatMap((named) => namedProblems(named, names)),
  ];
}

/** A model with problems was given to something that takes only sound ones. */
export class ModelError extends Error {
  constructor(model: string, problems: readonly string[]) {
    super(`the model ${model} is not sound: ${problems.join(' ')}`);
    this.name = 'ModelError';
  }
}

/** @throws {ModelError} naming all problems. */
export function mustBeSound(model: Model): void {
  const problems = validate(model);
  if (problems.length > 0) throw new ModelError(model.name, problems);
}

interface Names {
  readonly fields: Fields;
  readonly actors: ReadonlyMap<string, Actor>;
  readonly invariants: ReadonlyMap<string, Invariant>;
  readonly costs: ReadonlySet<string>;
}

function twice(kind: string, items: readonly { readonly name: string }[]): string[] {
  const seen = new Set<string>();
  return items.flatMap(({ name }) => {
    if (seen.has(name)) return [`there are two of the ${kind} ${name}; names are unique.`];
    seen.add(name);
    return name === '' ? [`a ${kind} has no name.`] : [];
  });
}

function fieldProblems({ name, min, max, length, initial }: Field): string[] {
  if (![min, max].every(Number.isInteger) || min > max) return [`field ${name}: the range ${min}..${max} is no range of integers.`];
  if (!inside({ min, max }, INT32)) return [`field ${name}: the range ${min}..${max} is wider than 32 bits.`];
  if (length !== undefined && !(Number.isInteger(length) && length > 0)) return [`field ${name}: ${length} is no length.`];
  const values = typeof initial === 'number' ? [initial] : initial;
  if (typeof initial !== 'number' && initial.length !== (length ?? 1)) {
    return [`field ${name}: it has ${length ?? 1} elements and ${initial.length} first values.`];
  }
  return values
    .filter((value) => !Number.isInteger(value) || value < min || value > max)
    .map((value) => `field ${name}: the first value ${value} is outside ${min}..${max}.`);
}

function actorProblems(actor: Actor, names: Names): string[] {
  const where = `actor ${actor.name}`;
  const unknown = (location: string, what: string) =>
    actor.locations.includes(location) ? [] : [`${where}: ${what} ${location} is none of its locations.`];
  return [
    ...twice(
      `location of ${actor.name}`,
      actor.locations.map((name) => ({ name })),
    ),
    ...unknown(actor.start, 'the start'),
    ...actor.rest.flatMap((location) => unknown(location, 'the resting location')),
    ...actor.steps.flatMap((step) => [
      ...unknown(step.from, `step ${step.name} leaves`),
      ...unknown(step.to, `step ${step.name} goes to`),
      ...stepProblems(step, names).map((problem) => `${where}, step ${step.name}: ${problem}`),
    ]),
  ];
}

function stepProblems(step: Step, names: Names): string[] {
  return [...boolProblems(step.guard, names), ...step.body.flatMap((statement) => statementProblems(statement, names))];
}

function statementProblems(statement: Statement, names: Names): string[] {
  switch (statement.do) {
    case 'set': {
      const problems = [...placeProblems(statement.place, names), ...intProblems(statement.value, names)];
      const field = names.fields.get(statement.place.field);
      if (problems.length > 0 || field === undefined) return problems;
      const value = intervalOf(statement.value, names.fields);
      return value.max < field.min || value.min > field.max
        ? [`${printInt(statement.value)} is never inside the range ${field.min}..${field.max} of ${printPlace(statement.place)}.`]
        : [];
    }
    case 'when':
      return [
        ...boolProblems(statement.condition, names),
        ...[...statement.then, ...statement.otherwise].flatMap((inner) => statementProblems(inner, names)),
      ];
    case 'check':
      return [
        ...(names.invariants.has(statement.invariant) ? [] : [`there is no invariant ${statement.invariant}.`]),
        ...boolProblems(statement.condition, names),
      ];
    case 'spend':
      return [...(names.costs.has(statement.cost) ? [] : [`there is no cost ${statement.cost}.`]), ...intProblems(statement.amount, names)];
    case 'remark':
      return [];
    default:
      return statement satisfies never;
  }
}

function invariantProblems({ name, when, holds }: Invariant, names: Names): string[] {
  if (holds === undefined) return when === 'checked' ? [] : [`invariant ${name}: it says nothing that could hold.`];
  if (when === 'checked') return [`invariant ${name}: only checks in steps can break it, so it holds no predicate.`];
  return boolProblems(holds, names).map((problem) => `invariant ${name}: ${problem}`);
}

function namedProblems({ name, reached }: Named, names: Names): string[] {
  return boolProblems(reached, names).map((problem) => `${name}: ${problem}`);
}

function placeProblems({ field: name, index }: Place, names: Names): string[] {
  const field = names.fields.get(name);
  if (field === undefined) return [`there is no field ${name}.`];
  if (field.length === undefined) return index === undefined ? [] : [`${name} is a single value and takes no index.`];
  if (index === undefined) return [`${name} has ${field.length} elements and needs an index.`];
  const problems = intProblems(index, names);
  if (problems.length > 0) return problems;
  // Promela does not take it
  if (readsField(index, name))
    return [`${placeName(name, printInt(index))} is an index into a field that reads the same field; keep it in a field of its own.`];
  const bounds = intervalOf(index, names.fields);
  return bounds.max < 0 || bounds.min >= field.length
    ? [`${placeName(name, printInt(index))} is outside the ${field.length} elements of ${name}.`]
    : [];
}

function readsField(expr: IntExpr | BoolExpr, field: string): boolean {
  switch (expr.op) {
    case 'int':
    case 'bool':
    case 'at':
      return false;
    case 'get':
      return expr.field === field || (expr.index !== undefined && readsField(expr.index, field));
    case 'if':
      return [expr.condition, expr.then, expr.otherwise].some((part) => readsField(part, field));
    case 'and':
    case 'or':
      return expr.terms.some((term) => readsField(term, field));
    case 'not':
      return readsField(expr.term, field);
    case 'eq':
    case 'ge':
    case 'gt':
    case 'le':
    case 'least':
    case 'lt':
    case 'minus':
    case 'most':
    case 'ne':
    case 'plus':
    case 'times':
    case 'xor':
      return readsField(expr.left, field) || readsField(expr.right, field);
  }
}

function intProblems(expr: IntExpr, names: Names): string[] {
  const problems = subProblems(expr, names);
  if (problems.length > 0) return problems;
  return inside(intervalOf(expr, names.fields), INT32) ? [] : [`${printInt(expr)} can leave 32 bits.`];
}

function subProblems(expr: IntExpr, names: Names): string[] {
  switch (expr.op) {
    case 'int':
      return Number.isInteger(expr.value) ? [] : [`${expr.value} is no integer.`];
    case 'get':
      return placeProblems(expr, names);
    case 'if':
      return [...boolProblems(expr.condition, names), ...intProblems(expr.then, names), ...intProblems(expr.otherwise, names)];
    case 'least':
    case 'minus':
    case 'most':
    case 'plus':
    case 'times':
    case 'xor':
      return [...intProblems(expr.left, names), ...intProblems(expr.right, names)];
  }
}

function boolProblems(expr: BoolExpr, names: Names): string[] {
  switch (expr.op) {
    case 'bool':
      return [];
    case 'and':
    case 'or':
      return expr.terms.flatMap((term) => boolProblems(term, names));
    case 'not':
      return boolProblems(expr.term, names);
    case 'at': {
      const actor = names.actors.get(expr.actor);
      if (actor === undefined) return [`there is no actor ${expr.actor}.`];
      return expr.locations.filter((location) => !actor.locations.includes(location)).map((location) => `${expr.actor} has no location ${location}.`);
    }
    case 'eq':
    case 'ge':
    case 'gt':
    case 'le':
    case 'lt':
    case 'ne':
      return [...intProblems(expr.left, names), ...intProblems(expr.right, names)];
  }
}

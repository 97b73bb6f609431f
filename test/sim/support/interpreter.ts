/**
 * The form, read as its comments say and nothing else: states are plain records, known by their JSON text, in a queue. Slow, and the judge of what the
 * search makes of the same model. It shares no code with the product.
 */
import type { BoolExpr, IntExpr, Invariant, Model, Place, Statement, Step } from '../../../src/sim/form/index.ts';

export interface State {
  /** By actor. */
  readonly locations: Record<string, string>;
  readonly fields: Record<string, number | number[]>;
}

/** The model left a range. */
class Fault extends Error {}

export interface Judged {
  readonly verdict: 'holds' | 'violated' | 'model-error';
  /** Null for a deadlock; undefined unless violated. */
  readonly invariant?: string | null;
  /** Steps of a shortest trace to what is wrong; undefined if nothing is. */
  readonly length?: number;
  readonly states: number;
  readonly transitions: number;
  readonly reached: Record<string, boolean>;
  /** Steps to the nearest state with nothing left to do, if one was found. */
  readonly finished?: number;
}

export function interpret(model: Model): Judged {
  const reached = Object.fromEntries([...model.sometimes, ...model.ends].map(({ name }) => [name, false]));
  const look = (state: State) => {
    for (const { name, reached: predicate } of [...model.sometimes, ...model.ends]) if (bool(predicate, state)) reached[name] = true;
  };
  let transitions = 0;
  let finished: number | undefined;
  const known = new Map<string, State>();
  const answer = (verdict: Judged['verdict'], length?: number, invariant?: string | null): Judged => ({
    verdict,
    ...(invariant === undefined ? {} : { invariant }),
    ...(length === undefined ? {} : { length }),
    states: known.size,
    transitions,
    reached,
    ...(finished === undefined ? {} : { finished }),
  });

  const first = firstState(model);
  known.set(JSON.stringify(first), first);
  try {
    look(first);
    const broken = brokenIn(model, first);
    if (broken[0] !== undefined) return answer('violated', 0, broken[0].name);
  } catch (error) {
    if (error instanceof Fault) return answer('model-error', 0);
    throw error;
  }

  let level = [first];
  for (let depth = 0; level.length > 0; depth++) {
    const next: State[] = [];
    let faulted = false;
    const broken: Invariant[] = [];
    for (const state of level) {
      let progress = 0;
      if (!isEnd(model, state)) {
        for (const actor of model.actors) {
          for (const step of actor.steps) {
            if (step.from !== state.locations[actor.name]) continue;
            try {
              if (!bool(step.guard, state)) continue;
              transitions++;
              if (actor.environment !== true) progress++;
              const { after, failed } = take(model, state, actor.name, step);
              const wrong = [...model.invariants.filter(({ name }) => failed.has(name)), ...brokenIn(model, after)];
              look(after);
              broken.push(...wrong);
              if (wrong.length > 0 || known.has(JSON.stringify(after))) continue;
              known.set(JSON.stringify(after), after);
              next.push(after);
            } catch (error) {
              if (!(error instanceof Fault)) throw error;
              faulted = true;
            }
          }
        }
      }
      if (progress === 0) {
        if (!isEnd(model, state) && !isAtRest(model, state)) return answer('violated', depth, null);
        finished ??= depth;
      }
    }
    if (faulted) return answer('model-error', depth);
    if (broken.length > 0) return answer('violated', depth + 1, model.invariants.find((invariant) => broken.includes(invariant))?.name ?? null);
    level = next;
  }
  return answer('holds');
}

function firstState(model: Model): State {
  return {
    locations: Object.fromEntries(model.actors.map(({ name, start }) => [name, start])),
    fields: Object.fromEntries(
      model.fields.map(({ name, length, initial }) => {
        const values = Array.from({ length: length ?? 1 }, (_, i) => (typeof initial === 'number' ? initial : (initial[i] ?? 0)));
        return [name, length === undefined ? (values[0] ?? 0) : values];
      }),
    ),
  };
}

function isEnd(model: Model, state: State): boolean {
  return model.ends.some(({ reached }) => bool(reached, state));
}

function isAtRest(model: Model, state: State): boolean {
  return model.actors.every(({ name, rest }) => rest.includes(state.locations[name] ?? ''));
}

function brokenIn(model: Model, state: State): Invariant[] {
  const rest = isAtRest(model, state) && !isEnd(model, state);
  return model.invariants.filter(({ when, holds }) => holds !== undefined && (when === 'always' || (when === 'rest' && rest)) && !bool(holds, state));
}

function take(model: Model, state: State, actor: string, step: Step): { readonly after: State; readonly failed: ReadonlySet<string> } {
  const after = structuredClone(state);
  const failed = new Set<string>();
  for (const statement of step.body) carryOut(model, statement, after, failed);
  after.locations[actor] = step.to;
  return { after, failed };
}

// what a step reads of locations is what was before it, so they change last
function carryOut(model: Model, statement: Statement, state: State, failed: Set<string>): void {
  switch (statement.do) {
    case 'set':
      write(model, statement.place, int(statement.value, state), state);
      break;
    case 'when':
      for (const inner of bool(statement.condition, state) ? statement.then : statement.otherwise) carryOut(model, inner, state, failed);
      break;
    case 'check':
      if (!bool(statement.condition, state)) failed.add(statement.invariant);
      break;
    case 'spend':
    case 'remark':
      break;
    default:
      statement satisfies never;
  }
}

function write(model: Model, { field, index }: Place, value: number, state: State): void {
  const at = index === undefined ? undefined : int(index, state);
  const { min, max } = model.fields.find(({ name }) => name === field) ?? { min: 0, max: 0 };
  const values = state.fields[field];
  if (at !== undefined && Array.isArray(values) && values[at] === undefined) throw new Fault();
  if (value < min || value > max) throw new Fault();
  if (at !== undefined && Array.isArray(values)) values[at] = value;
  else state.fields[field] = value;
}

function read({ field, index }: Place, state: State): number {
  const values = state.fields[field];
  const value = index !== undefined && Array.isArray(values) ? values[int(index, state)] : values;
  if (typeof value !== 'number') throw new Fault();
  return value;
}

export function int(expr: IntExpr, state: State): number {
  switch (expr.op) {
    case 'int':
      return expr.value;
    case 'get':
      return read(expr, state);
    case 'if':
      return bool(expr.condition, state) ? int(expr.then, state) : int(expr.otherwise, state);
    case 'plus':
      return int(expr.left, state) + int(expr.right, state);
    case 'minus':
      return int(expr.left, state) - int(expr.right, state);
    case 'times':
      return int(expr.left, state) * int(expr.right, state);
    case 'least':
      return Math.min(int(expr.left, state), int(expr.right, state));
    case 'most':
      return Math.max(int(expr.left, state), int(expr.right, state));
    case 'xor':
      return int(expr.left, state) ^ int(expr.right, state);
    default:
      return expr satisfies never;
  }
}

export function bool(expr: BoolExpr, state: State): boolean {
  switch (expr.op) {
    case 'bool':
      return expr.value;
    case 'and':
      return expr.terms.every((term) => bool(term, state));
    case 'or':
      return expr.terms.some((term) => bool(term, state));
    case 'not':
      return !bool(expr.term, state);
    case 'at':
      return expr.locations.includes(state.locations[expr.actor] ?? '');
    case 'eq':
      return int(expr.left, state) === int(expr.right, state);
    case 'ne':
      return int(expr.left, state) !== int(expr.right, state);
    case 'lt':
      return int(expr.left, state) < int(expr.right, state);
    case 'le':
      return int(expr.left, state) <= int(expr.right, state);
    case 'gt':
      return int(expr.left, state) > int(expr.right, state);
    case 'ge':
      return int(expr.left, state) >= int(expr.right, state);
    default:
      return expr satisfies never;
  }
}

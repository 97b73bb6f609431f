/**
 * A model at work on plain states, one step at a time: for the stepper, the walk and the replay of traces. Fast enough for those, and the only place that
 * knows costs, remarks, and the words of a model error. It is made of the same text as the search (emit.ts), so the two cannot differ in what an
 * expression means.
 */
import { type Action, actionsOf, type Field, fieldsOf, inside, intervalOf, type Model, mustBeSound, type Statement } from '../form/index.ts';
import { emitAt, emitterOf, type Reader } from './emit.ts';
import { type Layout, layOut } from './layout.ts';

/** A step, guard or predicate left a range: the model is wrong, not the system that it stands for. One sentence. */
export class ModelFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ModelFault';
  }
}

/** No invariant is broken. Ranks are places in the model's order, and a deadlock comes behind all of them. */
export const NO_BREAK = 0x7fffffff;

export interface Taken {
  /** The state after the step; never the array that was given. */
  readonly values: Int32Array;
  /** The rank of the first invariant that the step or the state after it breaks, or `NO_BREAK`. Deadlock is not looked for. */
  readonly broken: number;
  /** What the step spent, in the order of the model's costs. */
  readonly costs: readonly number[];
  readonly remarks: readonly string[];
}

/** All take plain states, in the order of `layout.cells`, and change none. They throw `ModelFault`. */
export interface Machine {
  readonly model: Model;
  readonly layout: Layout;
  readonly actions: readonly Action[];
  readonly first: () => Int32Array;
  /** Indices of the actions that can be taken, ascending; none in a state that is a proper end. */
  readonly enabled: (values: Int32Array) => readonly number[];
  /** The action must be enabled. */
  readonly take: (values: Int32Array, action: number) => Taken;
  /** The rank of the first invariant that the state itself breaks, or `NO_BREAK`. */
  readonly judge: (values: Int32Array) => number;
  /** No step is enabled but of the environment, though an actor is not at rest and this is no proper end. */
  readonly deadlocked: (values: Int32Array) => boolean;
  /** Nothing is left to do, and nothing wrong with that: all at rest or a proper end. */
  readonly finished: (values: Int32Array) => boolean;
  /** In the order of the model's `sometimes`, then its `ends`. */
  readonly reached: (values: Int32Array) => readonly boolean[];
}

interface Code {
  readonly guards: readonly ((v: Int32Array) => boolean)[];
  readonly bodies: readonly ((v: Int32Array, costs: number[], remarks: string[]) => number)[];
  readonly always: (v: Int32Array) => number;
  readonly rest: (v: Int32Array) => number;
  readonly atRest: (v: Int32Array) => boolean;
  readonly named: readonly ((v: Int32Array) => boolean)[];
}

/** @throws {ModelError} if the model is not sound. */
export function machineOf(model: Model): Machine {
  mustBeSound(model);
  const layout = layOut(model);
  const actions = actionsOf(model);
  const code = new Function('index', 'range', plainText(model, layout, actions))(indexInside, inRange(model)) as Code;
  const firstValues = Int32Array.from(layout.cells, ({ initial }) => initial);
  const actorOf = actions.map(({ actor }) => model.actors.indexOf(actor));
  const fromOf = actions.map(({ actor, step }) => actor.locations.indexOf(step.from));
  const ends = code.named.slice(model.sometimes.length);
  const ended = (v: Int32Array) => ends.some((reached) => reached(v));
  const judge = (v: Int32Array) => {
    const always = code.always(v);
    return code.atRest(v) && !ended(v) ? Math.min(always, code.rest(v)) : always;
  };
  const nameOf = (action: number) => `${actions[action]?.actor.name}, ${actions[action]?.step.name}`;
  const enabled = (v: Int32Array) =>
    ended(v) ? [] : actions.flatMap((_, i) => (v[actorOf[i] ?? 0] === fromOf[i] && naming(nameOf(i), () => code.guards[i]?.(v)) === true ? [i] : []));
  const halted = (v: Int32Array) => ended(v) || enabled(v).every((action) => actions[action]?.actor.environment === true);
  return {
    model,
    layout,
    actions,
    first: () => firstValues.slice(),
    enabled,
    take: (v, action) => {
      const values = v.slice();
      const costs = model.costs.map(() => 0);
      const remarks: string[] = [];
      const broken = naming(nameOf(action), () => Math.min(code.bodies[action]?.(values, costs, remarks) ?? NO_BREAK, judge(values)));
      return { values, broken, costs, remarks };
    },
    judge,
    deadlocked: (v) => !code.atRest(v) && !ended(v) && halted(v),
    finished: (v) => halted(v) && (code.atRest(v) || ended(v)),
    reached: (v) => code.named.map((reached) => reached(v)),
  };
}

/** A fault says at which step it came about. */
function naming<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ModelFault ? new ModelFault(`${what}: ${error.message}`) : error;
  }
}

function indexInside(index: number, length: number, field: string): number {
  if (index < 0 || index >= length) throw new ModelFault(`${field} has ${length} elements and is asked for element ${index}.`);
  return index;
}

function inRange(model: Model) {
  const { cells } = layOut(model);
  return (value: number, cell: number) => {
    const { name, min, max } = cells[cell] ?? { name: '', min: 0, max: 0 };
    if (value < min || value > max) throw new ModelFault(`${name} would become ${value}, outside its range ${min}..${max}.`);
    return value;
  };
}

function plainText(model: Model, layout: Layout, actions: readonly Action[]): string {
  const emit = emitterOf(model, layout);
  const fields = fieldsOf(model);
  const fieldAt = new Map<number, Field>([...layout.first].flatMap(([name, first]) => [[first, fields.get(name)] as const]).filter(isKnown));
  const index = (first: number, length: number, text: string, proven: boolean) =>
    proven ? text : `index(${text}, ${length}, ${JSON.stringify(fieldAt.get(first)?.name ?? '')})`;
  const reader: Reader = {
    cell: (cell) => `v[${cell}]`,
    element: (first, length, text, proven) => `v[${first} + ${index(first, length, text, proven)}]`,
    location: (actor) => `v[${actor}]`,
  };

  const statement = (one: Statement): string => {
    switch (one.do) {
      case 'set': {
        const field = fields.get(one.place.field);
        const proven = field !== undefined && inside(intervalOf(one.value, fields), field);
        const value = emit.int(one.value, reader);
        const cells = emit.place(one.place, reader);
        if (cells.kind === 'one') return `v[${cells.cell}] = ${proven ? value : `range(${value}, ${cells.cell})`};`;
        return `{ const c = ${cells.first} + ${index(cells.first, cells.length, cells.index, cells.proven)}; v[c] = ${proven ? value : `range(${value}, c)`}; }`;
      }
      case 'when':
        return `if (${emit.bool(one.condition, reader)}) { ${one.then.map(statement).join(' ')} } else { ${one.otherwise.map(statement).join(' ')} }`;
      case 'check': {
        const rank = model.invariants.findIndex(({ name }) => name === one.invariant);
        return `if (!(${emit.bool(one.condition, reader)}) && broken > ${rank}) broken = ${rank};`;
      }
      case 'spend':
        return `costs[${model.costs.indexOf(one.cost)}] += ${emit.int(one.amount, reader)};`;
      case 'remark':
        return `remarks.push(${JSON.stringify(one.text)});`;
      default:
        return one satisfies never;
    }
  };

  const firstBroken = (when: 'always' | 'rest') =>
    model.invariants
      .map(({ when: asked, holds }, rank) =>
        asked === when && holds !== undefined ? `if (!(${emit.bool(holds, reader)}) && broken > ${rank}) broken = ${rank};` : '',
      )
      .join('\n');
  // what a step reads of its own actor's location is where it stood before, so the new one is written last
  const bodies = actions.map(({ actor, step }) => {
    const to = actor.locations.indexOf(step.to);
    return `(v, costs, remarks) => { let broken = ${NO_BREAK}; ${step.body.map(statement).join('\n')} v[${model.actors.indexOf(actor)}] = ${to}; return broken; }`;
  });
  const atRest = model.actors.map(({ locations, rest }, actor) =>
    emitAt(
      locations.length,
      rest.map((location) => locations.indexOf(location)),
      `v[${actor}]`,
    ),
  );
  return `'use strict';
return {
  guards: [${actions.map(({ step }) => `(v) => ${emit.bool(step.guard, reader)}`).join(',\n')}],
  bodies: [${bodies.join(',\n')}],
  always: (v) => { let broken = ${NO_BREAK}; ${firstBroken('always')} return broken; },
  rest: (v) => { let broken = ${NO_BREAK}; ${firstBroken('rest')} return broken; },
  atRest: (v) => ${atRest.join(' && ')},
  named: [${[...model.sometimes, ...model.ends].map(({ reached }) => `(v) => ${emit.bool(reached, reader)}`).join(',\n')}],
};`;
}

function isKnown(entry: readonly [number, Field | undefined]): entry is readonly [number, Field] {
  return entry[1] !== undefined;
}

/** A model at work on plain states, one step at a time: for the stepper, the walk, the replay of traces and the beginning of a search. */
import { type Action, actionsOf, type Model, mustBeSound } from '../form/index.ts';
import { type Aside, compilerOf, ModelFault, NO_BREAK, type StepCode, type Test } from './closures.ts';
import { type Layout, layOut } from './layout.ts';

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
  readonly code: MachineCode;
  /** No state has more successors. */
  readonly branching: number;
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

/** A step as functions, with its place among the actions. */
export interface Move extends StepCode {
  readonly action: number;
}

/** What the machine is made of, for those who go through many states with it. */
export interface MachineCode {
  /** By actor, then by location. */
  readonly moves: readonly (readonly (readonly Move[])[])[];
  readonly ended: Test;
  readonly atRest: Test;
  readonly judge: (values: Int32Array) => number;
  readonly named: readonly Test[];
}

/** @throws {ModelError} if the model is not sound. */
export function machineOf(model: Model): Machine {
  mustBeSound(model);
  const layout = layOut(model);
  const actions = actionsOf(model);
  const code = codeOf(model, layout, actions);
  const { moves, ended, atRest, judge, named } = code;
  const firstValues = Int32Array.from(layout.cells, ({ initial }) => initial);
  const byAction: Move[] = [];
  for (const move of moves.flat(2)) byAction[move.action] = move;
  const nameOf = (action: number) => `${actions[action]?.actor.name}, ${actions[action]?.step.name}`;
  const enabled = (values: Int32Array): readonly number[] => {
    if (ended(values)) return [];
    return moves.flatMap((at, actor) =>
      (at[values[actor] ?? 0] ?? []).filter(({ guard, action }) => naming(nameOf(action), () => guard(values))).map(({ action }) => action),
    );
  };
  const halted = (values: Int32Array) => ended(values) || enabled(values).every((action) => actions[action]?.actor.environment === true);
  return {
    model,
    layout,
    actions,
    code,
    branching: moves.reduce((sum, at) => sum + Math.max(0, ...at.map(({ length }) => length)), 0),
    first: () => firstValues.slice(),
    enabled,
    take: (before, action) => {
      const values = before.slice();
      const aside: Aside = { costs: model.costs.map(() => 0), remarks: [] };
      const broken = naming(nameOf(action), () => Math.min(byAction[action]?.act(values, aside) ?? NO_BREAK, judge(values)));
      return { values, broken, ...aside };
    },
    judge,
    deadlocked: (values) => !atRest(values) && !ended(values) && halted(values),
    finished: (values) => halted(values) && (atRest(values) || ended(values)),
    reached: (values) => named.map((reached) => reached(values)),
  };
}

function codeOf(model: Model, layout: Layout, actions: readonly Action[]): MachineCode {
  const compiler = compilerOf(model, layout);
  const moves: Move[][][] = model.actors.map(({ locations }) => locations.map(() => []));
  for (const { index, actor, step } of actions) {
    const nth = model.actors.indexOf(actor);
    const code = compiler.step(step, nth, actor.locations.indexOf(step.to));
    moves[nth]?.[actor.locations.indexOf(step.from)]?.push({ ...code, action: index });
  }
  const named = [...model.sometimes, ...model.ends].map(({ reached }) => compiler.test(reached));
  const ends = named.slice(model.sometimes.length);
  const ended: Test = (values) => ends.some((end) => end(values));
  const resting = model.actors.map(({ locations, rest }) => locations.map((location) => rest.includes(location)));
  const atRest: Test = (values) => resting.every((rests, actor) => rests[values[actor] ?? 0] === true);
  const asked = (when: 'always' | 'rest') =>
    model.invariants.flatMap((invariant, rank) =>
      invariant.when === when && invariant.holds !== undefined ? [{ rank, holds: compiler.test(invariant.holds) }] : [],
    );
  const [always, rest] = [asked('always'), asked('rest')];
  return {
    moves,
    ended,
    atRest,
    judge: (values) => {
      let broken = NO_BREAK;
      for (const { rank, holds } of always) if (!holds(values) && rank < broken) broken = rank;
      if (rest.length > 0 && atRest(values) && !ended(values)) {
        for (const { rank, holds } of rest) if (!holds(values) && rank < broken) broken = rank;
      }
      return broken;
    },
    named,
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

/**
 * A schedule of a model that holds, for its price: the actors take turns, so that they overlap as the scenario means them to, and not one after the other.
 * Of the schedules that are tried, and that pass the dangerous state and come to an end, the dearest is taken.
 */
import { type Machine, NO_BREAK } from '../explore/index.ts';

/** Steps that an actor takes at its turn. */
const LENGTHS: readonly number[] = [1, 2, 3, 5];
/** Longer than any schedule of the library. */
const MOST_STEPS = 400;

interface Schedule {
  readonly actions: readonly number[];
  /** The sum of all that was spent: only to be compared. */
  readonly price: number;
}

/** Indices of actions from the first state; undefined if no schedule of turns passes the dangerous state and ends. */
export function takeTurns(machine: Machine): readonly number[] | undefined {
  const owner = machine.actions.map(({ actor }) => machine.model.actors.indexOf(actor));
  const found = LENGTHS.flatMap((length) => machine.model.actors.map((_, first) => turnsOf(machine, owner, first, length)));
  return found.reduce<Schedule | undefined>(
    (best, one) => (one !== undefined && (best === undefined || one.price > best.price) ? one : best),
    undefined,
  )?.actions;
}

function turnsOf(machine: Machine, owner: readonly number[], first: number, length: number): Schedule | undefined {
  const actors = machine.model.actors.length;
  const actions: number[] = [];
  let price = 0;
  let values = machine.first();
  let isReached = machine.reached(values)[0] === true;
  let idle = 0;
  for (let turn = first; idle < actors && actions.length < MOST_STEPS; turn = (turn + 1) % actors) {
    idle++;
    for (let taken = 0; taken < length; taken++) {
      const next = machine.enabled(values).find((index) => owner[index] === turn);
      if (next === undefined) break;
      const step = machine.take(values, next);
      if (step.broken !== NO_BREAK) return undefined;
      values = step.values;
      price = step.costs.reduce((sum, cost) => sum + cost, price);
      actions.push(next);
      idle = 0;
      isReached ||= machine.reached(values)[0] === true;
    }
  }
  return isReached && machine.finished(values) ? { actions, price } : undefined;
}

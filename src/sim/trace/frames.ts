/** A trace as a person reads it: action indices to frames with what each step changed, what it cost and what it remarked. Does not search. */

import { type Machine, NO_BREAK } from '../explore/index.ts';
import type { Source } from '../form/index.ts';

/** One cell that a step changed. A location is given by its name. */
export interface Change {
  /** `page[0].ref`, or the actor's name for its location. */
  readonly cell: string;
  readonly before: number | string;
  readonly after: number | string;
}

export interface Frame {
  readonly action: number;
  readonly actor: string;
  readonly step: string;
  readonly source: Source | null;
  /** In the order of the cells, the actor's own location left out. */
  readonly changes: readonly Change[];
  /** Where the actor stands now. */
  readonly location: string;
  readonly remarks: readonly string[];
  /** The plain state behind the step. */
  readonly values: Int32Array;
  /** The invariant that the step broke, or null. Only the last frame of a trace has one. */
  readonly broken: string | null;
}

export interface Replay {
  /** The plain state before the first step. */
  readonly first: Int32Array;
  readonly frames: readonly Frame[];
  /** Sums along the trace, by the names of the model's costs. */
  readonly costs: Readonly<Record<string, number>>;
}

/**
 * @throws {Error} if a step of the trace cannot be taken: it is no trace of this model.
 * @throws {ModelFault} if one leaves a range.
 */
export function replay(machine: Machine, trace: readonly number[]): Replay {
  const { model, actions } = machine;
  const first = machine.first();
  const sums = model.costs.map(() => 0);
  let values = first;
  const frames = trace.map((index, nth): Frame => {
    const action = actions[index];
    if (action === undefined || !machine.enabled(values).includes(index)) {
      throw new Error(`step ${nth + 1} of the trace cannot be taken: it is no trace of ${model.name}`);
    }
    const before = values;
    const taken = machine.take(before, index);
    values = taken.values;
    for (const [i, cost] of taken.costs.entries()) sums[i] = (sums[i] ?? 0) + cost;
    const own = model.actors.indexOf(action.actor);
    return {
      action: index,
      actor: action.actor.name,
      step: action.step.name,
      source: action.step.source ?? null,
      changes: changesBetween(machine, before, values).filter(({ cell }) => cell !== model.actors[own]?.name),
      location: action.step.to,
      remarks: taken.remarks,
      values,
      broken: taken.broken === NO_BREAK ? null : (model.invariants[taken.broken]?.name ?? null),
    };
  });
  return { first, frames, costs: Object.fromEntries(model.costs.map((name, i) => [name, sums[i] ?? 0])) };
}

function changesBetween({ model, layout }: Machine, before: Int32Array, after: Int32Array): Change[] {
  return layout.cells.flatMap(({ name }, i) => {
    const [was, is] = [before[i] ?? 0, after[i] ?? 0];
    if (was === is) return [];
    const locations = model.actors[i]?.locations;
    return [{ cell: name, before: locations?.[was] ?? was, after: locations?.[is] ?? is }];
  });
}

/** The plain state by names: fields with their values, actors with their locations. */
export function describeState({ model, layout }: Machine, values: Int32Array): Readonly<Record<string, number | string>> {
  return Object.fromEntries(layout.cells.map(({ name }, i) => [name, model.actors[i]?.locations[values[i] ?? 0] ?? values[i] ?? 0]));
}

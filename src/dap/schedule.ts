/**
 * A result as something to walk through. A *position* is how many steps were taken: 0 before the first one, `steps.length` behind the last one. What stands
 * at a position is the step that comes next.
 */
import type { SimulationResult, StateValue, TraceStep } from '../protocol/simulation.ts';

/** Fields with their values, by name. */
export type State = Readonly<Record<string, StateValue>>;

export interface Schedule {
  readonly result: SimulationResult;
  readonly steps: readonly TraceStep[];
  /** All that the scenario has, those without a step too. */
  readonly actors: readonly string[];
  /** By position, one more than there are steps. */
  readonly states: readonly State[];
  /** The last step breaks what is asked, or leaves everybody waiting. */
  readonly isViolated: boolean;
}

/** Of something that is broken: the way there. Of what holds: the way to the end in which the actors take turns. */
export function scheduleOf(result: SimulationResult): Schedule {
  const isViolated = result.verdict === 'violated';
  const steps = isViolated ? result.trace : result.ordinary;
  // The place of an actor is a text; all else is a number.
  const named = Object.entries(result.initial).filter(([, value]) => typeof value === 'string');
  const actors = [...new Set([...named.map(([name]) => name), ...steps.map(({ actor }) => actor)])];
  let state: State = Object.fromEntries(Object.entries(result.initial).filter(([name]) => !actors.includes(name)));
  const states = [state];
  for (const { changes } of steps) {
    state = { ...state, ...Object.fromEntries(Object.entries(changes).map(([field, { to }]) => [field, to])) };
    states.push(state);
  }
  return { result, steps, actors, states, isViolated };
}

/** The line of the user's own source that a step stands on; undefined for what the kernel does. */
export function placeOf(step: TraceStep | undefined): { readonly file: string; readonly line: number } | undefined {
  const source = step?.source;
  return source === null || source === undefined || source.line === null ? undefined : { file: source.file, line: source.line };
}

/** A statement of the source begins here, or a step of the kernel; false in the middle of a statement of several steps. */
export function isStatement({ steps }: Schedule, position: number): boolean {
  const [before, now] = [steps[position - 1], steps[position]];
  if (before === undefined || now === undefined || before.actor !== now.actor) return true;
  const [from, to] = [placeOf(before), placeOf(now)];
  return from === undefined || to === undefined || from.line !== to.line || from.file !== to.file;
}

/** Who takes the next step; at the end, who took the last one. */
export const actorAt = ({ steps, actors }: Schedule, position: number): string | undefined =>
  (steps[position] ?? steps[position - 1])?.actor ?? actors[0];

/** Where the actor stands: its next step, else its last one; undefined if the schedule has none of it. */
export function stepOf({ steps }: Schedule, actor: string, position: number): { readonly index: number; readonly isPast: boolean } | undefined {
  const ahead = steps.findIndex((step, i) => i >= position && step.actor === actor);
  if (ahead >= 0) return { index: ahead, isPast: false };
  const behind = steps.findLastIndex((step) => step.actor === actor);
  return behind < 0 ? undefined : { index: behind, isPast: true };
}

/** A model step by step: what can be done, one of it, and back. */
import { NO_BREAK } from './closures.ts';
import type { Machine, Taken } from './machine.ts';

export interface Stepper {
  /** The plain state (`machine.layout.cells`); not to be changed. */
  readonly values: () => Int32Array;
  /** Actions taken so far. */
  readonly trace: () => readonly number[];
  /** Actions that can be taken now; none once an invariant is broken, since what comes behind is not asked for. */
  readonly enabled: () => readonly number[];
  /** The rank of the invariant that the last step or the state broke, or `NO_BREAK`. */
  readonly broken: () => number;
  /**
   * @throws {Error} if the action is not enabled.
   * @throws {ModelFault} if it leaves a range; the stepper stays where it was.
   */
  readonly take: (action: number) => Taken;
  /** Undoes the last step; false at the first state. */
  readonly back: () => boolean;
}

export function createStepper(machine: Machine): Stepper {
  const first = machine.first();
  const past: { readonly action: number; readonly values: Int32Array; readonly broken: number }[] = [
    { action: -1, values: first, broken: machine.judge(first) },
  ];
  const now = () => past.at(-1) ?? { action: -1, values: first, broken: NO_BREAK };
  const enabled = () => (now().broken === NO_BREAK ? machine.enabled(now().values) : []);
  return {
    values: () => now().values,
    trace: () => past.slice(1).map(({ action }) => action),
    enabled,
    broken: () => now().broken,
    take: (action) => {
      if (!enabled().includes(action)) throw new Error(`action ${action} cannot be taken here`);
      const taken = machine.take(now().values, action);
      past.push({ action, values: taken.values, broken: taken.broken });
      return taken;
    },
    back: () => {
      if (past.length === 1) return false;
      past.pop();
      return true;
    },
  };
}

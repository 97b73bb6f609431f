/** Exploration of a model of the form: exhaustive search, step by step, at random. Knows no page. */
export type { Cell, Layout } from './layout.ts';
export { type Machine, ModelFault, machineOf, NO_BREAK, type Taken } from './machine.ts';
export { type SearchOptions, search, searchMachine, type Verdict } from './search.ts';
export { createStepper, type Stepper } from './stepper.ts';
export { type Walked, type WalkOptions, walk } from './walk.ts';

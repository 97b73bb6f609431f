/** Exploration of a model of the form: exhaustive search, step by step, at random. Knows no page. */

export { ModelFault, NO_BREAK } from './closures.ts';
export { type Machine, machineOf } from './machine.ts';
export { search, searchMachine, type Verdict } from './search.ts';
export { createStepper } from './stepper.ts';
export { walk } from './walk.ts';

/**
 * The guarded-command form. A model is plain data: bounded integer fields, actors that take atomic steps, and what is asked of them.
 *
 * **How to write one.** Make the fields with `variables`, `record` and `records`; each hands out the places that expressions and statements take. Write
 * each actor as a program of `step`s with `branch`, `either`, `mark` and `jump`, and let `actor` turn it into locations. A step waits for its guard, then
 * does its statements in order, all at once, each seeing what those before it did; so a step can take a count down and then look whether it is 0. What
 * belongs to one kind of actor or page is a function of yours that returns steps or statements; the form has no templates of its own.
 *
 * **What is asked.** `invariants` in order of precedence: of every state (`always`), of states in which all actors are at rest (`rest`), or only where a
 * step says `check` (`checked`). A deadlock is always asked for and comes last. `sometimes` names states that some schedule should reach, `ends` states
 * where all stops and nothing is wrong: a misuse that was detected, say. Costs are counted along a trace and are no part of a state.
 *
 * **Size.** A state is packed into bits, so a range costs its width: give counts the range that they need, and no more. Leaving it is a model error that
 * the search reports with the step that did it. An index may be an expression; a constant one costs nothing.
 *
 * `validate` says what is wrong; `mustBeSound` throws it. test/sim/form/example.test.ts is a whole model in thirty lines.
 */
export * from './build.ts';
export { flag, type Range, range, record, records, variables } from './fields.ts';
export { type Fields, fieldsOf, inside, intervalOf } from './interval.ts';
export type {
  Action,
  Actor,
  BoolExpr,
  Comparison,
  Field,
  IntExpr,
  Invariant,
  Model,
  Named,
  Place,
  Source,
  Statement,
  Step,
} from './model.ts';
export { actionsOf } from './model.ts';
export { placeName, printBool, printModel, printPlace, printSource } from './print.ts';
export { type ActorOptions, actor, type Block, branch, DONE, either, jump, mark, step } from './program.ts';
export { ModelError, mustBeSound, validate } from './validate.ts';

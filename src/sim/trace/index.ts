/** Traces of a model, made readable. */
export { type Change, describeState, type Frame, type Replay, replay } from './frames.ts';

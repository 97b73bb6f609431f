/** Traces of a model, made readable. */
export { describeState, type Frame, type Replay, replay } from './frames.ts';

/** What a template of steps is given: the scene, its actor, and how to name and number what it makes. */
import { type Block, type Bool, flag, type Place, type Source, type Statement, step } from '../form/index.ts';
import type { Scene } from '../world/index.ts';
import type { Kind } from './counts.ts';

/** How a page is asked for. */
export interface Request {
  readonly kind: Kind;
  readonly write: boolean;
  readonly longterm: boolean;
  readonly times: number;
  readonly way: 'any' | 'fast' | 'slow' | 'kernel';
  /** The driver drops its mapping when a notifier calls. */
  readonly hasNotifier: boolean;
}

/** Makes the step, or steps, with which something is done: `Context.step` or `Context.last`. */
export type Finish = Context['step'];

export interface StepOptions {
  readonly guard?: Bool;
  readonly source?: Source;
}

export interface Context {
  readonly scene: Scene;
  readonly actor: string;
  /** Runs where sleeping is not allowed. */
  readonly isAtomic: boolean;
  /** How this actor takes the page, for when it must take it again. */
  readonly requestFor: (page: string) => Request;
  /** A location of this actor that no other template of it uses. */
  readonly location: (name: string) => string;
  /** One atomic step. */
  readonly step: (name: string, body: readonly Statement[], options?: StepOptions) => Block;
  /** The atomic step with which the named step is done; a template may end in several of them. */
  readonly last: (name: string, body: readonly Statement[], options?: StepOptions) => Block;
}

/** A step that makes no sense for its page: a mistake in the scenario. One sentence. */
export class StepError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StepError';
  }
}

export interface Naming {
  /** Instead of the kernel's place: the line of a finding. */
  readonly source?: Source;
  /** Instead of the name of the last atomic step. */
  readonly text?: string;
  /** What being done with the named step changes beside its own effects. */
  readonly done: readonly Statement[];
}

export function contextFor(base: Pick<Context, 'scene' | 'actor' | 'isAtomic' | 'requestFor' | 'location'>, naming: Naming): Context {
  const make = (name: string, body: readonly Statement[], { guard, source }: StepOptions = {}): Block => {
    const from = naming.source ?? source;
    return step(name, body, { ...(guard === undefined ? {} : { guard }), ...(from === undefined ? {} : { source: from }) });
  };
  return {
    ...base,
    step: make,
    last: (name, body, options) => make(naming.text ?? name, [...body, ...naming.done], options),
  };
}

/** An acquire was refused by the policy: nothing more happens. */
export const denied = (scene: Scene): Place => scene.field('denied', flag());
/** A misuse was detected, by a fault, a poison value or an error: nothing more happens. */
export const detected = (scene: Scene): Place => scene.field('detected', flag());
/** The machine went down. */
export const crashed = (scene: Scene): Place => scene.field('crashed', flag());

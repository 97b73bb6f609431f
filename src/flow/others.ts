/** What a function was told of functions of other files, so that it is seen when one of them does something else. */
import type { Summary } from './summary.ts';

/** Functions that stand in other files. Answers are compared by identity: the same one means that nothing changed. */
export interface Elsewhere {
  /**
   * `given`: it gets pages that are held, so that it matters whatever it does. Otherwise only what gives pages to callers, or drops what they name, has an answer.
   * Not asked for what the knowledge base speaks of.
   */
  summaryOf(name: string, given: boolean): Summary | undefined;
}

/** The answers that one function got. */
export class Others {
  readonly #asked = new Map<string, Summary | undefined>();
  readonly #given = new Map<string, Summary | undefined>();

  ask(elsewhere: Elsewhere, name: string, isGiven: () => boolean): Summary | undefined {
    return this.#answer(elsewhere, name, false) ?? (isGiven() ? this.#answer(elsewhere, name, true) : undefined);
  }

  #answer(elsewhere: Elsewhere, name: string, given: boolean): Summary | undefined {
    const known = given ? this.#given : this.#asked;
    if (!known.has(name)) known.set(name, elsewhere.summaryOf(name, given));
    return known.get(name);
  }

  get any(): boolean {
    for (const answers of [this.#asked, this.#given]) for (const summary of answers.values()) if (summary) return true;
    return false;
  }

  /** Would the answers be the same now? */
  hold(elsewhere: Elsewhere | undefined): boolean {
    for (const [answers, given] of [
      [this.#asked, false],
      [this.#given, true],
    ] as const)
      for (const [name, summary] of answers) if (elsewhere?.summaryOf(name, given) !== summary) return false;
    return true;
  }
}

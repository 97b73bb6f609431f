/**
 * What earlier runs left: outcomes with all that they hung on, which is the text of a file, what the engine looked up for it in the tree, and the answers that it
 * got about functions of other files. Where it is kept, and how texts are told apart, is the business of whoever makes a `Past`; without one, nothing is
 * remembered.
 */

/** In the order of asking: a name, whether it was given pages, and the key of the answer, null if there was none. */
export type Asked = readonly (readonly [name: string, given: boolean, key: string | null])[];

/**
 * What the engine asked of the tree (`Engine.grounds`), with the answers: for an include the path of the header, and its content; null where there is none. Paths
 * below the tree's root are relative to it, so that a tree may be moved.
 */
export type Grounds = readonly (readonly [question: string, answer: string | null, content: string | null])[];

export interface Trace {
  readonly content: string;
  readonly grounds: Grounds;
  readonly asked: Asked;
  /** JSON. */
  readonly value: unknown;
}

export interface Past {
  /** Names a text; equal for equal bytes only. */
  contentOf(bytes: Uint8Array): string;
  groundsNow(grounds: ReadonlyMap<string, string | undefined>, root: string): Grounds;
  groundsHold(grounds: Grounds, root: string, answer: (question: string) => string | undefined): boolean;
  /** A trace of that content for which `holds` is true. `what`: the sort of outcome, within the file. */
  recall(what: string, file: string, content: string, holds: (trace: Trace) => boolean): Trace | undefined;
  keep(what: string, file: string, trace: Trace): void;
}

export const noPast: Past = {
  contentOf: () => '',
  groundsNow: () => [],
  groundsHold: () => false,
  recall: () => undefined,
  keep: () => undefined,
};

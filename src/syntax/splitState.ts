/** What the splitter has open at a point of the text, and how it is kept and joined over the arms of a group. */
import type { ArmChoice } from './armChoice.ts';
import type { Directive } from './directives.ts';
import type { HeadShape, HeadToken } from './header.ts';

export type Shape = HeadShape | 'none';

/** What the text so far opened: `head` outside braces, `depth` inside. */
export interface State {
  readonly head: HeadToken[];
  depth: number;
  paren: number;
  /** What the outermost open (or, at depth 0, last closed) brace is. */
  shape: Shape;
  /** Offset of the body's first character: the `{` of a function, or what follows `=`. */
  bodyStart: number;
  /** Set once the item has ended as far as this arm is concerned; what follows in the arm begins afresh. */
  readonly done: Ended | undefined;
}

interface Ended {
  readonly head: readonly HeadToken[];
  readonly shape: Shape;
  readonly bodyStart: number;
  readonly end: number;
}

export interface OpenGroup {
  /** What was open at the `#if`. */
  before: State;
  /** The arms that are closed, with what was open at their end. */
  arms: { readonly directive: Directive; readonly end: State }[];
  current: Directive;
}

export const fresh = (): State => ({ head: [], depth: 0, paren: 0, shape: 'none', bodyStart: -1, done: undefined });
export const copy = (s: State): State => ({ ...s, head: s.head.slice() });
export const isFresh = (s: State): boolean => s.depth === 0 && s.head.length === 0;

/** The state behind the end of an item in one arm, while other arms may still go on with it. */
export function ended({ done, head, shape, bodyStart }: State, at: number): State {
  return { ...fresh(), done: done === undefined ? { head, shape, bodyStart, end: at } : { ...done, end: at } };
}

export const openGroup = (directive: Directive, before: State): OpenGroup => ({ before, arms: [], current: directive });

export function nextArm(group: OpenGroup | undefined, directive: Directive, end: State): void {
  if (group === undefined) return;
  group.arms.push({ directive: group.current, end });
  group.current = directive;
}

/** Nothing of what stood before counts any more: an item was cut off inside the group. */
export function forget(group: OpenGroup): void {
  group.before = fresh();
  group.arms = group.arms.map((a) => ({ directive: a.directive, end: fresh() }));
}

const sameBalance = (a: State, b: State): boolean =>
  a.depth === b.depth && a.paren === b.paren && (a.done === undefined) === (b.done === undefined) && a.head.length === b.head.length;

/** The state after `#endif`: that of the arm which keeps the item's conditions consistent, the first one where they do not say. */
export function joinArms(text: string, group: OpenGroup, choice: ArmChoice): State {
  const ends = group.arms.map((a) => a.end);
  const first = ends[0];
  if (first === undefined) return copy(group.before);
  const hasElse = group.arms[group.arms.length - 1]?.directive.kind === 'else';
  const all = hasElse ? ends : [...ends, group.before];
  if (all.every((s) => sameBalance(s, first))) return first;
  const directives = group.arms.map((a) => a.directive);
  // At file scope an arm that holds the header is the one that matters: `#ifdef X`, nothing, `#else`, `int f(void)`, `#endif`, `{`.
  const picked = choice.pick(text, directives, (arm) => !isFresh(ends[arm] ?? group.before));
  return ends[picked] ?? copy(group.before);
}

/** What a seed is: a small edit of one real function, either a fault that a rule must report or a harmless change at which all must stay silent. */
import type { Span, TextEdit } from '../../src/base/span.ts';

export const faultKinds = [
  'drop-release',
  'swap-release',
  'double-release',
  'wrong-count',
  'short-unnoticed',
  'early-return',
  'goto-past',
  'touch-after',
  'unchecked',
  'clean-release',
  'unlocked-dirty',
  'get-for-pin',
  'refused-flag',
  'short-term',
  'drop-unmap',
  'swap-unmaps',
  'hand-rolled',
  'mixed-bio',
  'walked-release',
] as const;
export type FaultKind = (typeof faultKinds)[number];
export type SeedKind = FaultKind | 'harmless';

/**
 * Where a judge has to look to see the fault. `function`: the pages are taken and released by this function into a local place. `field`: the same through a
 * structure that outlives it. `wrapper`: taken or released by a function of the kernel's own that does it inside. `object`: as `wrapper`, but the pages are never
 * seen, only the object that holds them. `file`: another function of the file takes.
 */
export type Scope = 'function' | 'field' | 'wrapper' | 'object' | 'file';

/** An edit before it has a number. */
export interface Draft {
  readonly kind: SeedKind;
  /** Which way of doing it, stable: `loop`, `minus-one`. */
  readonly variant: string;
  readonly scope: Scope;
  /** The place in the unmodified text that the edit is about. */
  readonly at: number;
  readonly edits: readonly TextEdit[];
  /** Rules any of which is right; empty for a harmless edit. */
  readonly accepted: readonly string[];
}

export interface Seed extends Draft {
  /** Hangs on the file, the function, the kind and the line's text; the same seed in two kernels has the same number, so that both stand in one part. */
  readonly id: number;
  readonly function: string;
  readonly functionSpan: Span;
  /** Functions in which a finding is right: this one, and for `file` those of the file that take the pages or call it. */
  readonly rightFunctions: readonly string[];
  /** 1-based. */
  readonly line: number;
}

/** A third is set aside: its misses are never listed. */
export const isHeldOut = (seed: Pick<Seed, 'id'>): boolean => seed.id % 3 === 0;

export const rules = {
  mismatch: 'gup/mismatched-release',
  leak: 'gup/leak-on-path',
  partial: 'gup/partial-pin',
  double: 'gup/double-release',
  late: 'gup/use-after-release',
  unchecked: 'gup/unchecked-result',
  clean: 'gup/missing-dirty',
  unlocked: 'gup/dirty-without-lock',
  reference: 'gup/should-pin',
  flags: 'gup/flag-misuse',
  longterm: 'gup/missing-longterm',
  mapping: 'kmap/unbalanced',
  table: 'bio/hand-rolled-vec',
  mixed: 'bio/mixed-origin',
  borrowed: 'bio/borrowed-page-release',
} as const;

/** What a function of the file does for its callers, told in its own symbols: per outcome, how it comes back and what happened to pages on the way. */
import type { Bounds } from './facts.ts';
import type { AcquireSite, Destination, Held } from './held.ts';
import type { ValueType } from './ir.ts';
import { fullKey, type Linear, type SymbolTable } from './linear.ts';

export type SummaryEffect =
  | {
      readonly does: 'acquire';
      readonly id: number;
      readonly site: AcquireSite;
      readonly kind: Held['kind'];
      readonly mode: Held['mode'];
      readonly place: Linear;
      readonly element?: Linear;
      readonly asked?: Linear;
      readonly count: Linear;
      readonly outcome: Held['outcome'];
      readonly noticed: boolean;
      readonly iterator?: 'user' | 'kernel';
      readonly vague?: boolean;
      /** Objects of the caller that point to the pages as well. */
      readonly containers: readonly Linear[];
    }
  | {
      readonly does: 'release';
      readonly kind: Held['kind'];
      readonly target: 'array' | 'page' | 'object';
      readonly place: Linear;
      readonly count?: Linear;
      readonly call: string;
      readonly dirties: boolean;
      /** On every way out of the callee. */
      readonly always?: boolean;
    }
  /** The object or page outlives the call in a place that the callee chose. */
  | { readonly does: 'keep'; readonly place: Linear; readonly to: Destination }
  | { readonly does: 'free'; readonly place: Linear }
  /** Memory that the caller can see has that value now; undefined if nobody knows which. */
  | { readonly does: 'write'; readonly at: Linear; readonly value: Linear | undefined; readonly bounds?: Bounds }
  /** A reference more on a page of the caller's. */
  | { readonly does: 'reference'; readonly place: Linear }
  /** Given to a function of another file, which may keep it. */
  | { readonly does: 'pass'; readonly place: Linear }
  /** Pages of one object are pointed to by another from then on. */
  | { readonly does: 'store'; readonly place: Linear; readonly into: Linear };

export interface Outcome {
  readonly result: Linear | undefined;
  readonly bounds: Bounds;
  readonly effects: readonly SummaryEffect[];
  /** What is known of the numbers in it. */
  readonly facts: readonly { readonly form: Linear; readonly bounds: Bounds }[];
}

export interface Summary {
  readonly name: string;
  /** Where it stands, if that is another file. */
  readonly file?: string;
  readonly table: SymbolTable;
  readonly outcomes: readonly Outcome[];
  /** Types of the parameters: what is passed is converted to them. */
  readonly params: readonly (ValueType | undefined)[];
  /** Variables whose address stands for a parameter: `v3` is parameter 0. */
  readonly isStatic: boolean;
  /** It may mark pages dirty that it was given. */
  readonly dirties?: boolean;
  /** Nothing happens to pages in it. */
  readonly trivial: boolean;
}

/** Equal for outcomes that a caller need not tell apart. */
export function effectsKey(effects: readonly SummaryEffect[], nameOf: (place: Linear) => string = fullKey): string {
  return effects
    .map((e) => {
      switch (e.does) {
        case 'acquire':
          return `a${e.id}:${e.kind}:${e.outcome}:${nameOf(e.place)}:${e.iterator ?? ''}`;
        case 'release':
          return `r${e.kind}:${e.target}:${nameOf(e.place)}:${e.count ? fullKey(e.count) : ''}`;
        case 'keep':
          return `k${nameOf(e.place)}:${e.to}`;
        case 'free':
          return `f${nameOf(e.place)}`;
        case 'reference':
          return `+${nameOf(e.place)}`;
        case 'pass':
          return `p${nameOf(e.place)}`;
        case 'store':
          return `s${nameOf(e.place)}>${fullKey(e.into)}`;
        case 'write':
          return '';
      }
    })
    .sort()
    .join(' ');
}

/** What is wrong with a mapping: first on one path, then as one record a bug. Words and levels are the rule's business. */
import type { Span } from '../../base/span.ts';
import type { Trace } from '../../protocol/trace.ts';
import type { Held } from '../held.ts';
import type { State } from '../state.ts';

/** A wrong operation on one path. */
export type MappingDraft = { readonly span: Span; readonly call: string; readonly held: Held; readonly state: State } & (
  | { readonly wrong: 'order'; readonly inner: Held }
  | { readonly wrong: 'other-family' | 'by-page' | 'by-address' | 'again' }
  | { readonly wrong: 'twice'; readonly first: Span }
);

/** A mapping that is not undone as it must be. */
export interface MappingDefect {
  /**
   * `exit`: a path returns with it, while another path undoes it. `never`: no path undoes it. `round`: a loop comes round with it and maps the next one.
   * `order`: another that was made later is still open when it is undone. `other-family`: undone by the call for another sort of mappings. `by-page`,
   * `by-address`: the call that undoes it gets its page where it takes an address, or the other way round. `twice`: undone a second time.
   */
  readonly how: 'exit' | 'never' | 'round' | 'order' | 'other-family' | 'by-page' | 'by-address' | 'twice';
  /** Where it is lost, or the wrong call. */
  readonly span: Span;
  /** The call that made it, with its place. */
  readonly mappedBy: string;
  readonly mappedAt: Span;
  /** The variable that holds the address, as written, if there is one. */
  readonly address?: string;
  /** What was mapped, as written. */
  readonly page: string;
  /** The wrong call. */
  readonly call?: string;
  /** For `order`: the variable or the page of the one that was made later. */
  readonly inner?: string;
  readonly trace: Trace;
  /** As C: the choice of the preprocessor's conditions in which it happens, where it does not happen in all of them. */
  readonly condition?: string;
}

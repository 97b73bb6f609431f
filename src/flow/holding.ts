/** What one function shows of pages that it took, beyond counts: what was done to their data. Plain data for rules to judge; spans are those of the file. */
import type { Span } from '../base/span.ts';
import type { Trace } from '../protocol/trace.ts';
import type { PagesFacts } from './defect.ts';

/** Something that was done to the data of pages. `map`: an address was made, and nothing more was seen. `device`: whether it may write is in `how`. */
export interface Touch {
  readonly by: 'cpu' | 'device';
  readonly how: 'read' | 'write' | 'map';
  readonly span: Span;
  /** Absent for a plain store. */
  readonly call?: string;
}

/** With the text that it has in the source, on one line. */
export interface ShownTouch extends Touch {
  readonly text: string;
}

/** Pages that were released without being marked dirty on a path on which something wrote to them. */
export interface CleanRelease {
  readonly span: Span;
  readonly call: string;
  readonly count: string;
  readonly wrote: Touch;
  readonly trace: Trace;
}

/** The pages of one acquisition, over all paths. */
export interface Holding {
  readonly function: string;
  readonly pages: PagesFacts;
  readonly write: 'yes' | 'no' | 'maybe';
  readonly longterm: 'yes' | 'no' | 'maybe';
  /** In the order of the source, each place once. */
  readonly touches: readonly ShownTouch[];
  /** Marked dirty where no path has taken the page's lock. */
  readonly unlocked: readonly { readonly span: Span; readonly call: string; readonly trace: Trace }[];
  readonly clean: readonly CleanRelease[];
  /** Where the pages go when the function is over, if they outlive it; `span` is where they leave it. */
  readonly leaves?: { readonly to: string; readonly span: Span };
  /** They belong to an address space that nobody runs in yet. */
  readonly unshared: boolean;
  /** A function of the file takes them: the acquisition is told there. */
  readonly through: boolean;
  /** A call that ties the object of these pages to changes of the address space. */
  readonly covered?: { readonly span: Span; readonly call: string };
  /** The acquisition alone. */
  readonly trace: Trace;
  /** As C: the choice of the preprocessor's conditions in which it is so, where it is not so in all of them. */
  readonly condition?: string;
}

/** A call of the family with flags that stand in it for certain on some path. */
export interface FlagUse {
  readonly span: Span;
  readonly call: string;
  /** What the call takes. */
  readonly kind: 'pin' | 'get';
  /** Names of flags, in the order of the knowledge base. */
  readonly flags: readonly string[];
  /** It takes nothing unless this flag asks it to. */
  readonly needs?: string;
  readonly condition?: string;
}

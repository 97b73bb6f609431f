/** What a function does with pages and addresses of a device after the protection has ended under which it got them. Plain data; spans are those of the file. */
import type { Span } from '../../base/span.ts';

/** A call, with its place. */
interface Place {
  readonly call: string;
  readonly span: Span;
  /** Of the source, on one line. */
  readonly text: string;
}

export interface StaleUse {
  /** `used`: read, written or handed on. `stored`: kept in an object that outlives the function. `returned`: given to the caller. */
  readonly how: 'used' | 'stored' | 'returned';
  readonly span: Span;
  /** Of the source, on one line. */
  readonly text: string;
  /** The variable or member that holds it, as written. */
  readonly holder: string;
  /** Where it came from, and what ended its protection. */
  readonly given: Place;
  readonly ended: Place;
  /** For `used`: the call that gets it; absent for a plain access. */
  readonly call?: string;
  /** As C: the choice of the preprocessor's conditions in which it happens, where it does not happen in all of them. */
  readonly condition?: string;
}

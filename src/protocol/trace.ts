/**
 * What happens to the pages of a finding on the path that shows it: events in the order in which the path meets them, as plain data. A reader can replay it
 * without the source: each event is one step of the driver. Calls into functions of the same file are told by their effects, at the call.
 */
import type { Span } from '../base/span.ts';

/** `pin` is undone by the unpin family, `get` by the put family, `borrowed` by nobody: the pages are held by somebody else. */
export type ReferenceKind = 'pin' | 'get' | 'borrowed';

/** Names one acquisition of the trace: the ordinal of its `acquire` event, from 0. `release` of pages that the function did not take itself has a number of its own. */
export type PagesId = number;

interface EventBase {
  /** Offsets in the finding's file. */
  readonly span: Span;
  /** The source text of the statement or condition, one line. */
  readonly text: string;
}

/**
 * Which pages an access is about, where it is not those that were taken. `asked`: all that were asked for. `negative`: a count below 0, which the function
 * that is given it refuses.
 */
export type AccessCover = 'asked' | 'negative';

export type TraceEvent = EventBase &
  (
    | {
        readonly event: 'acquire';
        readonly pages: PagesId;
        readonly call: string;
        readonly kind: ReferenceKind;
        /** The array or variable that receives them, as written: `pages`, `obj->pages`, `&page`. */
        readonly into: string;
        /** What was asked for, as written; absent where the call decides (an iterator, an object). */
        readonly requested?: string;
        /** `none`: the call failed. `fewer`: at least one, less than asked. `some`: at least one, nothing is known of the rest. */
        readonly outcome: 'all' | 'fewer' | 'some' | 'none';
        readonly write: 'yes' | 'no' | 'maybe';
        readonly longterm: 'yes' | 'no' | 'maybe';
        /** Which iterator kinds this outcome belongs to, for iterator acquires. */
        readonly iterator?: 'user' | 'kernel';
        /** The kernel allocated the memory for itself. */
        readonly fresh?: true;
      }
    /** A condition that decided where the path goes. `taken`: it was true. */
    | { readonly event: 'check'; readonly taken: boolean; readonly role: 'if' | 'loop' | 'switch' | 'select' | 'assert' }
    | { readonly event: 'jump'; readonly how: 'goto' | 'break' | 'continue'; readonly label?: string }
    | { readonly event: 'reference'; readonly pages: PagesId; readonly call: string }
    | { readonly event: 'map'; readonly pages: PagesId; readonly how: 'cpu' | 'device'; readonly call: string }
    | { readonly event: 'unmap'; readonly pages: PagesId; readonly how: 'cpu' | 'device'; readonly call: string }
    | {
        readonly event: 'access';
        readonly pages: PagesId;
        readonly by: 'cpu' | 'device';
        readonly write: boolean;
        readonly call?: string;
        readonly covers?: AccessCover;
      }
    | { readonly event: 'dirty'; readonly pages: PagesId; readonly locked: boolean; readonly call: string }
    | {
        readonly event: 'hand-over';
        readonly pages: PagesId;
        readonly to: 'structure' | 'caller' | 'callee' | 'bio' | 'scatterlist' | 'socket' | 'mapping' | 'pipe';
        readonly call?: string;
      }
    | {
        readonly event: 'release';
        readonly pages: PagesId;
        readonly kind: ReferenceKind;
        readonly call: string;
        /** As written, or `each` for a loop over all. */
        readonly count: string;
        /** What `count` comes to beside the pages that are held; absent where it is as many, or where nobody knows. */
        readonly covers?: 'fewer' | 'more';
        readonly dirties: boolean;
      }
    /** The memory of the array of page pointers goes, not the pages. */
    | { readonly event: 'free-array'; readonly pages: PagesId; readonly call: string }
    /** Memory of a device, under a protection and behind it. `kept`: by an object or the caller. */
    | { readonly event: 'device-memory'; readonly does: 'given' | 'ended' | 'used' | 'kept'; readonly call?: string }
    | { readonly event: 'return'; readonly outcome: 'success' | 'error' | 'unknown'; readonly value?: string }
  );

export type Trace = readonly TraceEvent[];

/** Where pages come into it: they are taken, or dropped if they are not taken here. */
export const beginOf = (trace: Trace): TraceEvent | undefined => trace.find(({ event }) => event === 'acquire' || event === 'release');

/** References that a path holds, has dropped or handed on: the property whose states the analysis keeps apart. Plain immutable records. */
import type { Span } from '../base/span.ts';
import type { ReferenceKind } from '../protocol/trace.ts';
import type { Touch } from './holding.ts';
import { fullKey, type Linear, type SymbolId } from './linear.ts';

export type Destination = 'structure' | 'caller' | 'callee' | 'bio' | 'scatterlist' | 'socket' | 'mapping' | 'pipe';

/** What stands in the source about an acquisition: the same for every path that takes it. */
export interface AcquireSite {
  /** Names the site within the function. */
  readonly id: number;
  readonly span: Span;
  readonly call: string;
  /** The argument as written, `&` and casts taken off; the call itself where the page is its result. */
  readonly array: string;
  readonly requested?: string;
  readonly write: 'yes' | 'no' | 'maybe';
  readonly longterm: 'yes' | 'no' | 'maybe';
  readonly releaseWith: readonly string[];
  readonly countVariable?: string;
  /** The variable that takes the result is unsigned. */
  readonly unsignedResult?: boolean;
  /** The result is a pointer, and where nothing was taken one that stands for an error. */
  readonly errorPointer?: boolean;
  /** The call stands in a loop. */
  readonly repeated?: boolean;
  /** Of an address space that nobody runs in yet. */
  readonly unshared?: boolean;
  /** Told by a callee's summary: the acquisition stands in a function of the file. */
  readonly through?: string;
}

export interface Release {
  readonly span: Span;
  readonly call: string;
  readonly kind: ReferenceKind;
  readonly count: string;
  /** Header of the loop that drops one page a round. */
  readonly loop?: number;
  /** Names the page, where one was dropped: the same name again in the same round is the same page. */
  readonly page?: string;
  /** Done by a function of the file, under a condition of its own. */
  readonly unsure?: true;
  /** Of the array itself, not of a table that its pages were put into. */
  readonly direct?: true;
}

export interface Held {
  readonly id: number;
  readonly site: AcquireSite;
  readonly kind: ReferenceKind;
  /** `array`: elements from `place` on. `slot`: one pointer variable. `value`: the page itself was returned. `object`: inside what `place` points to. */
  readonly mode: 'array' | 'slot' | 'value' | 'object';
  readonly place: Linear;
  readonly base: SymbolId | undefined;
  /** The page of a slot or value. */
  readonly element?: Linear;
  readonly asked?: Linear;
  /** Still held. */
  readonly count: Linear;
  /** Was taken, over all rounds of a loop. */
  readonly taken: Linear;
  readonly outcome: 'all' | 'fewer' | 'some' | 'none';
  readonly status: 'held' | 'released' | 'handed';
  /** The path looked at how many were taken. */
  readonly noticed: boolean;
  /** Where the pages are those that so many bytes touch: the bytes, with the offset at which they begin. */
  readonly bytes?: Linear;
  /** References that the path took on top. */
  readonly extra: number;
  /** Objects that point to these pages besides the array: scatterlists, bios, structures. */
  readonly containers: readonly SymbolId[];
  /** Those of `containers` that do on every path that was merged into this one. */
  readonly sure?: readonly SymbolId[];
  readonly iterator?: 'user' | 'kernel';
  /** The first argument of the acquiring call: twins that release by range are told by it. */
  readonly owner?: Linear;
  /** A comparison took the errno for a huge unsigned number. */
  readonly promoted?: boolean;
  /** The result of a call that took nothing. */
  readonly failure?: SymbolId;
  /** The path asked whether the call failed. */
  readonly tested?: boolean;
  /** A comparison for which that result was a large number. */
  readonly passed?: { readonly span: Span; readonly promoted: boolean };
  readonly release?: Release;
  readonly arrayFreed?: { readonly span: Span; readonly call: string };
  /** `guessed`: by nothing but the callee's name. */
  readonly handed?: { readonly to: Destination; readonly span: Span; readonly call?: string; readonly guessed?: boolean };
  /** Taken elsewhere: known here by its release only. */
  /** Taken by a callee into something of its own and then put into an object that it was given: how it is released there, nobody here can see. */
  readonly vague?: boolean;
  /** A loop that drops pages of this sort was passed without a round: how many it would drop could not be matched with how many are held. */
  readonly doubtful?: boolean;
  readonly foreign?: boolean;
  /** Of a mapping that nests with others: how many of them were open before it, less than any that was opened later. */
  readonly depth?: number;
  /** The address of a mapping, which stands in no variable, went to a function of which nothing is known. */
  readonly shown?: boolean;
  /** Lent, and the path knew before the call that whoever walks the pages does not own them. */
  readonly lent?: true;
  /** Something wrote to the pages' data: the first of those, what the CPU wrote before what a device may have. */
  readonly wrote?: Touch;
  /** The result of the call that mapped them for a device, which may have failed. */
  readonly mappedBy?: Linear;
  /** Marked dirty since. */
  readonly dirtied?: boolean;
  /** The lock of one of the pages is held. */
  readonly locked?: boolean;
  /** Released by a function of the file, which may have had its reasons. */
  readonly through?: boolean;
  /** The member that the place was read from, if it is one: `pages` of `obj->pages`. */
  readonly field?: string;
}

/** Equal for records that behave alike from here on. */
export function heldSignature(h: Held): string {
  const r = h.release;
  return [
    h.id,
    h.kind,
    h.mode,
    h.status,
    h.outcome,
    h.noticed ? 1 : 0,
    h.extra,
    fullKey(h.place),
    fullKey(h.count),
    fullKey(h.taken),
    h.asked ? fullKey(h.asked) : '',
    h.element ? fullKey(h.element) : '',
    h.containers.join('.'),
    h.arrayFreed ? h.arrayFreed.span.start : '',
    h.iterator ?? '',
    h.doubtful ? 1 : 0,
    h.tested ? 1 : 0,
    h.passed ? h.passed.span.start : '',
    h.handed?.guessed ? 1 : 0,
    h.wrote?.by ?? '',
    `${h.dirtied ? 'd' : ''}${h.locked ? 'l' : ''}${h.site.write}${h.site.longterm}`,
    r ? `${r.span.start}/${r.loop ?? ''}/${r.page ?? ''}` : '',
  ].join(':');
}

/** Which records a state has, without the numbers: states that differ in this are never merged. */
export const heldProperty = (h: Held): string =>
  `${h.id}:${h.kind}:${h.status}:${h.outcome === 'none' ? 'n' : h.outcome === 'fewer' ? 'f' : 'y'}:${h.extra > 0 ? 1 : 0}:${h.arrayFreed ? 1 : 0}:${h.iterator ?? ''}${h.doubtful ? 'd' : ''}${h.depth ?? ''}`;

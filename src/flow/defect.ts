/**
 * What the flow analysis finds: one record a bug, with all that a message, a path and a replay need. Which rule a record belongs to, its level and its words
 * are the rules' business.
 */
import type { Span } from '../base/span.ts';
import type { ReferenceKind, Trace } from '../protocol/trace.ts';
import type { BioMix } from './bioOrigins.ts';
import type { FlagUse, Holding } from './holding.ts';
import type { MappingDefect } from './mappings/draft.ts';
import type { LentRelease } from './protections/lentVecs.ts';
import type { StaleUse } from './protections/stale.ts';

/** The pages that a defect is about. */
export interface PagesFacts {
  /** How they were taken, as far as the function (or the file, for a structure's field) shows it. */
  readonly kind: ReferenceKind;
  /** The function that took them: `pin_user_pages_fast`; absent where only the release is in sight. */
  readonly acquiredBy?: string;
  readonly acquireSpan?: Span;
  /** As written: `pages`, `obj->pages`, `page`. */
  readonly array: string;
  /** One page, never more: the number asked for is 1. */
  readonly single: boolean;
  /** The number asked for, as written. */
  readonly requested?: string;
  /** The variable that holds the number that was taken, as written. */
  readonly countVariable?: string;
  /** The functions that undo the acquisition, best first, from the knowledge base. */
  readonly releaseWith: readonly string[];
}

interface DefectBase {
  /** The lost or wrong operation. */
  readonly span: Span;
  readonly pages: PagesFacts;
  readonly trace: Trace;
  /** False if the storage outlives the function, so that the harm depends on what callers do. */
  readonly certain: boolean;
  /** As C: the choice of the preprocessor's conditions in which it happens, where it does not happen in all of them. */
  readonly condition?: string;
}

export type Defect = DefectBase &
  (
    | {
        readonly defect: 'mismatched-release';
        readonly call: string;
        readonly releasedAs: ReferenceKind /** The acquire is elsewhere in the file. */;
        readonly throughField?: string;
      }
    | {
        readonly defect: 'leak';
        /**
         * `exit`: the function returns. `never`: no path releases. `overwritten`: the place takes another page. `array-freed`: the array's memory goes while
         * the pages are held. `remainder`: a release dropped fewer than were taken.
         */
        readonly how: 'exit' | 'never' | 'overwritten' | 'array-freed' | 'remainder';
        readonly exit: 'success' | 'error' | 'unknown';
        /** Another exit of the function does release them: the call that does. */
        readonly releasedElsewhere?: string;
        /** For `remainder`: what was released, as written. */
        readonly released?: string;
        /** For `remainder`: how many pages stay, if that is a number. */
        readonly left?: number;
      }
    | {
        readonly defect: 'partial';
        /** `leaked`: those that were taken are lost. `released-asked`: the number asked for is released. `unnoticed`: all are used or recorded as if taken. */
        readonly how: 'leaked' | 'released-asked' | 'unnoticed';
        readonly call?: string;
      }
    | {
        readonly defect: 'double-release';
        readonly call: string;
        readonly first: Span;
        readonly firstCall: string /** More were released than taken. */;
        readonly excess?: string;
      }
    | {
        readonly defect: 'use-after-release';
        readonly call?: string;
        readonly how: 'access' | 'map' | 'dirty' | 'lock' | 'reference' | 'device';
        readonly released: Span;
        readonly releasedBy: string;
      }
    | {
        readonly defect: 'unchecked';
        /**
         * `ignored`: nobody looks at the result. `unsigned`: kept in an unsigned type, so that an errno passes for a count. `promoted`: compared with an unsigned
         * value. `error-pointer`: nobody asks whether the result is one. `errno-as-count`: a check lets a negative result through to a use as a count. `errno-uses-pages`: the pages are used although the call may have failed.
         */
        readonly how: 'ignored' | 'unsigned' | 'promoted' | 'error-pointer' | 'errno-as-count' | 'errno-uses-pages';
        /** The check that let it through, if there is one. */
        readonly check?: Span;
        readonly call?: string;
      }
  );

/** A function whose pages leave it: no defect, told in `--stats`. */
export interface HandOver {
  readonly function: string;
  readonly span: Span;
  readonly pages: PagesFacts;
  readonly to: 'structure' | 'caller' | 'callee' | 'bio' | 'scatterlist' | 'socket' | 'mapping' | 'pipe';
}

/** `releasedBy`: a call of the file, in the function or where its bio ends, that releases all pages of the bio alike. */
export interface JudgedMix extends BioMix {
  readonly releasedBy?: string;
}

/** All that the analysis says of one function. */
export interface FlowResult {
  readonly defects: readonly Defect[];
  /** Of mappings of pages; absent where the function makes none. */
  readonly mappings?: readonly MappingDefect[];
  readonly handOvers: readonly HandOver[];
  /** What was done with the data of the pages that it took. */
  readonly holdings: readonly Holding[];
  readonly flagUses: readonly FlagUse[];
  /** Of memory of a device whose protection has ended; absent where the function ends none. */
  readonly stale?: readonly StaleUse[];
  /** Pages of a bio of others that are released while it is walked; absent where the function walks none. */
  readonly lent?: readonly LentRelease[];
  /** Bios with pages that demand different releases. */
  readonly mixes?: readonly JudgedMix[];
  /** Functions of the file that lead to this one, by name; asked for only where pages outlive the function. */
  readonly callers: readonly string[];
  /** The function takes pages, itself or through a function of the file. */
  readonly acquires: boolean;
  /** A sentence if some part was given up. */
  readonly incomplete?: string;
}

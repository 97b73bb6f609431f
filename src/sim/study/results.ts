/** What the study tells of one policy. Counts are absolute; times are microseconds of the workload's clock; a page counts whole, as 4096 bytes. */
import type { Quantiles } from './histogram.ts';
import type { Workload } from './workload.ts';

export interface PolicyResult {
  readonly policy: string;
  readonly pins: {
    readonly calls: number;
    readonly refusedCalls: number;
    /** Pages taken by the calls that were not refused. */
    readonly pages: number;
    /** Calls that had to take the slow way, and those of them that the fast way would have served but for the policy. */
    readonly slowCalls: number;
    readonly gupFastLost: number;
    /** Calls whose pages are still held at the end. */
    readonly heldCalls: number;
  };
  /** Pages that were copied because of the policy. */
  readonly copies: { readonly bounce: number; readonly fork: number };
  /** Pages that were allocated for them; the bounce pages that were in use at once, at most. */
  readonly allocs: { readonly bounce: number; readonly fork: number; readonly mostBounceAtOnce: number };
  /** Atomic operations on the counts of pages, at acquire and release. */
  readonly atomics: number;
  readonly locks: { readonly mmap: number; readonly lru: number; readonly folio: number };
  /** Calls of page_mkwrite. */
  readonly faults: number;
  /** Mappings of a device that were taken away, and those that it took again. */
  readonly deviceStops: number;
  readonly refaults: number;
  readonly migrations: number;
  /** Pages that writeback wrote, and those of them that the disk had already. */
  readonly writebacks: number;
  readonly extraWritebacks: number;
  /** Bytes that memory has and the disk has not, averaged over time. */
  readonly atRisk: {
    /** The page is dirty: the next pass writes it. */
    readonly seenBytes: number;
    /** The policy keeps the page from being written until it is released. */
    readonly heldBackBytes: number;
    /** The page is clean: nobody knows that it must be written. */
    readonly unseenBytes: number;
    readonly mostBytes: number;
  };
  /** From a write to memory until the disk has it. A write that it has not at the end counts with its age. */
  readonly delay: { readonly device: Quantiles; readonly user: Quantiles };
  /** Waiting for writeback to end, or for msync() to return. */
  readonly waits: { readonly acquire: Quantiles; readonly device: Quantiles; readonly store: Quantiles; readonly sync: Quantiles };
  readonly harm: {
    /** Blocks that changed under the device's hand while they were written: their checksum is wrong. */
    readonly tornBlocks: number;
    /** Writes that no disk will ever have, since reclaim dropped their page as clean. */
    readonly lostWrites: number;
    readonly lostPages: number;
    /** Device writes that went to a page which the process no longer has: its copy-on-write moved it away. */
    readonly misdirectedWrites: number;
    /** Calls of msync() that returned 0 although a write before them was not on disk, of so many. */
    readonly brokenSyncs: number;
    readonly syncs: number;
    /** Pages that were made dirty at release without asking the filesystem. */
    readonly dirtiedBehind: number;
  };
  /** Where the writes to file pages went; `made` is the sum of the others. */
  readonly writes: { readonly device: WriteBalance; readonly user: WriteBalance };
  /** Device writes of refused calls, which never took place, and those to anonymous pages. */
  readonly refusedWrites: number;
  readonly anonymousWrites: number;
}

export interface WriteBalance {
  readonly made: number;
  readonly saved: number;
  readonly lost: number;
  /** In memory alone at the end. */
  readonly unsaved: number;
  /** Waiting to be made at the end. */
  readonly waiting: number;
}

export interface StudyResult {
  readonly workload: Workload;
  readonly events: number;
  readonly seed: number;
  /** Of the last event. */
  readonly elapsedUs: number;
  readonly policies: readonly PolicyResult[];
}

/** The policies of the cost study, as the few facts in which they differ. What a fact does is in `world.ts`. */

export interface StudyPolicy {
  readonly name: string;
  /** What it does about pages that a device writes to, in a few words. */
  readonly idea: string;
  /** Calls that are turned away. */
  readonly refuses: 'none' | 'file' | 'long-file';
  /** The driver drops its mapping before writeback or fork protects a page, and takes the page again at its next write. */
  readonly notifies: boolean;
  /** Writeback writes a copy of a page that is held, and does not call the page clean. */
  readonly bounces: boolean;
  /** Writeback does not find a page that is held; at the last release it is dirty. */
  readonly hides: boolean;
  /** fork() copies anonymous pages that are held instead of sharing them. */
  readonly copiesAtFork: boolean;
  /** A long pin first moves pages that must stay movable. */
  readonly migrates: boolean;
  /** Atomic operations on counts for a page of a call that takes the fast way, of one that takes the slow way, and at its release. */
  readonly atomics: { readonly fast: number; readonly slow: number; readonly release: number };
}

const plain = {
  refuses: 'none',
  notifies: false,
  bounces: false,
  hides: false,
  copiesAtFork: false,
  migrates: false,
  atomics: { fast: 1, slow: 1, release: 1 },
} as const;

/** In small folios: the reference, then the bias on the fast way; at once on the slow one (6.12 mm/gup.c, try_grab_folio_fast and try_grab_folio). */
const pinned = { copiesAtFork: true, atomics: { fast: 2, slow: 1, release: 1 } } as const;
/** A count of marks beside the reference. */
const marked = { atomics: { fast: 2, slow: 2, release: 2 } } as const;

/** In the order in which they were argued about. */
export const studyPolicies: readonly StudyPolicy[] = [
  { ...plain, name: 'base2018', idea: 'plain references; writeback cannot see them' },
  { ...plain, name: 'c1-deny', idea: 'no write pins of file pages', refuses: 'file' },
  { ...plain, name: 'c1-notify', idea: 'writeback stops the device first', notifies: true },
  { ...plain, ...marked, name: 'c2-bounce', idea: 'writeback writes a copy of held pages', bounces: true },
  // The mark is kept under the LRU lock, and counted there.
  { ...plain, name: 'off-lru', idea: 'held pages leave the LRU and the dirty list', hides: true },
  { ...plain, ...pinned, name: 'foll-pin', idea: 'pins are counted; writeback does not ask' },
  { ...plain, ...pinned, name: 'longterm-deny', idea: 'mainline: as foll-pin, no long pins of file pages', refuses: 'long-file', migrates: true },
];

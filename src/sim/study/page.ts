/** A page in the world of one policy, and the writes to it that the disk has not. */

export interface Page {
  /** Of the file; else anonymous. */
  readonly isFile: boolean;
  /** Calls that hold it. */
  holders: number;
  isDirty: boolean;
  /** Stores go through; else they fault, and the filesystem is asked (page_mkwrite). */
  isWritable: boolean;
  /** In the list of a pass of writeback. */
  isQueued: boolean;
  /** Being written, since `snapshotUs`, until `doneUs`. */
  isInFlight: boolean;
  /** What is being written is a copy. */
  isCopy: boolean;
  /** A device wrote to it since `snapshotUs`, and no copy was made. */
  isTorn: boolean;
  /** The devices that hold it have dropped their mapping. */
  isStopped: boolean;
  /** A call takes it as soon as it is no longer being written. */
  isAwaited: boolean;
  /** Anonymous, and a child of fork() has it too. */
  isShared: boolean;
  isMovable: boolean;
  snapshotUs: number;
  doneUs: number;
  /** When copy-on-write last gave the process another page in its place; earlier calls hold the old one. */
  movedUs: number;
  /** Writes that will be made when it is no longer being written. */
  waitingStores: number;
  waitingDevice: number;
  /** Writes that the disk has not, in order of time, as `packWrite` gives them. */
  readonly unsaved: number[];
  risk: Risk;
}

/** What can be said of the bytes of a page that the disk has not; `none` if it has all. */
export const risk = { none: 0, seen: 1, heldBack: 2, unseen: 3 } as const;
export type Risk = (typeof risk)[keyof typeof risk];

export const createPage = (isFile: boolean, isMovable: boolean): Page => ({
  isFile,
  holders: 0,
  isDirty: false,
  isWritable: false,
  isQueued: false,
  isInFlight: false,
  isCopy: false,
  isTorn: false,
  isStopped: false,
  isAwaited: false,
  isShared: false,
  isMovable,
  snapshotUs: 0,
  doneUs: 0,
  movedUs: -1,
  waitingStores: 0,
  waitingDevice: 0,
  unsaved: [],
  risk: risk.none,
});

/** Time and author of a write as one number; the order is that of time. */
export const packWrite = (us: number, byDevice: boolean): number => 2 * us + (byDevice ? 1 : 0);
export const timeOf = (write: number): number => Math.floor(write / 2);
export const isByDevice = (write: number): boolean => write % 2 === 1;

export function riskOf(page: Page, hides: boolean): Risk {
  const last = page.unsaved.at(-1);
  if (last === undefined) return risk.none;
  if (page.isInFlight && timeOf(last) <= page.snapshotUs) return risk.seen;
  if (hides && page.holders > 0) return risk.heldBack;
  return page.isDirty ? risk.seen : risk.unseen;
}

/**
 * How a kernel design tracks pins and reacts to them: plain data that the steps read. One entry a design that was argued about; a new one needs no code
 * as long as it is made of the parts that are named here.
 */

export const policyNames = ['base2018', 'c1-deny', 'c1-notify', 'c2-bounce', 'off-lru', 'foll-pin', 'longterm-deny'] as const;
export type PolicyName = (typeof policyNames)[number];

/** An acquire is refused if all that is said here is true of it. */
export interface Denial {
  /** Of the mapping: stores to it must be told to a filesystem, its pages are persistent memory, or whatever it is. */
  readonly mapping: 'tracks-dirty' | 'fs-dax' | 'any';
  /** Absent: for references and pins. */
  readonly kind?: 'get';
  readonly write?: true;
  readonly longterm?: true;
  /** Drivers that drop their mapping when a notifier calls are let through. */
  readonly withoutNotifier?: true;
  /** Absent: every version. */
  readonly kernel?: '6.12';
  readonly source: string;
}

/** What one acquire or release does to a counter, for the cost table. Absolute numbers for one page. */
export interface PinCosts {
  readonly atomics: { readonly get: 1; readonly pinFast: 1 | 2; readonly pinSlow: 1 | 2; readonly pinLarge: 1 | 2 };
  /** LRU locks taken by a pin, and by the last unpin. */
  readonly lruLocks: 0 | 1;
  /** Allocations beside struct page for a page that is pinned. */
  readonly sideStructs: 0 | 1;
}

export interface Policy {
  readonly name: PolicyName;
  /** What it does about pages that a device writes to, one clause. */
  readonly title: string;
  /** Where it comes from. */
  readonly source: string;
  /** `reference`: a pin is a reference. `biased`: it adds 1024 to the count of a small folio, 1 to both counts of a large one, nothing to the zero folio. */
  readonly pins: 'reference' | 'biased';
  /** A counter of its own beside the reference count, moved by pin and unpin alone. */
  readonly marks: boolean;
  /** Whether a pin can be taken without mmap_lock. */
  readonly gupFast: boolean;
  readonly denies: readonly Denial[];
  /** Drivers insert what they acquired into a device table, drop it when a notifier calls, and fault it in again. */
  readonly notifiesDrivers: boolean;
  /** `blind`: does not ask for pins. `bounce`: writes a copy of a marked page and keeps it dirty. `skip`: does not find a marked page. */
  readonly writeback: 'blind' | 'bounce' | 'skip';
  /** Whether fork, reclaim and their like ask if a page may be pinned. */
  readonly asksMaybePinned: boolean;
  readonly costs: PinCosts;
}

const atOnce = { atomics: { get: 1, pinFast: 1, pinSlow: 1, pinLarge: 1 }, lruLocks: 0, sideStructs: 0 } as const satisfies PinCosts;
const MAIL_2018 = 'linux-fsdevel, December 2018, "put_user_page*() placeholder": Glisse, Wilcox, Chinner';

const base: Omit<Policy, 'name' | 'title' | 'source'> = {
  pins: 'reference',
  marks: false,
  gupFast: true,
  denies: [],
  notifiesDrivers: false,
  writeback: 'blind',
  asksMaybePinned: false,
  costs: atOnce,
};

/** A reference that may last for ever is refused with a warning. */
const LASTING_GET: Denial = { mapping: 'any', kind: 'get', longterm: true, source: 'mm/gup.c is_valid_gup_args: -EINVAL' };
const FAST_DAX: Denial = { mapping: 'fs-dax', longterm: true, source: 'mm/gup.c check_vma_flags: -EOPNOTSUPP, 6.1 and 6.12' };
const TRACKED_FILE: Denial = {
  mapping: 'tracks-dirty',
  write: true,
  longterm: true,
  kernel: '6.12',
  source: 'mm/gup.c writable_file_mapping_allowed: -EFAULT, absent in 6.1',
};

const follPin = {
  ...base,
  pins: 'biased',
  asksMaybePinned: true,
  denies: [LASTING_GET],
  costs: { ...atOnce, atomics: { get: 1, pinFast: 2, pinSlow: 1, pinLarge: 2 } },
} as const satisfies Omit<Policy, 'name' | 'title' | 'source'>;

export const policies: Readonly<Record<PolicyName, Policy>> = {
  base2018: { ...base, name: 'base2018', title: 'plain references; nobody can tell a pin from a reference', source: MAIL_2018 },
  'c1-deny': {
    ...base,
    name: 'c1-deny',
    title: 'write access to pages of files is refused to drivers without a notifier',
    source: MAIL_2018,
    denies: [
      { mapping: 'tracks-dirty', write: true, withoutNotifier: true, source: MAIL_2018 },
      { mapping: 'fs-dax', write: true, withoutNotifier: true, source: MAIL_2018 },
    ],
  },
  'c1-notify': {
    ...base,
    name: 'c1-notify',
    title: 'every driver drops its mapping when a notifier calls, and faults again',
    source: `${MAIL_2018}; the mail names only breaking the drivers, this is the alternative to it`,
    notifiesDrivers: true,
  },
  'c2-bounce': {
    ...base,
    name: 'c2-bounce',
    title: 'writeback writes a copy of a pinned page and never calls the page clean',
    source: MAIL_2018,
    marks: true,
    writeback: 'bounce',
  },
  'off-lru': {
    ...base,
    name: 'off-lru',
    title: 'a pinned page leaves the LRU and the search for dirty pages until the last unpin',
    source: MAIL_2018,
    marks: true,
    gupFast: false,
    writeback: 'skip',
    costs: { ...atOnce, lruLocks: 1, sideStructs: 1 },
  },
  'foll-pin': {
    ...follPin,
    name: 'foll-pin',
    title: 'pins are counted with a bias; fork and reclaim ask, writeback does not',
    source: 'Documentation/core-api/pin_user_pages.rst; mm/gup.c try_grab_folio; include/linux/mm.h folio_maybe_dma_pinned',
  },
  'longterm-deny': {
    ...follPin,
    name: 'longterm-deny',
    title: 'mainline: as foll-pin, and long-term pins of persistent memory and of written file pages are refused',
    source: 'mm/gup.c check_vma_flags, v6.1 and v6.12',
    denies: [LASTING_GET, FAST_DAX, TRACKED_FILE],
  },
};

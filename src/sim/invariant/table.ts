/** The invariants by name: what must be true, who says so, and what a break of it is called. */

export type InvariantId = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11' | 'I12' | 'I13';

/** `OK` and `DENIED` hold; the others are breaks. */
export type Outcome = 'OK' | 'DENIED' | 'CORRUPT' | 'CSUM' | 'LOST' | 'LEAK' | 'UAF' | 'UNDERFLOW' | 'STALE-UNDETECTED' | 'DEADLOCK';

export interface InvariantInfo {
  readonly id: InvariantId;
  readonly title: string;
  readonly sentence: string;
  readonly source: string;
  /** Absent for a cause that is told and never judged. */
  readonly outcome?: Outcome;
}

/** In order of precedence: if one state breaks several, the first one here is told. */
export const invariantTable: readonly InvariantInfo[] = [
  {
    id: 'I2',
    title: 'counts',
    sentence: 'A count never falls below what its baseline and the holders in the ledger account for.',
    source: 'mm/gup.c gup_put_folio; Documentation/core-api/pin_user_pages.rst',
    outcome: 'UNDERFLOW',
  },
  {
    id: 'I1',
    title: 'no use after free',
    sentence: 'No freed folio is accessed, and none is freed while somebody holds it or a device may touch it.',
    source: 'mm/page_alloc.c free_page_is_bad; Documentation/core-api/pin_user_pages.rst',
    outcome: 'UAF',
  },
  {
    id: 'I5',
    title: 'checksum',
    sentence: 'What the disk stores has the checksum that was computed for it.',
    source: 'Documentation/block/data-integrity.rst; block/t10-pi.c t10_pi_verify',
    outcome: 'CSUM',
  },
  {
    id: 'I6',
    title: 'stable page',
    sentence: 'The contents of a page do not change while it is being written, unless a copy is written.',
    source: 'mm/page-writeback.c folio_wait_stable',
    outcome: 'CSUM',
  },
  {
    id: 'I7',
    title: 'consent of the filesystem',
    sentence: 'A page becomes dirty only after the filesystem was told, or while it keeps blocks for it; a shared block is never overwritten.',
    source: 'mm/gup.c writable_file_mapping_allowed; Documentation/filesystems/locking.rst page_mkwrite',
    outcome: 'CORRUPT',
  },
  {
    id: 'I9',
    title: 'copy on write',
    sentence: 'The I/O of a process goes to the page that the process sees at that address.',
    source: 'include/linux/mm.h folio_needs_cow_for_dma; Documentation/core-api/pin_user_pages.rst',
    outcome: 'CORRUPT',
  },
  {
    id: 'I10',
    title: 'no reassignment',
    sentence: 'A block, or a page of persistent memory, does not go to another file while a transfer to it may be under way.',
    source: 'fs/dax.c dax_layout_busy_page_range',
    outcome: 'CORRUPT',
  },
  {
    id: 'I8',
    title: 'stale number',
    sentence: 'Nothing is accessed through a page frame number whose device has gone.',
    source: 'drivers/dax/super.c dax_direct_access, kill_dax',
    outcome: 'STALE-UNDETECTED',
  },
  {
    id: 'I4',
    title: 'no lost write',
    sentence: 'When all is at rest and dirty pages are written and dropped, the disk has the last completed write.',
    source: 'Documentation/core-api/pin_user_pages.rst, "CASE 1: Direct IO"; mm/gup.c unpin_user_pages_dirty_lock',
    outcome: 'LOST',
  },
  {
    id: 'I11',
    title: 'durability',
    sentence: 'After msync returned 0, a crash loses no write that was complete before the call.',
    source: 'POSIX.1-2017 msync, MS_SYNC',
    outcome: 'LOST',
  },
  {
    id: 'I13',
    title: 'context',
    sentence: 'Nothing that sleeps is called where sleeping is not allowed.',
    source: 'mm/page-writeback.c set_page_dirty_lock; block/bio.c bio_check_pages_dirty',
    outcome: 'DEADLOCK',
  },
  {
    id: 'I3',
    title: 'baseline',
    sentence: 'When all is at rest, every count is back at its baseline and nobody holds anything.',
    source: 'Documentation/core-api/pin_user_pages.rst',
    outcome: 'LEAK',
  },
  {
    id: 'I12',
    title: 'tag',
    sentence: 'A vec is released as its page was taken.',
    source: 'block/bio.c __bio_release_pages; Documentation/core-api/pin_user_pages.rst',
  },
];

/** Asked in every scenario that does not say otherwise. */
export const askedEverywhere: readonly InvariantId[] = ['I1', 'I2', 'I3', 'I8', 'I10', 'I12', 'I13'];

/** What stands for a page of persistent memory, and what protects a use of it from an unbind of the device. */

export interface PmemModel {
  /** `none`: a number. `per-use`: a struct page that exists from lookup to release, poisoned behind. `permanent`: one that lives as long as the device. */
  readonly structPage: 'none' | 'per-use' | 'permanent';
  /** A kmap looks the number up under RCU and fails once the device is gone. */
  readonly kmapLooksUp: boolean;
  /** The holder may keep a sleeping read lock of the device until it is done. */
  readonly readLock: boolean;
  /** Bytes of struct page for each 4 KiB of the device. */
  readonly bytesPerPage: 0 | 64;
  readonly source: string;
}

const MAIL = 'linux-nvdimm, 6 May 2015, Williams and Torvalds on "evacuate struct page from the block layer, introduce __pfn_t"';

export const pmemModels = {
  'pfn-t': { structPage: 'none', kmapLooksUp: true, readLock: false, bytesPerPage: 0, source: MAIL },
  'dyn-page': { structPage: 'per-use', kmapLooksUp: false, readLock: false, bytesPerPage: 0, source: MAIL },
  memmap: { structPage: 'permanent', kmapLooksUp: false, readLock: false, bytesPerPage: 64, source: 'v6.12 mm/memremap.c memunmap_pages' },
  unprotected: {
    structPage: 'none',
    kmapLooksUp: false,
    readLock: true,
    bytesPerPage: 0,
    source: 'v6.12 drivers/dax/super.c dax_direct_access, kill_dax: what it returns is good under dax_read_lock only',
  },
} as const satisfies Readonly<Record<string, PmemModel>>;

export type PmemName = keyof typeof pmemModels;

/** What taking the pages of an iterator does to their counts, by function and by kind of iterator. */

export const iteratorKinds = ['iovec', 'ubuf', 'bvec', 'kvec', 'xarray', 'folioq', 'pipe', 'discard'] as const;
export type IteratorKind = (typeof iteratorKinds)[number];

/** `get`, `pin`: one a page. `none`: borrowed. `refused`: -EFAULT. */
export type Extraction = 'get' | 'pin' | 'none' | 'refused';

export const extractions = {
  /** v6.12 lib/iov_iter.c iov_iter_get_pages2; pipes are those of v6.1. */
  'get-pages': {
    iovec: 'get',
    ubuf: 'get',
    bvec: 'get',
    kvec: 'refused',
    xarray: 'get',
    folioq: 'get',
    pipe: 'get',
    discard: 'refused',
  },
  /** v6.12 lib/iov_iter.c iov_iter_extract_pages. */
  'extract-pages': {
    iovec: 'pin',
    ubuf: 'pin',
    bvec: 'none',
    kvec: 'none',
    xarray: 'none',
    folioq: 'none',
    pipe: 'refused',
    discard: 'refused',
  },
  /** linux-fsdevel, 29 August 2020, "[PATCH v2 3/3] bio: convert get_user_pages_fast() --> pin_user_pages_fast()": iov_iter_pin_user_pages. */
  'pin-user-pages': {
    iovec: 'pin',
    ubuf: 'pin',
    bvec: 'refused',
    kvec: 'refused',
    xarray: 'refused',
    folioq: 'refused',
    pipe: 'pin',
    discard: 'refused',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<IteratorKind, Extraction>>>>;

/** How a bio_vec says whether its page was pinned, as data. What a release does with it is in the steps of the block layer. */

export interface BvecDesign {
  /** Where the tag is kept: in each vec, one for the whole bio, or nowhere: then whoever releases decides for all. */
  readonly tag: 'none' | 'vec' | 'bio';
  /** A tag of the bio: whether vecs that change bios bring their tag along, because whoever moves them opens another bio. */
  readonly surgery?: 'splits' | 'forgets';
  /** What a release does with a vec that is not tagged as pinned: drop a reference, or nothing. */
  readonly untagged: 'put' | 'nothing';
  /** What a release does with a vec that is tagged as pinned. */
  readonly tagged: 'unpin' | 'put';
  /** What happens to code that still reads the old member. */
  readonly oldReader: 'works' | 'build-error' | 'odd-pointer';
  /** Bytes of a vec on 64-bit and on 32-bit machines. */
  readonly bytes: { readonly bits64: number; readonly bits32: number };
  readonly source: string;
}

const plainBytes = { bits64: 16, bits32: 12 } as const;

export const bvecDesigns = {
  none: {
    tag: 'none',
    untagged: 'put',
    tagged: 'unpin',
    oldReader: 'works',
    bytes: plainBytes,
    source: 'include/linux/bvec.h struct bio_vec',
  },
  'pfn-flag': {
    tag: 'vec',
    untagged: 'put',
    tagged: 'unpin',
    oldReader: 'build-error',
    bytes: plainBytes,
    source: 'linux-fsdevel, 11 April 2019, "[PATCH v1 00/15] Keep track of GUPed pages in fs and block"',
  },
  'low-bit': {
    tag: 'vec',
    untagged: 'put',
    tagged: 'unpin',
    oldReader: 'odd-pointer',
    bytes: plainBytes,
    source: 'linux-fsdevel, 16 April 2019, Harrosh in the same thread',
  },
  'bio-flag-split': {
    tag: 'bio',
    surgery: 'splits',
    untagged: 'put',
    tagged: 'unpin',
    oldReader: 'works',
    bytes: plainBytes,
    source: 'linux-fsdevel, 16 April 2019, the same thread: two bios that are chained',
  },
  'bio-flag-merge': {
    tag: 'bio',
    surgery: 'forgets',
    untagged: 'put',
    tagged: 'unpin',
    oldReader: 'works',
    bytes: plainBytes,
    source: 'the same thread: code that edits bios by hand',
  },
  'mainline-6.12': {
    tag: 'bio',
    surgery: 'forgets',
    untagged: 'nothing',
    tagged: 'unpin',
    oldReader: 'works',
    bytes: plainBytes,
    source: 'v6.12 block/bio.c bio_release_pages, BIO_PAGE_PINNED',
  },
  'mainline-6.1': {
    tag: 'bio',
    surgery: 'forgets',
    untagged: 'put',
    tagged: 'put',
    oldReader: 'works',
    bytes: plainBytes,
    source: 'v6.1 block/bio.c bio_release_pages, BIO_NO_PAGE_REF',
  },
  'pfn-t': {
    tag: 'vec',
    untagged: 'put',
    tagged: 'unpin',
    oldReader: 'build-error',
    bytes: { bits64: 16, bits32: 16 },
    source: 'linux-nvdimm, 6 May 2015, "[PATCH v2 00/10] evacuate struct page from the block layer, introduce __pfn_t"',
  },
} as const satisfies Readonly<Record<string, BvecDesign>>;

export type BvecName = keyof typeof bvecDesigns;

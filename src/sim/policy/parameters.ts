/**
 * Parameters that the steps themselves read, with their values and defaults. A scenario may name others of its own; those only choose between parts of the
 * scenario. A parameter that only some policies read is not a variant of a scenario under the others.
 */
import type { PolicyName } from './policies.ts';

export interface Parameter {
  /** The first is the default. */
  readonly values: readonly string[];
  /** Absent: read under every policy. */
  readonly policies?: readonly PolicyName[];
  readonly sentence: string;
}

const marking: readonly PolicyName[] = ['c2-bounce', 'off-lru'];
const biased: readonly PolicyName[] = ['foll-pin', 'longterm-deny'];

export const parameters = {
  csum: { values: ['off', 'on'], sentence: 'the disk verifies a checksum of what it is given' },
  'stable-writes': { values: ['on', 'off'], sentence: 'page_mkwrite waits for a writeback in flight, as a verifying disk asks for' },
  longterm: { values: ['off', 'on'], policies: ['longterm-deny'], sentence: 'the pin may last for ever' },
  kernel: { values: ['6.12', '6.1'], policies: ['longterm-deny'], sentence: 'which refusals of long-term pins exist' },
  check: {
    values: ['after-mkclean', 'before-mkclean', 'block-layer'],
    policies: ['c2-bounce'],
    sentence: 'where writeback asks whether a page is marked',
  },
  retest: { values: ['on', 'off'], policies: ['off-lru'], sentence: 'writeback asks for the mark again after it has cleaned the page table' },
  msync: { values: ['skip', 'block', 'ebusy'], policies: ['off-lru'], sentence: 'what msync and fsync do about a page that is off the list' },
  mark: { values: ['count', 'bit'], policies: marking, sentence: 'whether the mark counts pins or only remembers one' },
  'fs-cow': {
    values: ['at-notify', 'alloc-at-writeback'],
    policies: marking,
    sentence: 'whether a filesystem breaks sharing of an extent when it is told of a store, or when it writes',
  },
  'blocks-reserved': { values: ['on', 'off'], policies: ['off-lru'], sentence: 'blocks stay reserved for a page that is off the list' },
  'fork-consults-mark': { values: ['off', 'on'], policies: ['off-lru'], sentence: 'fork copies a marked page for the child' },
  'seq-recheck': { values: ['on', 'off'], policies: biased, sentence: 'a fast pin is undone if a fork write-protected pages meanwhile' },
  bvec: {
    values: ['none', 'pfn-flag', 'low-bit', 'bio-flag-split', 'bio-flag-merge', 'mainline-6.12', 'mainline-6.1', 'pfn-t'],
    sentence: 'how a bio_vec says where its page came from',
  },
  stack: {
    values: ['none', 'mirror', 'parity'],
    sentence:
      'what lies between the filesystem and the disk: nothing, two legs that read the page each for itself, or a parity that is computed first',
  },
  'compare-tag': { values: ['off', 'on'], sentence: 'a page is merged into the last vec only if its tag is the same' },
  pmem: { values: ['memmap', 'pfn-t', 'dyn-page', 'unprotected'], sentence: 'what stands for a page of persistent memory' },
  'recycle-delay': { values: ['none', 'long'], sentence: 'whether the slot of a temporary struct page is used again at once' },
} as const satisfies Readonly<Record<string, Parameter>>;

export type ParameterName = keyof typeof parameters;

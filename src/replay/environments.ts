/**
 * What stands around the path of a finding so that the harm can happen, one entry a rule: which memory the pages are, who else acts on them, and which
 * invariants the rule says are broken (docs/replay.md has the same as a table).
 */

/**
 * `reclaim`: the kernel wants a page of the file back. `writeback`: it writes the page to its file. `truncate`: somebody shortens the file. `munmap`: the
 * process gives the memory up. `fork`: the process forks, then parent and child store to the page. `caller`: whoever called goes on with pages that it was
 * told are there. `unbind`: the device goes, and its memory becomes somebody else's.
 */
export type Around = 'reclaim' | 'writeback' | 'truncate' | 'munmap' | 'fork' | 'caller' | 'unbind';

/**
 * `I1` memory that was freed, or never was a page; `I2` more released than taken; `I3` something stays for ever; `I4` a write that never reaches the disk;
 * `I7` a page that is dirty without its filesystem; `I8` memory of a device that has gone; `I9` a transfer to another page than the process sees; `stuck` somebody waits for ever.
 */
export type Promised = 'I1' | 'I2' | 'I3' | 'I4' | 'I7' | 'I8' | 'I9' | 'stuck';

export interface Environment {
  /** Memory that the pages are, where the call can have it: a lasting pin for writing is refused pages of files. */
  readonly memory: 'file' | 'anon' | 'dax';
  readonly around: readonly Around[];
  readonly promises: readonly Promised[];
  /** Invariants that are asked beside those that always are. */
  readonly asks?: readonly ('I4' | 'I7' | 'I9')[];
  /** The path of the finding stops at the mistake: it is followed to a way out. */
  readonly goesOn?: true;
  /** What objects were handed stays theirs as long as user space likes. */
  readonly keeps?: true;
  /** What mainline itself breaks there, which is not the code's fault and is not asked. */
  readonly apart?: string;
  /** Sorts of this rule's findings that the kernel itself notices, with the sentence that says how. */
  readonly noticed?: Readonly<Record<string, string>>;
}

const CHECKSUM =
  'Apart from that, no policy of mainline keeps a device from writing to a page of a file while writeback reads it, with pins or without (gupscope simulate a1-dma-after-mkclean).';

const environments: Readonly<Record<string, Environment>> = {
  'gup/mismatched-release': { memory: 'file', around: ['reclaim'], promises: ['I2', 'I3'] },
  'gup/leak-on-path': { memory: 'file', around: ['reclaim'], promises: ['I3'] },
  'gup/partial-pin': { memory: 'file', around: ['reclaim'], promises: ['I1', 'I3'] },
  'gup/double-release': { memory: 'file', around: ['reclaim'], promises: ['I1', 'I2'] },
  'gup/use-after-release': { memory: 'anon', around: ['munmap'], promises: ['I1'] },
  'gup/unchecked-result': {
    memory: 'anon',
    around: ['caller'],
    promises: ['I1'],
    noticed: { 'errno-as-count': 'The function that releases refuses a count below 0 with a warning and releases nothing.' },
  },
  'gup/missing-dirty': { memory: 'file', around: ['writeback', 'reclaim'], promises: ['I4'], asks: ['I4'], apart: CHECKSUM },
  'gup/dirty-without-lock': { memory: 'file', around: ['truncate'], promises: ['I7'], asks: ['I7'], goesOn: true },
  'gup/should-pin': { memory: 'anon', around: ['fork'], promises: ['I9'], asks: ['I9'], goesOn: true, apart: CHECKSUM },
  'gup/missing-longterm': { memory: 'dax', around: ['truncate'], promises: ['stuck'], goesOn: true, keeps: true },
  'bio/mixed-origin': { memory: 'anon', around: [], promises: ['I1', 'I2', 'I3'] },
  'pfn/outlives-device': { memory: 'dax', around: ['unbind'], promises: ['I8'] },
  'bio/borrowed-page-release': { memory: 'anon', around: [], promises: ['I1', 'I2'], goesOn: true },
};

/** Rules of which there is no schedule to show, with the sentence that the user sees. */
const undemonstrable: Readonly<Record<string, string>> = {
  'bvec/direct-page-access':
    'Reading or writing a member of a bio_vec breaks nothing by itself: it is in the way of a later change of the structure.',
  'bio/hand-rolled-vec': 'A table that is laid out by hand breaks nothing today: it is a place to look at when the structure changes.',
  'gup/flag-misuse': 'The call is refused with a warning, or the flag says what holds anyway: no schedule makes it worse.',
  'gup/needless-pin': 'A pin where a notifier already keeps the mapping true breaks nothing: it costs the page its migration and reclaim.',
  'kmap/unbalanced':
    'The model has no slots of kernel mappings: a mapping that stays, or is undone out of order, does not show in the state of a page.',
  'gupscope/malformed-allow': 'A comment that allows findings does nothing when the code runs.',
  'gupscope/unused-allow': 'A comment that allows findings does nothing when the code runs.',
};

/** The environment of a rule, or why there is none. */
export function environmentOf(rule: string): Environment | { readonly why: string } {
  return environments[rule] ?? { why: undemonstrable[rule] ?? `No environment is known in which ${rule} shows what it does.` };
}

/** Every rule has an entry in one of the two lists. */
export const isListed = (rule: string): boolean => rule in environments || rule in undemonstrable;

/**
 * What stands around the path of a finding so that the harm can happen, one entry a rule: which memory the pages are, who else acts on them, and which
 * invariants the rule says are broken (docs/replay.md has the same as a table).
 */

/**
 * `reclaim`: the kernel wants a page of the file back. `munmap`: the process gives the memory up. `caller`: whoever called goes on with pages that it was told
 * are there.
 */
export type Around = 'reclaim' | 'munmap' | 'caller';

/** `I1` memory that was freed, or never was a page; `I2` more released than taken; `I3` something stays for ever. */
export type Promised = 'I1' | 'I2' | 'I3';

export interface Environment {
  /** Memory that the pages are, where the call can have it: a lasting pin for writing is refused pages of files. */
  readonly memory: 'file' | 'anon';
  readonly around: readonly Around[];
  readonly promises: readonly Promised[];
  /** Sorts of this rule's findings that the kernel itself notices, with the sentence that says how. */
  readonly noticed?: Readonly<Record<string, string>>;
}

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
};

/** Rules of which there is no schedule to show, with the sentence that the user sees. */
const undemonstrable: Readonly<Record<string, string>> = {
  'bvec/direct-page-access':
    'Reading or writing a member of a bio_vec breaks nothing by itself: it is in the way of a later change of the structure.',
  'gupscope/malformed-allow': 'A comment that allows findings does nothing when the code runs.',
  'gupscope/unused-allow': 'A comment that allows findings does nothing when the code runs.',
};

/** The environment of a rule, or why there is none. */
export function environmentOf(rule: string): Environment | { readonly why: string } {
  return environments[rule] ?? { why: undemonstrable[rule] ?? `No environment is known in which ${rule} shows what it does.` };
}

/** Every rule has an entry in one of the two lists. */
export const isListed = (rule: string): boolean => rule in environments || rule in undemonstrable;

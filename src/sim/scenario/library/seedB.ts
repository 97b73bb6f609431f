/** 2019: where a bio_vec keeps the knowledge that its page was pinned. G is a page of user space that was pinned, N a page of the kernel. */
import type { ScenarioDescription } from '../schema.ts';

const ORIGIN = 'linux-fsdevel, 16 April 2019, "[PATCH v1 00/15] Keep track of GUPed pages in fs and block"';

type Parameters = NonNullable<ScenarioDescription['parameters']>;
type Page = NonNullable<ScenarioDescription['pages']>[number];
type Program = ScenarioDescription['actors'][number]['program'];

const designs = ['none', 'pfn-flag', 'low-bit', 'bio-flag-split', 'bio-flag-merge', 'mainline-6.12', 'mainline-6.1', 'pfn-t'] as const;
const bvec: Parameters = { bvec: { values: [...designs] } };

const userPage = (name: string): Page => ({ name, kind: 'anon' });
/** The page cache holds it as well. */
const kernelPage = (name: string): Page => ({ name, kind: 'kernel', held: [{ by: 'others', gets: 1 }] });

const takeBoth: Program = [
  { do: 'acquire', pages: ['G'], kind: 'pin', write: true },
  { do: 'acquire', pages: ['N'], kind: 'get' },
];
const bothHeld = { all: ['G', 'N'].map((page) => ({ holds: { actor: 'submitter', page } })) };

/** Nothing of a bio without the flag is released by the block layer: whoever added kernel pages still has them. */
const ownPut: Program = [{ do: 'release', pages: ['N'], with: 'put', when: { bvec: 'mainline-6.12' } }];

export const seedB: readonly ScenarioDescription[] = [
  {
    name: 'b1-mixed-bio',
    title: 'A release must know where each page of a bio came from',
    origin: `${ORIGIN} (Glisse)`,
    parameters: {
      ...bvec,
      builder: { values: ['separate', 'mixed'], when: { bvec: 'mainline-6.12' } },
      release: { values: ['put', 'unpin'], when: { bvec: ['none', 'bio-flag-merge', 'mainline-6.12'] } },
    },
    pages: [userPage('G'), kernelPage('N')],
    bios: [{ name: 'bio' }, { name: 'second' }],
    actors: [
      {
        name: 'submitter',
        program: [
          ...takeBoth,
          { do: 'bio-add', bio: 'bio', page: 'G', origin: 'user' },
          { do: 'bio-add', bio: 'bio', page: 'N', origin: 'kernel', when: { bvec: designs.filter((name) => name !== 'mainline-6.12') } },
          { do: 'bio-add', bio: 'second', page: 'N', origin: 'kernel', when: { bvec: 'mainline-6.12', builder: 'separate' } },
          { do: 'bio-add', bio: 'bio', page: 'N', origin: 'kernel', when: { bvec: 'mainline-6.12', builder: 'mixed' } },
          { do: 'bio-complete', bio: 'bio', when: { bvec: ['pfn-flag', 'low-bit', 'bio-flag-split', 'mainline-6.1', 'pfn-t'] } },
          { do: 'bio-complete', bio: 'bio', when: { bvec: 'mainline-6.12', builder: 'separate' } },
          { do: 'bio-complete', bio: 'bio', with: { parameter: 'release' }, when: { bvec: ['none', 'bio-flag-merge'] } },
          { do: 'bio-complete', bio: 'bio', with: { parameter: 'release' }, when: { bvec: 'mainline-6.12', builder: 'mixed' } },
          { do: 'bio-complete', bio: 'second', when: { bvec: 'mainline-6.12', builder: 'separate' } },
          ...ownPut,
        ],
      },
    ],
    sometimes: { sentence: 'a pinned page and a kernel page are held for one bio', reached: bothHeld },
  },
  {
    name: 'b2-unconverted-reader',
    title: 'Code that was not converted still reads the old member of a vec',
    origin: `${ORIGIN} (Harrosh)`,
    parameters: bvec,
    pages: [userPage('G')],
    bios: [{ name: 'bio' }],
    actors: [
      {
        name: 'submitter',
        program: [
          { do: 'acquire', pages: ['G'], kind: 'pin', write: true },
          { do: 'bio-add', bio: 'bio', page: 'G', origin: 'user', label: 'added' },
          { do: 'bio-read', bio: 'bio' },
          { do: 'bio-complete', bio: 'bio', with: 'unpin', when: { bvec: 'none' } },
          { do: 'bio-complete', bio: 'bio', when: { bvec: designs.filter((name) => name !== 'none') } },
        ],
      },
    ],
    asks: ['I9'],
    sometimes: { sentence: 'a vec of a pinned page is there to be read', reached: { taken: 'added' } },
  },
  {
    name: 'b3-renamed-field',
    title: 'A member with another name makes every direct user of it fail to compile',
    origin: `${ORIGIN} (Glisse)`,
    parameters: { ...bvec, tree: { values: ['6.12', '6.1'] } },
    pages: [userPage('G')],
    bios: [{ name: 'bio' }],
    actors: [
      {
        name: 'submitter',
        program: [
          { do: 'acquire', pages: ['G'], kind: 'pin', write: true },
          { do: 'bio-add', bio: 'bio', page: 'G', origin: 'user', label: 'added' },
          // lines of block, fs, drivers, net, mm, lib, kernel, io_uring, include, arch and crypto with the word bv_page
          { do: 'bio-read', bio: 'bio', uses: 199, when: { tree: '6.12' } },
          { do: 'bio-read', bio: 'bio', uses: 244, when: { tree: '6.1' } },
          { do: 'bio-complete', bio: 'bio', with: 'unpin', when: { bvec: 'none' } },
          { do: 'bio-complete', bio: 'bio', when: { bvec: designs.filter((name) => name !== 'none') } },
        ],
      },
    ],
    asks: ['I9'],
    sometimes: { sentence: 'a vec of a pinned page is there to be read', reached: { taken: 'added' } },
  },
  {
    name: 'b4-alternating-bios',
    title: 'With one flag for a bio, each change of origin costs another bio and a chain',
    origin: `${ORIGIN} (Harrosh)`,
    parameters: bvec,
    pages: [userPage('G'), kernelPage('N'), userPage('H'), kernelPage('O')],
    bios: [{ name: 'bio' }, { name: 'second' }],
    actors: [
      {
        name: 'submitter',
        program: [
          { do: 'acquire', pages: ['G', 'H'], kind: 'pin', write: true },
          { do: 'acquire', pages: ['N', 'O'], kind: 'get' },
          { do: 'bio-add', bio: 'bio', page: 'G', origin: 'user' },
          { do: 'bio-add', bio: 'bio', page: 'N', origin: 'kernel' },
          { do: 'bio-add', bio: 'bio', page: 'H', origin: 'user' },
          { do: 'bio-add', bio: 'bio', page: 'O', origin: 'kernel' },
          { do: 'bio-complete', bio: 'bio', with: 'unpin', when: { bvec: 'none' } },
          { do: 'bio-complete', bio: 'bio', when: { bvec: designs.filter((name) => name !== 'none') } },
          { do: 'release', pages: ['N', 'O'], with: 'put', when: { bvec: 'mainline-6.12' } },
        ],
      },
    ],
    sometimes: {
      sentence: 'pinned pages and kernel pages are held, in turns',
      reached: { all: ['G', 'N', 'H', 'O'].map((page) => ({ holds: { actor: 'submitter', page } })) },
    },
  },
  {
    name: 'b5-request-links-bios',
    title: 'The elevator merges requests by linking bios, so each bio keeps its own flag',
    origin: `${ORIGIN} (Glisse)`,
    parameters: bvec,
    pages: [userPage('G'), kernelPage('N')],
    bios: [{ name: 'bio-g' }, { name: 'bio-n' }],
    actors: [
      {
        name: 'submitter',
        program: [
          ...takeBoth,
          { do: 'bio-add', bio: 'bio-g', page: 'G', origin: 'user' },
          { do: 'bio-add', bio: 'bio-n', page: 'N', origin: 'kernel', label: 'linked' },
          { do: 'wait', until: { finished: 'end-io' } },
          { do: 'release', pages: ['N'], with: 'put', when: { bvec: 'mainline-6.12' } },
        ],
      },
      {
        name: 'end-io',
        program: [
          { do: 'wait', until: { taken: 'linked' } },
          { do: 'bio-complete', bio: 'bio-g', with: 'unpin', when: { bvec: 'none' } },
          { do: 'bio-complete', bio: 'bio-n', with: 'put', when: { bvec: 'none' } },
          { do: 'bio-complete', bio: 'bio-g', when: { bvec: designs.filter((name) => name !== 'none') } },
          { do: 'bio-complete', bio: 'bio-n', when: { bvec: designs.filter((name) => name !== 'none') } },
        ],
      },
    ],
    sometimes: { sentence: 'a request of both bios is under way', reached: { all: [{ taken: 'linked' }, { not: { begun: 'end-io' } }] } },
  },
  {
    name: 'b6-vec-surgery',
    title: 'Code that moves vecs between bios by hand leaves a flag of the bio behind',
    origin: `${ORIGIN} (Harrosh)`,
    parameters: { ...bvec, surgery: { values: ['moved', 'copied'] }, direction: { values: ['g-to-n', 'n-to-g'] } },
    pages: [userPage('G'), kernelPage('N')],
    bios: [{ name: 'bio-g' }, { name: 'bio-n' }],
    actors: [
      {
        name: 'submitter',
        program: [
          { do: 'acquire', pages: ['G'], kind: 'pin', write: true },
          // in mainline it is the kernel's own page: nobody takes a reference for the bio
          { do: 'acquire', pages: ['N'], kind: 'get', when: { bvec: designs.filter((name) => name !== 'mainline-6.12') } },
          { do: 'bio-add', bio: 'bio-g', page: 'G', origin: 'user' },
          { do: 'bio-add', bio: 'bio-n', page: 'N', origin: 'kernel' },
          { do: 'bio-move', from: 'bio-g', to: 'bio-n', copy: false, label: 'edited', when: { surgery: 'moved', direction: 'g-to-n' } },
          { do: 'bio-move', from: 'bio-n', to: 'bio-g', copy: false, label: 'edited', when: { surgery: 'moved', direction: 'n-to-g' } },
          { do: 'bio-move', from: 'bio-g', to: 'bio-n', copy: true, label: 'edited', when: { surgery: 'copied', direction: 'g-to-n' } },
          { do: 'bio-move', from: 'bio-n', to: 'bio-g', copy: true, label: 'edited', when: { surgery: 'copied', direction: 'n-to-g' } },
        ],
      },
      {
        name: 'end-io-g',
        program: [
          { do: 'wait', until: { taken: 'edited' } },
          { do: 'bio-complete', bio: 'bio-g', with: 'unpin', when: { bvec: 'none' } },
          { do: 'bio-complete', bio: 'bio-g', when: { bvec: designs.filter((name) => name !== 'none') } },
        ],
      },
      {
        name: 'end-io-n',
        program: [
          { do: 'wait', until: { taken: 'edited' } },
          { do: 'bio-complete', bio: 'bio-n', with: 'put', when: { bvec: 'none' } },
          { do: 'bio-complete', bio: 'bio-n', when: { bvec: designs.filter((name) => name !== 'none') } },
        ],
      },
    ],
    sometimes: {
      sentence: 'a vec has changed bios and neither is complete',
      reached: { all: [{ taken: 'edited' }, { not: { finished: 'end-io-g' } }] },
    },
  },
  {
    name: 'b7-vec-outside-bio',
    title: 'A table of vecs that no bio describes has no flag to look at',
    origin: `${ORIGIN} (Glisse)`,
    parameters: { ...bvec, release: { values: ['put', 'unpin'], when: { bvec: ['none', 'bio-flag-split', 'bio-flag-merge'] } } },
    pages: [userPage('G'), kernelPage('N')],
    bios: [{ name: 'table', outside: true }],
    actors: [
      {
        name: 'submitter',
        program: [
          ...takeBoth,
          { do: 'bio-add', bio: 'table', page: 'G', origin: 'user', when: { bvec: designs.filter((name) => name !== 'mainline-6.12') } },
          { do: 'bio-add', bio: 'table', page: 'N', origin: 'kernel', when: { bvec: designs.filter((name) => name !== 'mainline-6.12') } },
          { do: 'bio-complete', bio: 'table', when: { bvec: ['pfn-flag', 'low-bit', 'pfn-t', 'mainline-6.1'] } },
          { do: 'bio-complete', bio: 'table', with: { parameter: 'release' }, when: { bvec: ['none', 'bio-flag-split', 'bio-flag-merge'] } },
          // mainline lends the table to the bio, and its owner releases
          { do: 'release', pages: ['G'], with: 'unpin', when: { bvec: 'mainline-6.12' } },
          { do: 'release', pages: ['N'], with: 'put', when: { bvec: 'mainline-6.12' } },
        ],
      },
    ],
    sometimes: { sentence: 'a pinned page and a kernel page are held for one table', reached: bothHeld },
  },
  {
    name: 'b8-merge-before-tag',
    title: 'A page that is merged into the last vec before its tag is looked at takes the tag of that vec',
    origin: `${ORIGIN}, block/bio.c as patched`,
    parameters: {
      ...bvec,
      order: { values: ['n-then-g', 'g-then-n'] },
      'compare-tag': { values: ['off', 'on'], when: { bvec: ['pfn-flag', 'low-bit', 'pfn-t'] } },
    },
    pages: [{ ...kernelPage('N'), when: { order: 'n-then-g' } }, userPage('G'), { ...kernelPage('N'), when: { order: 'g-then-n' } }],
    bios: [{ name: 'bio' }, { name: 'second' }],
    actors: [
      {
        name: 'submitter',
        program: [
          ...takeBoth,
          { do: 'bio-add', bio: 'bio', page: 'N', origin: 'kernel', when: { order: 'n-then-g' } },
          { do: 'bio-add', bio: 'bio', page: 'G', origin: 'user', joins: 'contiguous', when: { order: 'n-then-g' } },
          { do: 'bio-add', bio: 'bio', page: 'G', origin: 'user', when: { order: 'g-then-n' } },
          { do: 'bio-add', bio: 'bio', page: 'N', origin: 'kernel', joins: 'contiguous', when: { order: 'g-then-n' } },
          { do: 'bio-complete', bio: 'bio', with: 'put', when: { bvec: 'none' } },
          { do: 'bio-complete', bio: 'bio', when: { bvec: designs.filter((name) => name !== 'none') } },
          ...ownPut,
        ],
      },
    ],
    sometimes: { sentence: 'a pinned page and a kernel page that lie side by side are held', reached: bothHeld },
  },
  {
    name: 'b9-pipe-counted-as-user',
    title: 'A page of a pipe was taken as a reference and is tagged as a pin',
    origin: `${ORIGIN}, lib/iov_iter.c as patched`,
    parameters: bvec,
    pages: [kernelPage('P')],
    bios: [{ name: 'bio' }],
    actors: [
      {
        name: 'submitter',
        program: [
          {
            do: 'extract',
            pages: ['P'],
            api: 'get-pages',
            iterator: 'pipe',
            label: 'taken',
            when: { bvec: designs.filter((name) => name !== 'mainline-6.12') },
          },
          { do: 'extract', pages: ['P'], api: 'extract-pages', iterator: 'pipe', label: 'taken', when: { bvec: 'mainline-6.12' } },
          { do: 'bio-add', bio: 'bio', page: 'P', origin: 'user' },
          { do: 'bio-complete', bio: 'bio', with: 'put', when: { bvec: 'none' } },
          { do: 'bio-complete', bio: 'bio', when: { bvec: designs.filter((name) => name !== 'none') } },
        ],
      },
    ],
    sometimes: { sentence: 'a page of a pipe is held', reached: { taken: 'taken' } },
  },
];

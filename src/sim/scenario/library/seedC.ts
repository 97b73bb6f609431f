/** 2020: direct I/O takes pins instead of references. */
import type { ScenarioDescription } from '../schema.ts';

const ORIGIN = 'linux-fsdevel, 29 August 2020, "[PATCH v2 3/3] bio: convert get_user_pages_fast() --> pin_user_pages_fast()": Hubbard, Hellwig';

type Page = NonNullable<ScenarioDescription['pages']>[number];

/** Memory of the process: no file policy applies. */
const buffer = (name: string): Page => ({ name, kind: 'anon' });

export const seedC: readonly ScenarioDescription[] = [
  {
    name: 'c1-fork-during-direct-read',
    title: 'A fork during a direct read sends the data to a page that the parent does not see any more',
    origin: ORIGIN,
    parameters: {
      acquire: { values: ['pin', 'get'], policies: ['foll-pin', 'longterm-deny'] },
      'seq-recheck': { values: ['on', 'off'], when: { acquire: 'pin' } },
      'fork-consults-mark': { values: ['off', 'on'] },
    },
    pages: [buffer('A')],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['A'], kind: { parameter: 'acquire' }, write: true },
          { do: 'map', page: 'A' },
          { do: 'dma', page: 'A', op: 'write' },
          { do: 'unmap', page: 'A' },
          { do: 'release', pages: ['A'], with: 'unpin', when: { acquire: 'pin' } },
          { do: 'release', pages: ['A'], with: 'put', when: { acquire: 'get' } },
        ],
      },
      {
        name: 'parent',
        program: [
          { do: 'fork', page: 'A', label: 'forked' },
          { do: 'store', page: 'A' },
        ],
      },
      { name: 'child', program: [{ do: 'child-store', page: 'A' }] },
    ],
    asks: ['I9'],
    sometimes: {
      sentence: 'the process has forked while the driver holds the page',
      reached: { all: [{ taken: 'forked' }, { holds: { actor: 'driver', page: 'A' } }] },
    },
  },
  {
    name: 'c2-borrowed-bvec',
    title: 'The pages of a table of vecs are borrowed: a release of everything that is not flagged drops what others hold',
    origin: ORIGIN,
    parameters: { flag: { values: ['kept', 'lost'] }, iterator: { values: ['bvec', 'kvec'] } },
    pages: [{ name: 'P', kind: 'kernel', held: [{ by: 'owner', gets: 1 }] }],
    bios: [{ name: 'flagged', borrowed: true }, { name: 'plain' }],
    actors: [
      {
        name: 'loop',
        program: [
          { do: 'extract', pages: ['P'], api: 'extract-pages', iterator: { parameter: 'iterator' } },
          { do: 'bio-add', bio: 'flagged', page: 'P', origin: 'kernel', label: 'lent', when: { flag: 'kept' } },
          { do: 'bio-complete', bio: 'flagged', when: { flag: 'kept' } },
          { do: 'bio-add', bio: 'plain', page: 'P', origin: 'kernel', label: 'lent', when: { flag: 'lost' } },
          { do: 'bio-complete', bio: 'plain', with: 'unpin', when: { flag: 'lost' } },
        ],
      },
      {
        name: 'owner',
        program: [
          { do: 'wait', until: { finished: 'loop' } },
          { do: 'cpu', page: 'P', op: 'read' },
          { do: 'release', pages: ['P'], with: 'put' },
        ],
      },
    ],
    sometimes: {
      sentence: 'the page is in a bio while its owner holds it',
      reached: { all: [{ taken: 'lent' }, { holds: { actor: 'owner', page: 'P' } }] },
    },
  },
  {
    name: 'c3-discard-iterator',
    title: 'An iterator that discards has no pages to take',
    origin: ORIGIN,
    pages: [buffer('A')],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'extract', pages: ['A'], api: 'extract-pages', iterator: 'discard' },
          { do: 'release', pages: ['A'], with: 'unpin' },
        ],
      },
    ],
    sometimes: { sentence: 'the driver asks for pages', reached: { begun: 'driver' } },
  },
  {
    name: 'c4-unconverted-get',
    title: 'A bio that somebody filled with references is completed by a release that unpins',
    origin: ORIGIN,
    pages: [buffer('A')],
    bios: [{ name: 'bio' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'extract', pages: ['A'], api: 'get-pages', iterator: 'iovec', label: 'taken' },
          { do: 'bio-add', bio: 'bio', page: 'A', origin: 'user' },
          { do: 'bio-complete', bio: 'bio', with: 'unpin' },
        ],
      },
    ],
    sometimes: { sentence: 'a reference is held for the bio', reached: { taken: 'taken' } },
  },
  {
    name: 'c5-bvec-on-legacy-dio',
    title: 'A call that pins user pages alone turns away the tables of vecs that legacy direct I/O was given so far',
    origin: ORIGIN,
    pages: [{ name: 'P', kind: 'kernel', held: [{ by: 'others', gets: 1 }] }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'extract', pages: ['P'], api: 'pin-user-pages', iterator: 'bvec' },
          { do: 'release', pages: ['P'], with: 'unpin' },
        ],
      },
    ],
    sometimes: { sentence: 'the driver asks for pages', reached: { begun: 'driver' } },
  },
  {
    name: 'c6-zero-page-padding',
    title: 'The zero page pads a block: a pin of it is nothing, a reference is one',
    origin: ORIGIN,
    parameters: { acquire: { values: ['pin', 'get'] }, release: { values: ['unpin', 'put'] } },
    pages: [{ name: 'Z', kind: 'zero' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['Z'], kind: { parameter: 'acquire' }, label: 'taken' },
          { do: 'release', pages: ['Z'], with: { parameter: 'release' } },
        ],
      },
    ],
    sometimes: { sentence: 'the driver has the zero page', reached: { taken: 'taken' } },
  },
  {
    name: 'c7-same-page-merge',
    title: 'Two segments in one page are two pins and one vec: one pin must be dropped at the merge',
    origin: ORIGIN,
    parameters: { drop: { values: ['merged', 'missing', 'unmerged'] }, folio: { values: ['small', 'large'] } },
    pages: [
      { name: 'A', kind: 'anon', when: { folio: 'small' } },
      { name: 'A', kind: 'anon', size: 4, when: { folio: 'large' } },
      { name: 'B', kind: 'anon' },
    ],
    bios: [{ name: 'bio' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['A'], kind: 'pin', write: true },
          { do: 'bio-add', bio: 'bio', page: 'A', origin: 'user' },
          { do: 'acquire', pages: ['A'], kind: 'pin', write: true, label: 'again', when: { drop: ['merged', 'missing'] } },
          { do: 'bio-add', bio: 'bio', page: 'A', origin: 'user', joins: 'same-page', when: { drop: ['merged', 'missing'] } },
          { do: 'release', pages: ['A'], with: 'unpin', when: { drop: 'merged' } },
          { do: 'acquire', pages: ['B'], kind: 'pin', write: true, label: 'again', when: { drop: 'unmerged' } },
          { do: 'bio-add', bio: 'bio', page: 'B', origin: 'user', when: { drop: 'unmerged' } },
          { do: 'release', pages: ['B'], with: 'unpin', when: { drop: 'unmerged' } },
          { do: 'bio-complete', bio: 'bio', with: 'unpin' },
        ],
      },
    ],
    sometimes: { sentence: 'the second segment is pinned', reached: { taken: 'again' } },
  },
  {
    name: 'c8-trimmed-extract',
    title: 'Pages that were taken and then trimmed off must be released',
    origin: `${ORIGIN}; v6.12 block/bio.c __bio_iov_iter_get_pages`,
    parameters: { trim: { values: ['forgotten', 'released'] } },
    pages: [buffer('A'), buffer('B'), buffer('C')],
    bios: [{ name: 'bio' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'extract', pages: ['A', 'B', 'C'], api: 'extract-pages', iterator: 'iovec', label: 'taken' },
          { do: 'bio-add', bio: 'bio', page: 'A', origin: 'user' },
          { do: 'bio-add', bio: 'bio', page: 'B', origin: 'user' },
          { do: 'release', pages: ['C'], with: 'unpin', when: { trim: 'released' } },
          { do: 'bio-complete', bio: 'bio', with: 'unpin' },
        ],
      },
    ],
    sometimes: { sentence: 'three pages are held where two are used', reached: { taken: 'taken' } },
  },
  {
    name: 'c9-double-cleanup',
    title: 'After a failure half way the bio releases what it has, and a loop only the rest',
    origin: `${ORIGIN}; block/blk-map.c bio_map_user_iov`,
    parameters: { cleanup: { values: ['twice', 'once'] } },
    pages: [buffer('A'), buffer('B')],
    bios: [{ name: 'bio' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'extract', pages: ['A', 'B'], api: 'extract-pages', iterator: 'iovec', label: 'taken' },
          { do: 'bio-add', bio: 'bio', page: 'A', origin: 'user' },
          { do: 'bio-complete', bio: 'bio', with: 'unpin' },
          { do: 'release', pages: ['A', 'B'], with: 'unpin', when: { cleanup: 'twice' } },
          { do: 'release', pages: ['B'], with: 'unpin', when: { cleanup: 'once' } },
        ],
      },
    ],
    sometimes: { sentence: 'both pages are held and one is in the bio', reached: { taken: 'taken' } },
  },
];

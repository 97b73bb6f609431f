/** Short traces whose every state is known: the counts are those that the kernel's arithmetic gives. */
import type { ScenarioDescription } from '../schema.ts';
import { deviceDriver } from './shared.ts';

export const golden: readonly ScenarioDescription[] = [
  {
    name: 'g1-pin-put-truncate',
    title: 'A pin that was put leaves 1023 references behind, and the query for pins forgets them',
    pages: [{ name: 'F', kind: 'file', dirty: true }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['F'], kind: 'pin', write: true, label: 'pinned' },
          { do: 'release', pages: ['F'], with: 'put' },
        ],
      },
      {
        name: 'user',
        program: [
          { do: 'wait', until: { finished: 'driver' } },
          { do: 'munmap', page: 'F' },
        ],
      },
      {
        name: 'truncate',
        program: [
          { do: 'wait', until: { finished: 'user' } },
          { do: 'truncate', page: 'F' },
        ],
      },
    ],
    sometimes: { sentence: 'the page is pinned', reached: { taken: 'pinned' } },
  },
  {
    name: 'g2-get-unpin',
    title: 'A reference that is unpinned takes 1023 from others',
    parameters: { 'extra-gets': { values: ['0', '1021', '1022'] } },
    pages: [
      { name: 'F', kind: 'file', dirty: true, when: { 'extra-gets': '0' } },
      { name: 'F', kind: 'file', dirty: true, held: [{ by: 'others', gets: 1021 }], when: { 'extra-gets': '1021' } },
      { name: 'F', kind: 'file', dirty: true, held: [{ by: 'others', gets: 1022 }], when: { 'extra-gets': '1022' } },
    ],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['F'], kind: 'get', write: true, label: 'taken' },
          { do: 'release', pages: ['F'], with: 'unpin' },
        ],
      },
    ],
    sometimes: { sentence: 'the driver holds a reference', reached: { taken: 'taken' } },
  },
  {
    name: 'g3-large-folio-mismatch',
    title: 'In a large folio a wrong release leaves the count of pins wrong for ever, and a pin unseen',
    parameters: {
      order: { values: ['pin-put', 'get-unpin'] },
      folio: { values: ['large', 'small'] },
      i2: { values: ['on', 'off'], when: { order: 'get-unpin' } },
    },
    pages: [
      { name: 'A', kind: 'anon', size: 4, when: { folio: 'large' } },
      { name: 'A', kind: 'anon', when: { folio: 'small' } },
    ],
    actors: [
      {
        name: 'driver',
        when: { order: 'pin-put', folio: 'large' },
        program: [
          { do: 'acquire', pages: ['A'], kind: 'pin', write: true, times: 4, label: 'pinned' },
          { do: 'release', pages: ['A'], with: 'put', times: 4 },
        ],
      },
      {
        name: 'driver',
        when: { order: 'pin-put', folio: 'small' },
        program: [
          { do: 'acquire', pages: ['A'], kind: 'pin', write: true, label: 'pinned' },
          { do: 'release', pages: ['A'], with: 'put' },
        ],
      },
      {
        name: 'culprit',
        when: { order: 'get-unpin', folio: 'large' },
        program: [
          { do: 'acquire', pages: ['A'], kind: 'get', write: true, times: 4, label: 'held' },
          { do: 'release', pages: ['A'], with: 'unpin', times: 4, label: 'unpinned' },
        ],
      },
      {
        name: 'culprit',
        when: { order: 'get-unpin', folio: 'small' },
        program: [
          { do: 'acquire', pages: ['A'], kind: 'get', write: true, label: 'held' },
          { do: 'wait', until: { taken: 'pinned' } },
          { do: 'release', pages: ['A'], with: 'unpin', label: 'unpinned' },
        ],
      },
      {
        name: 'device',
        when: { order: 'get-unpin', folio: 'large' },
        program: [
          { do: 'wait', until: { taken: 'unpinned' } },
          { do: 'acquire', pages: ['A'], kind: 'pin', write: true, times: 4, label: 'pinned' },
          { do: 'map', page: 'A' },
          { do: 'dma', page: 'A', op: 'write' },
          { do: 'unmap', page: 'A' },
          { do: 'release', pages: ['A'], with: 'unpin', times: 4 },
        ],
      },
      {
        name: 'device',
        when: { order: 'get-unpin', folio: 'small' },
        program: [
          { do: 'acquire', pages: ['A'], kind: 'pin', write: true, label: 'pinned' },
          { do: 'wait', until: { taken: 'unpinned' } },
          { do: 'map', page: 'A' },
          { do: 'dma', page: 'A', op: 'write' },
          { do: 'unmap', page: 'A' },
          { do: 'release', pages: ['A'], with: 'unpin' },
        ],
      },
      {
        name: 'parent',
        when: { order: 'get-unpin' },
        program: [
          { do: 'wait', until: { taken: 'pinned' } },
          { do: 'wait', until: { taken: 'unpinned' } },
          { do: 'fork', page: 'A' },
          { do: 'store', page: 'A' },
        ],
      },
    ],
    asks: ['I9'],
    'does-not-ask': [{ invariant: 'I2', when: { i2: 'off' } }],
    sometimes: { sentence: 'the page is held', reached: { any: [{ taken: 'pinned' }, { taken: 'held' }] } },
  },
  {
    name: 'g4-false-positive',
    title: 'So many references look like a pin: a fork copies needlessly, and reclaim passes the page by',
    parameters: { 'has-pinned': { values: ['on', 'off'] } },
    pages: [
      { name: 'A', kind: 'anon', held: [{ by: 'others', gets: 1023 }] },
      { name: 'B', kind: 'anon' },
    ],
    actors: [
      {
        name: 'earlier',
        when: { 'has-pinned': 'on' },
        program: [
          { do: 'acquire', pages: ['B'], kind: 'pin', write: true },
          { do: 'release', pages: ['B'], with: 'unpin' },
        ],
      },
      {
        name: 'parent',
        program: [
          { do: 'wait', until: { finished: 'earlier' }, when: { 'has-pinned': 'on' } },
          { do: 'fork', page: 'A', label: 'forked' },
        ],
      },
      {
        name: 'reclaim',
        program: [
          { do: 'wait', until: { finished: 'parent' } },
          { do: 'reclaim', page: 'A' },
        ],
      },
    ],
    sometimes: { sentence: 'the process has forked', reached: { taken: 'forked' } },
  },
  {
    name: 'g5-two-cycles',
    title: 'A checksum of what the device has changed meanwhile, and the bounce page that avoids it',
    parameters: { csum: 'on' },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [
      { name: 'driver', program: deviceDriver(2) },
      {
        name: 'writeback',
        after: ['driver'],
        program: [
          { do: 'writeback', page: 'F' },
          { do: 'writeback', page: 'F' },
        ],
      },
    ],
    asks: ['I5'],
    sometimes: {
      sentence: 'a pass of writeback runs while the driver holds the page',
      reached: { all: [{ holds: { actor: 'driver', page: 'F' } }, { begun: 'writeback' }] },
    },
  },
  {
    name: 'g6-bvec-release',
    title: 'A page that was only borrowed from a table of vecs is released',
    parameters: { release: { values: ['unpin', 'put'] }, i2: { values: ['on', 'off'], when: { release: 'put' } } },
    pages: [{ name: 'P', kind: 'kernel', held: [{ by: 'owner', gets: 1 }] }],
    actors: [
      {
        name: 'borrower',
        program: [
          { do: 'extract', pages: ['P'], api: 'extract-pages', iterator: 'bvec', label: 'borrowed' },
          { do: 'release', pages: ['P'], with: { parameter: 'release' } },
        ],
      },
      {
        name: 'owner',
        program: [
          { do: 'wait', until: { finished: 'borrower' } },
          { do: 'cpu', page: 'P', op: 'read' },
          { do: 'release', pages: ['P'], with: 'put' },
        ],
      },
    ],
    'does-not-ask': [{ invariant: 'I2', when: { i2: 'off' } }],
    sometimes: { sentence: 'the page is borrowed', reached: { taken: 'borrowed' } },
  },
  {
    name: 'g7-partial-pin',
    title: 'Three pages were asked for and two taken: what the clean-up releases',
    parameters: { cleanup: { values: ['full', 'none', 'negative', 'right'] } },
    pages: [
      { name: 'A', kind: 'anon' },
      { name: 'B', kind: 'anon' },
      { name: 'C', kind: 'wild' },
    ],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['A', 'B', 'C'], kind: 'pin', write: true, got: 2, label: 'asked', when: { cleanup: ['full', 'none', 'right'] } },
          { do: 'acquire', pages: ['A', 'B', 'C'], kind: 'pin', write: true, got: 0, label: 'asked', when: { cleanup: 'negative' } },
          { do: 'release', pages: ['A', 'B', 'C'], with: 'unpin', when: { cleanup: 'full' } },
          { do: 'release', pages: ['A', 'B', 'C'], with: 'unpin', count: -14, when: { cleanup: 'negative' } },
          { do: 'release', pages: ['A', 'B'], with: 'unpin', when: { cleanup: 'right' } },
        ],
      },
    ],
    sometimes: { sentence: 'the call came back with fewer pages', reached: { taken: 'asked' } },
  },
  {
    name: 'g8-zero-folio',
    title: 'The pin of the zero page is nothing, the put that follows takes a reference of it away',
    pages: [{ name: 'Z', kind: 'zero' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['Z'], kind: 'pin', label: 'pinned' },
          { do: 'release', pages: ['Z'], with: 'put' },
        ],
      },
    ],
    sometimes: { sentence: 'the driver has the zero page', reached: { taken: 'pinned' } },
  },
  {
    name: 'g9-same-page-merge',
    title: 'A page that was pinned twice and merged into one vec is unpinned at the merge and at completion',
    parameters: { drop: { values: ['merged', 'missing'] } },
    pages: [{ name: 'A', kind: 'anon' }],
    bios: [{ name: 'bio' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'extract', pages: ['A'], api: 'extract-pages', iterator: 'iovec' },
          { do: 'extract', pages: ['A'], api: 'extract-pages', iterator: 'iovec', label: 'twice' },
          { do: 'bio-add', bio: 'bio', page: 'A', origin: 'user' },
          { do: 'bio-add', bio: 'bio', page: 'A', origin: 'user', joins: 'same-page' },
          { do: 'release', pages: ['A'], with: 'unpin', when: { drop: 'merged' } },
          { do: 'bio-complete', bio: 'bio', with: 'unpin' },
        ],
      },
    ],
    sometimes: { sentence: 'the page is pinned twice', reached: { taken: 'twice' } },
  },
  {
    name: 'g10-read-redirty',
    title: 'A direct read marks its pages dirty before it starts, and again if writeback cleaned them meanwhile',
    origin: 'v6.12 block/bio.c bio_set_pages_dirty, bio_check_pages_dirty',
    parameters: { completion: { values: ['check-pages-dirty', 'release-clean'] }, csum: { values: ['off', 'on'] } },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['F'], kind: 'pin', write: true },
          { do: 'dirty', page: 'F', lock: true },
          { do: 'map', page: 'F' },
          { do: 'dma', page: 'F', op: 'write' },
          { do: 'unmap', page: 'F' },
          { do: 'check-dirty-release', page: 'F', with: 'unpin', when: { completion: 'check-pages-dirty' } },
          { do: 'release', pages: ['F'], with: 'unpin', when: { completion: 'release-clean' } },
        ],
      },
      { name: 'writeback', program: [{ do: 'writeback', page: 'F' }] },
    ],
    asks: ['I4', 'I5'],
    sometimes: {
      sentence: 'a pass of writeback runs while the driver holds the page',
      reached: { all: [{ holds: { actor: 'driver', page: 'F' } }, { begun: 'writeback' }] },
    },
  },
];

/** 2019: brief pins, long-term pins, and devices that a notifier keeps right. */
import type { ScenarioDescription } from '../schema.ts';
import { writebackAfter } from './shared.ts';

const ORIGIN = 'linux-mm, 13 August 2019, "[RFC PATCH 2/2] mm/gup: introduce vaddr_pin_pages_remote()": Weiny, Hubbard';

const background = { name: 'writeback', program: [{ do: 'writeback', page: 'F' }] } as const;
const worker = { name: 'worker', optional: true, program: [{ do: 'invalidate-device', page: 'F' }] } as const;
const someKind = { acquire: { values: ['get', 'pin'], policies: ['c2-bounce', 'off-lru', 'foll-pin', 'longterm-deny'] } } satisfies NonNullable<
  ScenarioDescription['parameters']
>;

export const seedD: readonly ScenarioDescription[] = [
  {
    name: 'd1-odp-callback',
    title: 'A device with a table of its own needs no pin if the notifier waits for it',
    origin: `${ORIGIN} (Weiny)`,
    parameters: { callback: { values: ['sync', 'async'] }, csum: { values: ['on', 'off'] }, 'stable-writes': { values: ['on', 'off'] }, ...someKind },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [
      {
        name: 'device',
        program: [
          {
            do: 'odp',
            page: 'F',
            op: 'write',
            kind: { parameter: 'acquire' },
            callback: { parameter: 'callback' },
            'seq-check': true,
            hold: 'until-insert',
          },
        ],
      },
      background,
      { ...worker, when: { callback: 'async' } },
    ],
    asks: ['I4', 'I5'],
    sometimes: {
      sentence: 'a pass of writeback runs before the device has written',
      reached: { all: [{ begun: 'writeback' }, { not: { finished: 'device' } }] },
    },
  },
  {
    name: 'd2-odp-insert-window',
    title: 'Between the reference and the insertion into its table a device misses a notifier',
    origin: `${ORIGIN} (Hubbard)`,
    parameters: {
      'seq-check': { values: ['off', 'on'] },
      csum: { values: ['on', 'off'] },
      ...someKind,
      hold: { values: ['until-insert', 'until-done'], policies: ['c2-bounce', 'off-lru'], when: { acquire: 'pin' } },
    },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [
      {
        name: 'device',
        program: [
          {
            do: 'odp',
            page: 'F',
            op: 'write',
            kind: { parameter: 'acquire' },
            callback: 'sync',
            'seq-check': { parameter: 'seq-check' },
            hold: { parameter: 'hold' },
          },
        ],
      },
      background,
    ],
    asks: ['I4', 'I5'],
    sometimes: {
      sentence: 'a pass of writeback runs while the device holds the page and has not written',
      reached: { all: [{ holds: { actor: 'device', page: 'F' } }, { begun: 'writeback' }, { not: { finished: 'device' } }] },
    },
  },
  {
    name: 'd3-pin-kinds',
    title: 'Pinning and lasting for ever are two questions, and the answer depends on the memory',
    origin: `${ORIGIN} (Hubbard)`,
    parameters: {
      acquire: { values: ['get', 'pin', 'pin-longterm'] },
      memory: { values: ['anon', 'shmem', 'ext4-shared', 'fs-dax', 'cma'] },
      kernel: { values: ['6.12', '6.1'], when: { acquire: 'pin-longterm' } },
    },
    pages: [
      { name: 'F', kind: 'anon', when: { memory: 'anon' } },
      { name: 'F', kind: 'shmem', when: { memory: 'shmem' } },
      { name: 'F', kind: 'file', when: { memory: 'ext4-shared' } },
      { name: 'F', kind: 'dax', when: { memory: 'fs-dax' } },
      { name: 'F', kind: 'anon', movable: true, when: { memory: 'cma' } },
    ],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['F'], kind: 'get', write: true, when: { acquire: 'get' } },
          { do: 'acquire', pages: ['F'], kind: 'pin', write: true, when: { acquire: 'pin' } },
          { do: 'acquire', pages: ['F'], kind: 'pin', write: true, longterm: true, when: { acquire: 'pin-longterm' } },
          { do: 'map', page: 'F' },
          { do: 'dma', page: 'F', op: 'write' },
          { do: 'unmap', page: 'F' },
          { do: 'release', pages: ['F'], with: 'put', when: { acquire: 'get' } },
          { do: 'release', pages: ['F'], with: 'unpin', when: { acquire: ['pin', 'pin-longterm'] } },
        ],
      },
    ],
    sometimes: { sentence: 'the driver holds the page', reached: { holds: { actor: 'driver', page: 'F' } } },
  },
  {
    name: 'd4-no-pages-array',
    title: 'A call without an array of pages takes nothing, so there is nothing to release',
    origin: `${ORIGIN} (Hubbard)`,
    pages: [{ name: 'F', kind: 'shmem' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['F'], kind: 'none', label: 'asked' },
          { do: 'release', pages: ['F'], with: 'put' },
        ],
      },
    ],
    sometimes: { sentence: 'the call came back', reached: { taken: 'asked' } },
  },
  {
    name: 'd5-file-pin-object',
    title: 'A pin that remembers the file it was taken for costs an object',
    origin: `${ORIGIN} (Weiny); never merged`,
    pages: [{ name: 'F', kind: 'shmem' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'allocate', what: 'file-pin' },
          { do: 'acquire', pages: ['F'], kind: 'pin', write: true, label: 'taken' },
          { do: 'release', pages: ['F'], with: 'unpin' },
        ],
      },
    ],
    sometimes: { sentence: 'the driver holds the page', reached: { holds: { actor: 'driver', page: 'F' } } },
  },
  {
    name: 'd6-truncate-under-dma',
    title: 'A file is truncated while a device writes to its page',
    origin: ORIGIN,
    parameters: {
      holder: { values: ['odp', 'longterm-pin'] },
      memory: { values: ['ext4-shared', 'fs-dax'] },
      'layout-wait': { values: ['on', 'off'], when: { memory: 'fs-dax' } },
      'pin-ends': { values: ['on', 'off'], when: { holder: 'longterm-pin', memory: 'fs-dax' } },
      kernel: { values: ['6.12', '6.1'], when: { holder: 'longterm-pin' } },
    },
    pages: [
      { name: 'F', kind: 'file', when: { memory: 'ext4-shared' } },
      { name: 'F', kind: 'dax', when: { memory: 'fs-dax' } },
    ],
    actors: [
      {
        name: 'device',
        program: [
          { do: 'odp', page: 'F', op: 'write', kind: 'get', callback: 'sync', 'seq-check': true, hold: 'until-insert', when: { holder: 'odp' } },
          { do: 'acquire', pages: ['F'], kind: 'pin', write: true, longterm: true, when: { holder: 'longterm-pin' } },
          { do: 'map', page: 'F', when: { holder: 'longterm-pin' } },
          { do: 'dma', page: 'F', op: 'write', when: { holder: 'longterm-pin' } },
          { do: 'unmap', page: 'F', when: { holder: 'longterm-pin', 'pin-ends': 'on' } },
          { do: 'release', pages: ['F'], with: 'unpin', when: { holder: 'longterm-pin', 'pin-ends': 'on' } },
        ],
      },
      { name: 'truncate', program: [{ do: 'truncate', page: 'F', 'layout-wait': { parameter: 'layout-wait' } }] },
    ],
    asks: ['I4'],
    'does-not-ask': [{ invariant: 'I3', when: { 'pin-ends': 'off' } }],
    sometimes: {
      sentence: 'the file is being truncated before the device is done',
      reached: { all: [{ begun: 'truncate' }, { begun: 'device' }, { not: { finished: 'device' } }] },
    },
  },
  {
    name: 'd7-short-pin-on-dax',
    title: 'A short pin that is held for ever makes a truncate of persistent memory wait for ever',
    origin: ORIGIN,
    pages: [{ name: 'F', kind: 'dax' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['F'], kind: 'pin', write: true },
          { do: 'map', page: 'F', label: 'registered' },
        ],
      },
      { name: 'truncate', program: [{ do: 'truncate', page: 'F', 'layout-wait': true }] },
    ],
    'does-not-ask': [{ invariant: 'I3' }],
    sometimes: { sentence: 'the page is registered for good', reached: { taken: 'registered' } },
  },
  {
    name: 'd8-pin-released-by-put',
    title: 'Once pins are counted, every pin must be released as one',
    origin: ORIGIN,
    parameters: { crash: { values: ['off', 'on'], policies: ['off-lru'] }, msync: { values: ['skip', 'block', 'ebusy'], when: { crash: 'on' } } },
    // the user has stored to the page; the device only reads it
    pages: [{ name: 'F', kind: 'file', dirty: true }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['F'], kind: 'pin', write: false },
          { do: 'map', page: 'F' },
          { do: 'dma', page: 'F', op: 'read', label: 'read' },
          { do: 'unmap', page: 'F' },
          { do: 'release', pages: ['F'], with: 'put' },
        ],
      },
      { ...writebackAfter(['driver']), when: { crash: 'off' } },
      {
        name: 'user',
        when: { crash: 'on' },
        after: ['driver'],
        program: [
          { do: 'msync', page: 'F' },
          { do: 'crash', page: 'F' },
        ],
      },
    ],
    asks: ['I4', 'I11'],
    sometimes: { sentence: 'the device reads the pinned page', reached: { taken: 'read' } },
  },
];

/** 2018: pages that a device writes to, and a writeback that does not know. */
import type { ScenarioDescription } from '../schema.ts';
import { check, deviceDriver, longterm, mark, overlap, retest, stableForNotify, writebackAfter } from './shared.ts';

const ORIGIN = 'linux-fsdevel, December 2018: Glisse, Wilcox, Chinner';

const dirtyLock = { do: 'dirty', page: 'F', lock: true } as const;

export const seedA: readonly ScenarioDescription[] = [
  {
    name: 'a1-dma-after-mkclean',
    title: 'A device writes to a page at any time after it was pinned, whatever writeback does to the page table',
    origin: `${ORIGIN} (Glisse)`,
    parameters: { csum: 'on', ...stableForNotify, ...check, ...retest, ...longterm },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [{ name: 'driver', program: deviceDriver(2) }, writebackAfter(['driver'])],
    asks: ['I5'],
    sometimes: { sentence: 'a pass of writeback runs while the driver holds the page', reached: overlap('driver', 'writeback') },
  },
  {
    name: 'a2-dma-after-writeback',
    title: 'What a device writes after writeback is lost if nobody marks the page dirty again',
    origin: `${ORIGIN} (Glisse)`,
    parameters: { csum: 'off', 'dirty-lock': { values: ['off', 'on'] }, ...longterm },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [
      { name: 'driver', program: deviceDriver(2, [{ ...dirtyLock, when: { 'dirty-lock': 'on' } }]) },
      writebackAfter(['driver']),
      { name: 'reclaim', after: ['driver'], program: [{ do: 'reclaim', page: 'F' }] },
    ],
    asks: ['I4'],
    sometimes: { sentence: 'a pass of writeback runs while the driver holds the page', reached: overlap('driver', 'writeback') },
  },
  {
    name: 'a3-dirty-behind-filesystem',
    title: 'A page that is marked dirty behind the back of the filesystem has no blocks to go to',
    origin: `${ORIGIN} (Chinner)`,
    parameters: {
      csum: 'off',
      'dirty-lock': { values: ['on', 'off'], policies: ['c1-notify'] },
      'blocks-reserved': { values: ['on', 'off'] },
      ...longterm,
    },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [{ name: 'driver', program: deviceDriver(1, [{ ...dirtyLock, when: { 'dirty-lock': 'on' } }]) }, writebackAfter(['driver'])],
    asks: ['I7'],
    sometimes: { sentence: 'a pass of writeback runs while the driver holds the page', reached: overlap('driver', 'writeback') },
  },
  {
    name: 'a4-bounce-keeps-contents-stable',
    title: 'A bounce page keeps what is written stable, at the price of a copy in each cycle',
    origin: `${ORIGIN} (Glisse)`,
    parameters: { csum: 'on' },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [{ name: 'driver', program: deviceDriver(2) }, writebackAfter(['driver'])],
    asks: ['I5'],
    sometimes: { sentence: 'a pass of writeback runs while the driver holds the page', reached: overlap('driver', 'writeback') },
  },
  {
    name: 'a5-pin-during-writeback',
    title: 'A page that is pinned while it is being written was not seen by a test that came before',
    origin: `${ORIGIN} (Chinner)`,
    parameters: { csum: 'on', 'stable-writes': { values: ['on', 'off'] }, ...check, ...retest, ...longterm },
    pages: [{ name: 'F', kind: 'file', dirty: true }],
    actors: [
      { name: 'driver', program: deviceDriver(1) },
      { name: 'writeback', program: [{ do: 'writeback', page: 'F' }] },
    ],
    asks: ['I5'],
    sometimes: { sentence: 'a pass of writeback runs while the driver holds the page', reached: overlap('driver', 'writeback') },
  },
  {
    name: 'a6-snapshot-while-pinned',
    title: 'A filesystem that is not told of stores cannot break the sharing of a block before it is overwritten',
    origin: `${ORIGIN} (Chinner)`,
    parameters: { csum: 'off', 'fs-cow': { values: ['at-notify', 'alloc-at-writeback'] }, ...longterm },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [
      { name: 'driver', program: deviceDriver(1, [dirtyLock]) },
      { name: 'snapshot', program: [{ do: 'snapshot', page: 'F', label: 'shared' }] },
      { name: 'writeback', program: [{ do: 'writeback', page: 'F' }] },
    ],
    asks: ['I7'],
    sometimes: {
      sentence: 'the block is shared while the driver holds the page',
      reached: { all: [{ holds: { actor: 'driver', page: 'F' } }, { taken: 'shared' }] },
    },
  },
  {
    name: 'a7-msync-then-crash',
    title: 'What a device wrote before msync is on the disk after it, crash or not',
    origin: `${ORIGIN} (Wilcox, Chinner)`,
    parameters: {
      csum: 'off',
      'background-w': { values: ['off', 'on'] },
      msync: { values: ['skip', 'block', 'ebusy'] },
      'pin-ends': { values: ['on', 'off'], policies: ['off-lru'] },
      ...check,
      ...longterm,
    },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['F'], kind: 'pin', write: true, longterm: { parameter: 'longterm' } },
          { do: 'map', page: 'F' },
          { do: 'dma', page: 'F', op: 'write', label: 'written' },
          { do: 'unmap', page: 'F', when: { 'pin-ends': 'on' } },
          { do: 'release', pages: ['F'], with: 'unpin', when: { 'pin-ends': 'on' } },
        ],
      },
      {
        name: 'user',
        after: ['driver'],
        program: [
          { do: 'msync', page: 'F' },
          { do: 'crash', page: 'F' },
        ],
      },
      { name: 'writeback', after: ['driver'], optional: true, when: { 'background-w': 'on' }, program: [{ do: 'writeback', page: 'F' }] },
    ],
    asks: ['I11'],
    sometimes: { sentence: 'msync is under way after the device has written', reached: { all: [{ taken: 'written' }, { begun: 'user' }] } },
  },
  {
    name: 'a8-price-of-pins',
    title: 'What pins of many pages cost where a policy keeps them off the LRU',
    origin: `${ORIGIN} (Glisse)`,
    pages: [
      { name: 'F', kind: 'file', dirty: true },
      { name: 'G', kind: 'file', dirty: true },
      { name: 'H', kind: 'file', dirty: true },
    ],
    actors: [
      {
        name: 'driver',
        program: [
          { do: 'acquire', pages: ['F', 'G', 'H'], kind: 'pin', write: true },
          { do: 'release', pages: ['F', 'G', 'H'], with: 'unpin' },
        ],
      },
    ],
    sometimes: { sentence: 'the driver holds all pages', reached: { all: ['F', 'G', 'H'].map((page) => ({ holds: { actor: 'driver', page } })) } },
  },
  {
    name: 'a9-two-pins-one-page',
    title: 'Only the end of the last pin returns a page to the dirty list',
    origin: `${ORIGIN} (Glisse)`,
    parameters: { csum: 'on', ...stableForNotify, ...mark, ...longterm },
    pages: [{ name: 'F', kind: 'file' }],
    actors: [
      { name: 'first', program: deviceDriver(0) },
      { name: 'second', program: deviceDriver(1) },
      {
        name: 'writeback',
        after: ['first', 'second'],
        program: [
          { do: 'writeback', page: 'F' },
          { do: 'writeback', page: 'F' },
        ],
      },
    ],
    asks: ['I5'],
    sometimes: {
      sentence: 'a pass of writeback runs while the second driver holds the page and the first has released it',
      reached: { all: [{ finished: 'first' }, { holds: { actor: 'second', page: 'F' } }, { begun: 'writeback' }] },
    },
  },
];

/** 2015: persistent memory, with page frame numbers, with struct pages for a while, and with struct pages for good. */
import type { ScenarioDescription } from '../schema.ts';

const ORIGIN = 'linux-nvdimm, 6 May 2015, "[PATCH v2 00/10] evacuate struct page from the block layer, introduce __pfn_t": Williams, Torvalds';

type Parameters = NonNullable<ScenarioDescription['parameters']>;

const pmem = { pmem: { values: ['pfn-t', 'dyn-page', 'memmap', 'unprotected'] } } satisfies Parameters;
const unbind = { name: 'unbind', program: [{ do: 'pmem-unbind' }] } as const;
const recycler = { name: 'recycler', optional: true, program: [{ do: 'pmem-recycle' }] } as const;

export const seedE: readonly ScenarioDescription[] = [
  {
    name: 'e1-stale-pfn',
    title: 'A page frame number cannot be poisoned: who keeps one writes to what is there next',
    origin: `${ORIGIN} (Torvalds)`,
    parameters: {
      ...pmem,
      use: { values: ['dma', 'cpu'] },
      'recycle-delay': { values: ['none', 'long'], when: { pmem: 'dyn-page' } },
      'dax-lock': { values: ['off', 'on'], when: { pmem: 'unprotected' } },
    },
    actors: [
      {
        name: 'holder',
        program: [
          { do: 'pmem-lookup', lock: { parameter: 'dax-lock' }, label: 'looked-up' },
          { do: 'pmem-map', when: { use: 'cpu' } },
          { do: 'pmem-use', by: { parameter: 'use' } },
          { do: 'pmem-unmap', when: { use: 'cpu' } },
          { do: 'pmem-release' },
        ],
      },
      unbind,
      { ...recycler, when: { pmem: 'dyn-page' } },
    ],
    sometimes: {
      sentence: 'the device is being unbound while somebody has a page of it',
      reached: { all: [{ taken: 'looked-up' }, { begun: 'unbind' }, { not: { finished: 'holder' } }] },
    },
  },
  {
    name: 'e2-kmap-after-unbind',
    title: 'A mapping of a number whose device has gone fails',
    origin: `${ORIGIN} (Williams)`,
    parameters: pmem,
    actors: [
      {
        name: 'holder',
        program: [
          { do: 'pmem-lookup', lock: true, label: 'looked-up' },
          { do: 'pmem-map' },
          { do: 'pmem-use', by: 'cpu' },
          { do: 'pmem-unmap' },
          { do: 'pmem-release' },
        ],
      },
      unbind,
    ],
    sometimes: {
      sentence: 'the device is being unbound while somebody has a page of it',
      reached: { all: [{ taken: 'looked-up' }, { begun: 'unbind' }, { not: { finished: 'holder' } }] },
    },
  },
  {
    name: 'e3-sleep-with-mapping',
    title: 'A mapping under RCU must not sleep until the unbind is over',
    origin: `${ORIGIN} (Torvalds)`,
    parameters: { ...pmem, sleep: { values: ['bounded', 'until-unbind'] } },
    actors: [
      {
        name: 'holder',
        program: [
          { do: 'pmem-lookup', lock: true },
          { do: 'pmem-map', label: 'mapped' },
          { do: 'pmem-sleep', until: { parameter: 'sleep' } },
          { do: 'pmem-unmap' },
          { do: 'pmem-release' },
        ],
      },
      // an unbind that nobody asks for is no deadlock
      { ...unbind, program: [{ do: 'wait', until: { taken: 'mapped' } }, { do: 'pmem-unbind' }] },
    ],
    sometimes: {
      sentence: 'the device is being unbound while somebody sleeps with a mapping',
      reached: { all: [{ taken: 'mapped' }, { begun: 'unbind' }, { not: { finished: 'holder' } }] },
    },
  },
  {
    name: 'e4-stacked-remap',
    title: 'A stacked driver passes numbers on without counting or locking a page',
    origin: `${ORIGIN} (Williams)`,
    parameters: pmem,
    actors: [
      {
        name: 'dm',
        program: [{ do: 'pmem-lookup', lock: true, label: 'looked-up' }, { do: 'pmem-remap', legs: 2 }, { do: 'pmem-release' }],
      },
    ],
    sometimes: { sentence: 'the stacked driver has the page', reached: { taken: 'looked-up' } },
  },
  {
    name: 'e5-rdma-on-dax',
    title: 'A filesystem gives a block away that a remote device may still write to',
    origin: `${ORIGIN}; the hard case`,
    parameters: {
      ...pmem,
      longterm: { values: ['off', 'on'], when: { pmem: 'memmap' } },
      'external-lock': { values: ['off', 'on'], when: { pmem: 'dyn-page' } },
    },
    pages: [{ name: 'F', kind: 'dax' }],
    actors: [
      {
        name: 'rdma',
        program: [
          { do: 'acquire', pages: ['F'], kind: 'pin', write: true, longterm: { parameter: 'longterm' }, label: 'registered' },
          { do: 'map', page: 'F' },
          { do: 'dma', page: 'F', op: 'write' },
          { do: 'unmap', page: 'F' },
          { do: 'release', pages: ['F'], with: 'unpin' },
        ],
      },
      {
        name: 'truncate',
        program: [
          { do: 'wait', until: { finished: 'rdma' }, when: { 'external-lock': 'on' } },
          { do: 'truncate', page: 'F', 'layout-wait': true, when: { pmem: 'memmap' } },
          { do: 'truncate', page: 'F', 'layout-wait': false, when: { pmem: ['pfn-t', 'dyn-page', 'unprotected'] } },
        ],
      },
    ],
    sometimes: { sentence: 'the page is registered with a remote device', reached: { taken: 'registered' } },
  },
  {
    name: 'e6-temporary-page-leaks',
    title: 'A temporary struct page comes where pages of memory are expected, and outlives itself there',
    origin: `${ORIGIN} (Torvalds)`,
    parameters: { pmem: { values: ['dyn-page', 'memmap'] }, 'recycle-delay': { values: ['none', 'long'], when: { pmem: 'dyn-page' } } },
    actors: [
      {
        name: 'holder',
        program: [
          { do: 'pmem-lookup' },
          { do: 'pmem-leak', label: 'leaked' },
          { do: 'pmem-use', by: 'dma' },
          { do: 'pmem-release', label: 'released' },
        ],
      },
      { name: 'scanner', program: [{ do: 'lru-scan' }] },
      recycler,
    ],
    sometimes: { sentence: 'the page is found after its lifetime', reached: { all: [{ taken: 'released' }, { not: { finished: 'scanner' } }] } },
  },
  {
    name: 'e7-hole-punch-under-io',
    title: 'A filesystem must not reassign a block while the kernel reads or writes it',
    origin: `${ORIGIN} (Williams)`,
    parameters: { ...pmem, 'layout-wait': { values: ['off', 'on'], when: { pmem: 'pfn-t' } } },
    pages: [{ name: 'F', kind: 'dax' }],
    actors: [
      {
        name: 'io',
        program: [
          { do: 'acquire', pages: ['F'], kind: 'get', way: 'kernel', label: 'started' },
          { do: 'map', page: 'F' },
          { do: 'dma', page: 'F', op: 'write' },
          { do: 'unmap', page: 'F' },
          { do: 'release', pages: ['F'], with: 'put' },
        ],
      },
      {
        name: 'punch',
        program: [
          { do: 'truncate', page: 'F', 'layout-wait': { parameter: 'layout-wait' }, when: { pmem: 'pfn-t' } },
          { do: 'truncate', page: 'F', 'layout-wait': true, when: { pmem: 'memmap' } },
          { do: 'truncate', page: 'F', 'layout-wait': false, when: { pmem: ['dyn-page', 'unprotected'] } },
        ],
      },
    ],
    sometimes: { sentence: 'the kernel has begun an I/O to the block', reached: { taken: 'started' } },
  },
];

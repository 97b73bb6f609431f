/**
 * What an audit finds, as scenarios: the driver's program is the path of the finding, around it stands what makes it hurt. Each has a control that differs in
 * the fix alone, and holds.
 */
import { describe, expect, it } from 'vitest';
import type { PolicyName } from '../../../src/sim/policy/index.ts';
import { compile, type ScenarioDescription, scenarioSchema, variantsOf } from '../../../src/sim/scenario/index.ts';
import { judge } from '../support/judge.ts';

type Program = ScenarioDescription['actors'][number]['program'];
type Page = NonNullable<ScenarioDescription['pages']>[number];
type Actors = ScenarioDescription['actors'];

interface Finding {
  readonly what: string;
  readonly pages: readonly Page[];
  readonly path: Program;
  readonly fixed: Program;
  readonly around?: Actors;
  readonly rest?: Partial<ScenarioDescription>;
  /** The word under each policy that is named. */
  readonly words: Partial<Record<PolicyName, string>>;
  /** Where the fix does not hold, the word that it has instead. */
  readonly afterFix?: Partial<Record<PolicyName, string>>;
}

const anon: Page = { name: 'P', kind: 'anon' };
const file: Page = { name: 'P', kind: 'file' };
const pin: Program = [{ do: 'acquire', pages: ['P'], kind: 'pin', write: true }];
const get: Program = [{ do: 'acquire', pages: ['P'], kind: 'get', write: true }];
const unpin: Program = [{ do: 'release', pages: ['P'], with: 'unpin' }];
const put: Program = [{ do: 'release', pages: ['P'], with: 'put' }];
const device: Program = [
  { do: 'map', page: 'P' },
  { do: 'dma', page: 'P', op: 'write' },
  { do: 'unmap', page: 'P' },
];
const reclaim: Actors = [{ name: 'reclaim', program: [{ do: 'reclaim', page: 'P' }] }];
const writeback: Actors = [{ name: 'writeback', program: [{ do: 'writeback', page: 'P' }] }];
const munmap: Actors = [{ name: 'user', program: [{ do: 'munmap', page: 'P' }] }];

const findings: readonly Finding[] = [
  {
    what: 'a pin that is put',
    pages: [anon],
    path: [...pin, ...put],
    fixed: [...pin, ...unpin],
    words: { base2018: 'OK', 'foll-pin': 'LEAK', 'longterm-deny': 'LEAK' },
  },
  {
    what: 'a reference that is unpinned',
    pages: [file],
    path: [...get, ...unpin],
    fixed: [...get, ...put],
    around: reclaim,
    words: { base2018: 'OK', 'c2-bounce': 'UNDERFLOW', 'longterm-deny': 'UNDERFLOW' },
  },
  {
    what: 'a leak on an error path',
    pages: [file],
    path: pin,
    fixed: [...pin, ...unpin],
    around: reclaim,
    words: { base2018: 'LEAK', 'c2-bounce': 'LEAK', 'off-lru': 'LEAK', 'longterm-deny': 'LEAK' },
  },
  {
    what: 'a partial pin whose pages are all released',
    pages: [anon, { name: 'Q', kind: 'wild' }],
    path: [
      { do: 'acquire', pages: ['P', 'Q'], kind: 'pin', write: true, got: 1 },
      { do: 'release', pages: ['P', 'Q'], with: 'unpin' },
    ],
    fixed: [{ do: 'acquire', pages: ['P', 'Q'], kind: 'pin', write: true, got: 1 }, ...unpin],
    words: { base2018: 'UAF', 'longterm-deny': 'UAF' },
  },
  {
    what: 'a partial pin that is forgotten',
    pages: [anon, { name: 'Q', kind: 'wild' }],
    path: [{ do: 'acquire', pages: ['P', 'Q'], kind: 'pin', write: true, got: 1 }],
    fixed: [{ do: 'acquire', pages: ['P', 'Q'], kind: 'pin', write: true, got: 1 }, ...unpin],
    words: { base2018: 'LEAK', 'longterm-deny': 'LEAK' },
  },
  {
    what: 'a negative count, which is detected',
    pages: [anon],
    path: [
      { do: 'acquire', pages: ['P'], kind: 'pin', write: true, got: 0 },
      { do: 'release', pages: ['P'], with: 'unpin', count: -14 },
    ],
    fixed: [{ do: 'acquire', pages: ['P'], kind: 'pin', write: true, got: 0 }],
    words: { base2018: 'OK', 'longterm-deny': 'OK' },
  },
  {
    what: 'a double release',
    pages: [file],
    path: [...pin, ...unpin, ...unpin],
    fixed: [...pin, ...unpin],
    around: reclaim,
    words: { base2018: 'UNDERFLOW', 'longterm-deny': 'UNDERFLOW' },
  },
  {
    what: 'a use after the release',
    pages: [anon],
    path: [...pin, ...unpin, { do: 'cpu', page: 'P', op: 'read' }],
    fixed: [...pin, { do: 'cpu', page: 'P', op: 'read' }, ...unpin],
    around: munmap,
    words: { base2018: 'UAF', 'longterm-deny': 'UAF' },
  },
  {
    what: 'pages written and not marked dirty',
    pages: [file],
    path: [...pin, ...device, ...unpin],
    fixed: [...pin, ...device, { do: 'dirty', page: 'P', lock: true }, ...unpin],
    around: [...writeback, ...reclaim],
    rest: { asks: ['I4'] },
    words: { base2018: 'LOST', 'c2-bounce': 'OK', 'off-lru': 'OK', 'longterm-deny': 'LOST' },
  },
  {
    what: 'dirty without the lock',
    pages: [file],
    path: [...pin, { do: 'dirty', page: 'P', lock: false }, ...unpin],
    fixed: [...pin, { do: 'dirty', page: 'P', lock: true }, ...unpin],
    around: [{ name: 'truncate', program: [{ do: 'truncate', page: 'P' }] }],
    rest: { asks: ['I7'] },
    words: { base2018: 'CORRUPT', 'longterm-deny': 'CORRUPT' },
  },
  {
    what: 'a reference where a pin is needed',
    pages: [anon],
    path: [...get, ...device, ...put],
    fixed: [...pin, ...device, ...unpin],
    around: [
      {
        name: 'parent',
        program: [
          { do: 'fork', page: 'P' },
          { do: 'store', page: 'P' },
        ],
      },
    ],
    rest: { asks: ['I9'] },
    words: { base2018: 'CORRUPT', 'longterm-deny': 'CORRUPT' },
    afterFix: { base2018: 'CORRUPT' },
  },
  {
    what: 'a reference where a pin is needed, on a page of a file: no pin helps there',
    pages: [file],
    path: [...get, ...device, ...put],
    fixed: [...pin, ...device, ...unpin],
    around: writeback,
    rest: { asks: ['I5'], parameters: { csum: 'on' } },
    words: { base2018: 'CSUM', 'c2-bounce': 'CSUM', 'longterm-deny': 'CSUM' },
    afterFix: { base2018: 'CSUM', 'longterm-deny': 'CSUM' },
  },
  {
    what: 'a pin for ever that does not say so',
    pages: [{ name: 'P', kind: 'dax' }],
    path: [...pin, { do: 'map', page: 'P' }],
    fixed: [
      { do: 'acquire', pages: ['P'], kind: 'pin', write: true, longterm: true },
      { do: 'map', page: 'P' },
    ],
    around: [{ name: 'truncate', program: [{ do: 'truncate', page: 'P' }] }],
    rest: { 'does-not-ask': [{ invariant: 'I3' }] },
    words: { 'longterm-deny': 'DEADLOCK' },
  },
  {
    what: 'a short pin that claims to last',
    pages: [file],
    path: [{ do: 'acquire', pages: ['P'], kind: 'pin', write: true, longterm: true }, ...device, ...unpin],
    fixed: [...pin, ...device, ...unpin],
    words: { 'foll-pin': 'OK', 'longterm-deny': 'DENIED' },
  },
  {
    what: 'a reference that claims to last',
    pages: [anon],
    path: [{ do: 'acquire', pages: ['P'], kind: 'get', write: true, longterm: true }, ...put],
    fixed: [{ do: 'acquire', pages: ['P'], kind: 'pin', write: true, longterm: true }, ...unpin],
    words: { base2018: 'OK', 'foll-pin': 'DENIED', 'longterm-deny': 'DENIED' },
  },
  {
    what: 'borrowed pages that are released',
    pages: [{ name: 'P', kind: 'kernel', held: [{ by: 'owner', gets: 1 }] }],
    path: [{ do: 'extract', pages: ['P'], api: 'extract-pages', iterator: 'bvec' }, ...unpin],
    fixed: [{ do: 'extract', pages: ['P'], api: 'extract-pages', iterator: 'bvec' }],
    around: [
      {
        name: 'owner',
        program: [
          { do: 'cpu', page: 'P', op: 'read' },
          { do: 'release', pages: ['P'], with: 'put' },
        ],
      },
    ],
    words: { base2018: 'UNDERFLOW', 'longterm-deny': 'UNDERFLOW' },
  },
  {
    what: 'a bio of two origins',
    pages: [anon, { name: 'N', kind: 'kernel', held: [{ by: 'others', gets: 1 }] }],
    path: [
      ...pin,
      { do: 'acquire', pages: ['N'], kind: 'get' },
      { do: 'bio-add', bio: 'bio', page: 'P', origin: 'user' },
      { do: 'bio-add', bio: 'bio', page: 'N', origin: 'kernel' },
      { do: 'bio-complete', bio: 'bio', with: 'unpin' },
    ],
    fixed: [
      ...pin,
      { do: 'acquire', pages: ['N'], kind: 'get' },
      { do: 'bio-add', bio: 'bio', page: 'P', origin: 'user' },
      { do: 'bio-add', bio: 'other', page: 'N', origin: 'kernel' },
      { do: 'bio-complete', bio: 'bio', with: 'unpin' },
      { do: 'bio-complete', bio: 'other', with: 'put' },
    ],
    rest: { bios: [{ name: 'bio' }, { name: 'other' }] },
    words: { base2018: 'OK', 'longterm-deny': 'UNDERFLOW' },
  },
  {
    what: 'a number that outlives its device',
    pages: [],
    path: [{ do: 'pmem-lookup' }, { do: 'pmem-use', by: 'dma' }, { do: 'pmem-release' }],
    fixed: [{ do: 'pmem-lookup', lock: true }, { do: 'pmem-use', by: 'dma' }, { do: 'pmem-release' }],
    around: [{ name: 'unbind', program: [{ do: 'pmem-unbind' }] }],
    rest: { parameters: { pmem: 'unprotected' } },
    words: { 'longterm-deny': 'STALE-UNDETECTED' },
  },
  {
    what: 'a release before the unmap',
    pages: [anon],
    path: [...pin, { do: 'map', page: 'P' }, { do: 'dma', page: 'P', op: 'write' }, ...unpin, { do: 'unmap', page: 'P' }],
    fixed: [...pin, ...device, ...unpin],
    around: munmap,
    words: { base2018: 'UAF', 'longterm-deny': 'UAF' },
  },
  {
    what: 'a release after the pages were handed on',
    pages: [anon],
    path: [...get, { do: 'transfer', pages: ['P'], to: 'skb' }, ...put],
    fixed: [...get, { do: 'transfer', pages: ['P'], to: 'skb' }],
    around: [{ name: 'skb', program: [{ do: 'wait', until: { finished: 'driver' } }, ...put] }],
    words: { base2018: 'UNDERFLOW', 'longterm-deny': 'UNDERFLOW' },
  },
  {
    what: 'a page that was lent, and freed by the borrower',
    pages: [{ name: 'P', kind: 'kernel', held: [{ by: 'owner', gets: 1 }] }],
    path: put,
    fixed: [{ do: 'cpu', page: 'P', op: 'read' }],
    around: [{ name: 'owner', program: [{ do: 'wait', until: { finished: 'driver' } }, { do: 'cpu', page: 'P', op: 'read' }, ...put] }],
    rest: { 'does-not-ask': [{ invariant: 'I2' }] },
    words: { base2018: 'UAF', 'longterm-deny': 'UAF' },
  },
];

function scenarioOf({ what, pages, around, rest }: Finding, path: Program): ScenarioDescription {
  const scenario: ScenarioDescription = {
    name: 'finding',
    title: what,
    pages,
    actors: [{ name: 'driver', program: path }, ...(around ?? [])],
    sometimes: { sentence: 'the driver runs', reached: { begun: 'driver' } },
    ...rest,
  };
  expect(scenarioSchema.safeParse(scenario).error).toBeUndefined();
  return scenario;
}

const wordOf = (scenario: ScenarioDescription, policy: PolicyName): string =>
  judge(compile(scenario, policy, variantsOf(scenario, policy)[0] ?? {})).word;

describe('a path of a finding', () => {
  it.each(findings)('$what', (finding) => {
    for (const [name, word] of Object.entries(finding.words)) {
      const policy = name as PolicyName; // the keys of `words` are policies
      expect(wordOf(scenarioOf(finding, finding.path), policy), policy).toBe(word);
      const fixed = wordOf(scenarioOf(finding, finding.fixed), policy);
      expect(['OK', 'DENIED'].includes(fixed) ? 'holds' : fixed, `${policy}, fixed`).toBe(finding.afterFix?.[policy] ?? 'holds');
    }
  });

  it('in atomic context must not sleep', () => {
    const program: Program = [...pin, { do: 'dirty', page: 'P', lock: true }, ...unpin];
    const scenario: ScenarioDescription = {
      name: 'finding',
      title: 'set_page_dirty_lock() in end_io',
      pages: [file],
      actors: [{ name: 'driver', atomic: true, program }],
      sometimes: { sentence: 'the driver runs', reached: { begun: 'driver' } },
    };
    expect(wordOf(scenario, 'longterm-deny')).toBe('DEADLOCK');
  });
});

describe('a stack between the filesystem and the disk', () => {
  const scenario = (stack: string): ScenarioDescription => ({
    name: 'stack',
    title: 'legs that read a page which a device writes to',
    parameters: { stack },
    pages: [file],
    actors: [
      { name: 'driver', program: [...pin, ...device, ...unpin] },
      { name: 'writeback', after: ['driver'], program: [{ do: 'writeback', page: 'P' }] },
    ],
    asks: ['I5'],
    sometimes: { sentence: 'the driver runs', reached: { begun: 'driver' } },
  });
  it.each([
    ['none', 'base2018', 'OK'],
    ['mirror', 'base2018', 'CSUM'],
    ['parity', 'longterm-deny', 'CSUM'],
    ['mirror', 'c2-bounce', 'OK'],
    ['parity', 'off-lru', 'OK'],
  ] as const)('%s under %s: %s', (stack, policy, word) => {
    expect(wordOf(scenario(stack), policy)).toBe(word);
  });
});

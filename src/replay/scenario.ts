/** The path of a finding and what stands around it, as a scenario that the simulation searches. */
import type { KernelVersion } from '../base/kernelVersion.ts';
import type { PolicyName } from '../sim/policy/index.ts';
import type { ScenarioDescription } from '../sim/scenario/index.ts';
import { DRIVER, type Driver, driverOf, LOOKED_UP, type PlacedEvent, type Transfers } from './driver.ts';
import { type Around, type Environment, environmentOf } from './environments.ts';

/** What a replay needs of a finding. */
export interface ReplayedFinding {
  readonly rule: string;
  readonly kind: string;
  readonly message: string;
  /** As it is to be shown beside the driver's steps. */
  readonly file: string;
  readonly trace?: readonly PlacedEvent[];
}

/** A sentence in `why` where there is nothing to search. */
export type Lowered = { readonly scenario: ScenarioDescription; readonly environment: Environment } | { readonly why: string };

type Actor = ScenarioDescription['actors'][number];

/**
 * `version`: of the tree, which decides what the policies refuse. `path`: another path of the function, in the environment of the finding; such as the one
 * after a fix.
 */
export function scenarioOf(finding: ReplayedFinding, version: KernelVersion, path = finding.trace): Lowered {
  const environment = environmentOf(finding.rule);
  if ('why' in environment) return environment;
  if (finding.trace === undefined || path === undefined || path.length === 0) return { why: 'The audit found no path to replay.' };
  const driver = driverOf(path, finding.file, transfersOf(environment));
  // Where the path itself uses the pages, it is not left to the caller to do so.
  const around = environment.around.filter((who) => who !== 'caller' || !finding.trace?.some(usesPages));
  const memory = driver.lasts && environment.memory === 'file' ? 'anon' : environment.memory;
  const scenario: ScenarioDescription = {
    name: finding.rule.replaceAll('/', '-'),
    title: finding.message,
    parameters: {
      kernel: isBefore(version, 6, 5) ? '6.1' : '6.12',
      ...(around.includes('unbind') ? { pmem: 'unprotected' } : {}),
      ...(around.includes('writeback') ? { csum: 'off', 'stable-writes': 'off' } : {}),
    },
    pages: driver.slots.map(({ name, isWild, lender, before, isFresh }) => {
      if (isFresh) return { name, kind: 'kernel', held: [{ by: DRIVER, gets: 1 }] };
      if (isWild) return { name, kind: 'wild' };
      if (lender === 'owner') return { name, kind: 'kernel', held: [{ by: lender, gets: 1 }] };
      // Whoever took it stands in another function, and keeps it meanwhile.
      if (lender === 'others')
        return { name, kind: memory, ...(memory === 'file' ? { mapped: 'writable', dirty: true } : {}), held: [{ by: lender, gets: 1 }] };
      const held = before === undefined ? undefined : [before === 'pin' ? { by: DRIVER, pins: 1 } : { by: DRIVER, gets: 1 }];
      // Whoever pinned it for writing had the filesystem told.
      const told = held !== undefined && memory === 'file' ? { mapped: 'writable' as const, dirty: true } : {};
      return { name, kind: memory, ...told, ...(held === undefined ? {} : { held }) };
    }),
    actors: [
      { name: DRIVER, program: [...driver.program] },
      ...around.flatMap((who) => actorsOf(who, driver, memory)),
      ...holdersOf(driver, environment.keeps === true),
    ],
    ...(environment.asks === undefined ? {} : { asks: [...environment.asks] }),
    ...(environment.keeps === true ? { 'does-not-ask': [{ invariant: 'I3' as const }] } : {}),
    sometimes: { sentence: 'the path comes to its end', reached: { finished: DRIVER } },
  };
  return { scenario, environment };
}

function transfersOf({ asks = [] }: Environment): Transfers {
  if (asks.includes('I9')) return 'all';
  return asks.includes('I4') ? 'device' : 'from-trace';
}

const usesPages = ({ event }: PlacedEvent): boolean => event === 'access' || event === 'release' || event === 'map' || event === 'dirty';

const waits: Actor['program'][number] = { do: 'wait', until: { finished: DRIVER } };

/** The kernel or the process acts on one page: another would tell nothing new; nor would reclaim of a page that the driver does not have yet. */
function actorsOf(who: Around, { slots, succeeds, keepsDeviceMemory }: Driver, memory: Environment['memory']): readonly Actor[] {
  const page = slots.find(({ isWild, lender, acquisition }) => !isWild && lender !== 'owner' && acquisition === slots[0]?.acquisition)?.name;
  switch (who) {
    case 'reclaim':
    case 'munmap':
      if (page === undefined) return [];
      return memory === 'file'
        ? [{ name: 'reclaim', after: [DRIVER], program: [{ do: 'reclaim', page }] }]
        : [{ name: 'user', program: [{ do: 'munmap', page }] }];
    case 'writeback':
      return page === undefined || memory !== 'file' ? [] : [{ name: 'writeback', after: [DRIVER], program: [{ do: 'writeback', page }] }];
    case 'truncate':
      return page === undefined
        ? []
        : [{ name: 'truncate', program: [{ do: 'truncate', page, ...(memory === 'dax' ? { 'layout-wait': true } : {}) }] }];
    case 'fork':
      if (page === undefined) return [];
      return [
        {
          name: 'parent',
          program: [
            { do: 'fork', page },
            { do: 'store', page },
          ],
        },
        { name: 'child', program: [{ do: 'child-store', page }] },
      ];
    case 'unbind':
      return [
        { name: 'unbind', program: [{ do: 'pmem-unbind' }] },
        // Whoever finds what was kept goes there, at any time.
        ...(keepsDeviceMemory
          ? [
              {
                name: 'keeper',
                optional: true,
                program: [
                  { do: 'wait' as const, until: { taken: LOOKED_UP }, text: 'knows where it is kept' },
                  { ...waits, text: 'comes by later' },
                  { do: 'pmem-use' as const, by: 'cpu' as const, text: 'uses it' },
                ],
              },
            ]
          : []),
      ];
    case 'caller': {
      const missing = slots.filter(({ isWild }) => isWild).map(({ name }) => name);
      if (missing.length === 0 || !succeeds) return [];
      return [{ name: 'caller', program: [waits, ...missing.map((name) => ({ do: 'cpu' as const, page: name, op: 'read' as const }))] }];
    }
    default:
      return who satisfies never;
  }
}

/** Whoever was handed pages drops them in the end; so do owners of what was lent, after a last look at it. */
function holdersOf({ holders, slots }: Driver, keeps: boolean): readonly Actor[] {
  const lent = slots.filter(({ lender }) => lender === 'owner').map(({ name }) => name);
  return [
    ...(keeps ? [] : holders).map(({ name, pages, primitive }): Actor => ({ name, program: [waits, { do: 'release', pages, with: primitive }] })),
    ...(lent.length === 0
      ? []
      : [
          {
            name: 'owner',
            program: [
              waits,
              ...lent.map((page) => ({ do: 'cpu' as const, page, op: 'read' as const })),
              { do: 'release' as const, pages: lent, with: 'put' as const },
            ],
          },
        ]),
  ];
}

const isBefore = (version: KernelVersion, major: number, minor: number): boolean =>
  version.major < major || (version.major === major && version.minor < minor);

/** Mainline of that version: pins are counted since 5.6. */
export const policyOf = (version: KernelVersion): PolicyName => (isBefore(version, 5, 6) ? 'base2018' : 'longterm-deny');

/** What a resolved scenario does, for entities and steps that depend on who else is there. */
import { extractions, type Policy, pmemModels } from '../policy/index.ts';
import type { Request, ResolvedStep } from '../step/index.ts';
import { type Mirror, OTHERS, type Usage } from '../world/index.ts';
import type { ResolvedScenario } from './resolve.ts';

interface Taken {
  readonly actor: string;
  readonly page: string;
  readonly step: ResolvedStep;
}

/** Steps during which a notifier may run. */
const NOTIFYING: readonly string[] = ['writeback', 'msync', 'snapshot', 'fork', 'munmap', 'truncate', 'reclaim'];
const WRITING: readonly string[] = ['dma', 'cpu', 'odp', 'store', 'child-store'];

const pagesOf = (step: ResolvedStep): readonly string[] => ('pages' in step ? step.pages : 'page' in step ? [step.page] : []);

export function usageOf(scenario: ResolvedScenario, policy: Policy): Usage {
  const all: readonly Taken[] = scenario.actors.flatMap(({ name, program }) =>
    program.flatMap((step) => {
      const pages = pagesOf(step);
      return (pages.length === 0 ? [''] : pages).map((page) => ({ actor: name, page, step }));
    }),
  );
  const of = (page: string) => all.filter((taken) => taken.page === page);
  const biosWith = (page: string) => new Set(of(page).flatMap(({ step }) => (step.do === 'bio-add' ? [step.bio] : [])));
  const movesInto = new Map<string, string[]>();
  for (const { step } of all) if (step.do === 'bio-move') movesInto.set(step.from, [...(movesInto.get(step.from) ?? []), step.to]);
  const owningBios = (page: string): ReadonlySet<string> => {
    const bios = new Set(biosWith(page));
    for (const bio of bios) for (const to of movesInto.get(bio) ?? []) bios.add(to);
    return bios;
  };
  const does: Usage['does'] = (step, page) => {
    const same = (taken: Taken) => taken.step.do === step && (page === undefined || taken.page === page);
    // a sync pass is a pass
    if (step === 'writeback')
      return all.some((taken) => ['writeback', 'msync', 'snapshot'].includes(taken.step.do) && (page === undefined || taken.page === page));
    return all.some(same);
  };
  const acquires = (page: string) =>
    of(page).reduce(
      (n, { step }) => n + (step.do === 'acquire' && step.kind !== 'none' ? (step.times ?? 1) : step.do === 'extract' || step.do === 'odp' ? 1 : 0),
      0,
    );
  const completions = (page: string) => all.filter(({ step }) => step.do === 'bio-complete' && owningBios(page).has(step.bio)).length * 2;
  const releases = (page: string) =>
    of(page).reduce(
      (n, { step }) =>
        n + (step.do === 'release' ? (step.times ?? 1) : step.do === 'check-dirty-release' || step.do === 'odp' || step.do === 'acquire' ? 1 : 0),
      0,
    ) + completions(page);
  const owners = (page: string): readonly string[] => {
    const actors = of(page).flatMap(({ actor, step }) => {
      if (step.do === 'acquire') return step.kind === 'none' ? [] : [actor];
      if (step.do === 'extract') return ['get', 'pin'].includes(extractions[step.api][step.iterator]) ? [actor] : [];
      if (step.do === 'transfer') return [actor, step.to];
      return step.do === 'odp' ? [actor] : [];
    });
    const held = scenario.pages.find(({ name }) => name === page)?.held ?? [];
    return [...new Set([...held.map(({ by }) => by).filter((by) => by !== OTHERS), ...actors, ...owningBios(page)])];
  };
  const mirrors = (page: string): readonly Mirror[] => {
    if (!of(page).some(({ step }) => NOTIFYING.includes(step.do))) return [];
    const kind = scenario.pages.find(({ name }) => name === page)?.kind;
    if (kind !== 'file' && kind !== 'shmem' && kind !== 'anon' && kind !== 'dax') return [];
    const found = of(page).flatMap(({ actor, step }): Mirror[] => {
      if (step.do === 'odp') return [{ actor, callback: policy.notifiesDrivers ? 'sync' : step.callback, holds: false, primitive: 'put', times: 1 }];
      if (step.do !== 'acquire' || step.kind === 'none' || !policy.notifiesDrivers) return [];
      return [{ actor, callback: 'sync', holds: true, primitive: step.kind === 'pin' ? 'unpin' : 'put', times: step.times ?? 1 }];
    });
    return [...new Map(found.map((mirror) => [mirror.actor, mirror])).values()];
  };
  const writes = (page: string) => of(page).filter(({ step }) => WRITING.includes(step.do)).length;
  return { does, writes: once(writes), acquires: once(acquires), releases: once(releases), owners: once(owners), mirrors: once(mirrors) };
}

/** The steps ask often, and the scenario does not change. */
function once<T>(answer: (page: string) => T): (page: string) => T {
  const known = new Map<string, T>();
  return (page) => {
    const found = known.get(page);
    if (found !== undefined) return found;
    const fresh = answer(page);
    known.set(page, fresh);
    return fresh;
  };
}

/** How the actor first takes the page. */
export function requestOf(program: readonly ResolvedStep[], page: string): Request {
  for (const step of program) {
    if (step.do === 'acquire' && step.pages.includes(page) && step.kind !== 'none') {
      return {
        kind: step.kind,
        write: step.write ?? true,
        longterm: step.longterm ?? false,
        times: step.times ?? 1,
        way: step.way ?? 'any',
        hasNotifier: false,
      };
    }
  }
  return { kind: 'get', write: true, longterm: false, times: 1, way: 'any', hasNotifier: false };
}

export const hasReadLock = (values: Readonly<Record<string, string>>, program: readonly ResolvedStep[]): boolean => {
  const models: Readonly<Record<string, { readonly readLock: boolean }>> = pmemModels;
  return (models[values['pmem'] ?? '']?.readLock ?? false) && program.some((step) => step.do === 'pmem-lookup' && step.lock === true);
};

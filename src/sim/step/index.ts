/** From a named step of a scenario to atomic steps of the form. It looks at no order between actors, and judges nothing: checks only say what a step touches. */
import { at, type Block, on } from '../form/index.ts';
import { acquire, extract } from './acquire.ts';
import { bioAdd, bioComplete, bioMove, bioRead } from './block.ts';
import type { Context } from './context.ts';
import { spend } from './costs.ts';
import { checkDirtyRelease, cpu, dirty, dma, map, release, transfer, unmap } from './driver.ts';
import { invalidateDevice } from './notifier.ts';
import { odp } from './odp.ts';
import {
  deviceIsIdle,
  lruScan,
  pmemLeak,
  pmemLookup,
  pmemMap,
  pmemRecycle,
  pmemRelease,
  pmemRemap,
  pmemSleep,
  pmemUnbind,
  pmemUnmap,
  pmemUse,
} from './pmem.ts';
import { childStore, fork, store } from './process.ts';
import { reclaim } from './reclaim.ts';
import { munmap, truncate } from './truncate.ts';
import type { ResolvedStep } from './vocabulary.ts';
import { crash, msync, snapshot, writeback } from './writeback.ts';

export { hasAcquired } from './acquire.ts';
export { contextFor, crashed, denied, detected, type Naming, type Request, StepError } from './context.ts';
export { costNames } from './costs.ts';
export { conditionSchema, type ResolvedStep, stepSchema } from './vocabulary.ts';
export { isFound } from './writeback.ts';
export { deviceIsIdle };

export interface Facts {
  /** The flag that a labelled step sets. */
  readonly taken: (label: string) => Parameters<typeof on>[0];
  /** The actor of this program looked its page up under the read lock of the device. */
  readonly locksDevice: boolean;
}

/** The atomic steps of one named step. */
export function expand(ctx: Context, step: ResolvedStep, facts: Facts): readonly Block[] {
  const page = (name: string) => ctx.scene.page(name);
  switch (step.do) {
    case 'acquire':
      return acquire(ctx, step);
    case 'extract':
      return extract(ctx, step);
    case 'map':
      return map(ctx, step);
    case 'unmap':
      return unmap(ctx, step);
    case 'dma':
      return dma(ctx, step);
    case 'cpu':
      return cpu(ctx, step);
    case 'dirty':
      return dirty(ctx, step);
    case 'release':
      return release(ctx, step);
    case 'check-dirty-release':
      return checkDirtyRelease(ctx, step);
    case 'allocate':
      return [ctx.last(`allocates a ${step.what}`, [spend('allocs', 1)])];
    case 'transfer':
      return transfer(ctx, step);
    case 'pass':
      return [ctx.last('goes on', [])];
    case 'odp':
      return odp(ctx, step);
    case 'store':
      return store(ctx, page(step.page));
    case 'fork':
      return fork(ctx, page(step.page));
    case 'child-store':
      return childStore(ctx, page(step.page));
    case 'munmap':
      return munmap(ctx, page(step.page));
    case 'msync':
      return msync(ctx, page(step.page));
    case 'crash':
      return crash(ctx, page(step.page));
    case 'wait':
      return [ctx.last('waits', [], { guard: 'taken' in step.until ? on(facts.taken(step.until.taken)) : at(step.until.finished, 'done') })];
    case 'writeback':
      return writeback(ctx, page(step.page));
    case 'reclaim':
      return reclaim(ctx, page(step.page));
    case 'truncate':
      return truncate(ctx, page(step.page), step['layout-wait'] ?? true);
    case 'snapshot':
      return snapshot(ctx, page(step.page));
    case 'invalidate-device':
      return invalidateDevice(ctx, page(step.page));
    case 'bio-add':
      return bioAdd(ctx, step);
    case 'bio-move':
      return bioMove(ctx, step);
    case 'bio-read':
      return bioRead(ctx, step);
    case 'bio-complete':
      return bioComplete(ctx, step);
    case 'pmem-lookup':
      return pmemLookup(ctx, step);
    case 'pmem-map':
      return pmemMap(ctx);
    case 'pmem-use':
      return pmemUse(ctx, step);
    case 'pmem-sleep':
      return pmemSleep(ctx, step);
    case 'pmem-unmap':
      return pmemUnmap(ctx);
    case 'pmem-release':
      return pmemRelease(ctx, facts.locksDevice);
    case 'pmem-unbind':
      return pmemUnbind(ctx);
    case 'pmem-recycle':
      return pmemRecycle(ctx);
    case 'pmem-leak':
      return pmemLeak(ctx);
    case 'lru-scan':
      return lruScan(ctx);
    case 'pmem-remap':
      return pmemRemap(ctx, step);
    default:
      return step satisfies never;
  }
}

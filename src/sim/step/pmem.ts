/** A persistent-memory device, what stands for a page of it, and unbind, U1 to U6. */
import {
  and,
  type Block,
  type BoolExpr,
  branch,
  check,
  decrease,
  eq,
  flag,
  increase,
  jump,
  off,
  on,
  or,
  type Place,
  range,
  type Statement,
  set,
  when,
} from '../form/index.ts';
import { type PmemModel, type PmemName, pmemModels } from '../policy/index.ts';
import type { Scene } from '../world/index.ts';
import { type Context, detected } from './context.ts';
import { spend } from './costs.ts';
import { source } from './sources.ts';
import type { StepOf } from './vocabulary.ts';

/** States of the slot of a temporary struct page. */
const SLOT = { none: 0, live: 1, poisoned: 2, recycled: 3 } as const;

interface Device {
  readonly alive: Place;
  /** Its memory is mapped no more (U5). */
  readonly unmapped: Place;
  /** Its memory belongs to somebody else (U6). */
  readonly reused: Place;
  /** Read locks: RCU, or SRCU where a holder may sleep. */
  readonly readers: Place;
  /** References to permanent struct pages. */
  readonly users: Place;
  readonly slot: Place;
  /** A temporary struct page stands where pages of memory are expected. */
  readonly leaked: Place;
}

const modelOf = (scene: Scene): PmemModel => pmemModels[scene.parameter('pmem') as PmemName];

function deviceOf(scene: Scene): Device {
  const field = scene.field;
  return {
    get alive() {
      return field('pmem.alive', flag(true));
    },
    get unmapped() {
      return field('pmem.unmapped', flag());
    },
    get reused() {
      return field('pmem.reused', flag());
    },
    get readers() {
      return field('pmem.readers', range(0, 4, 0));
    },
    get users() {
      return field('pmem.users', range(0, 4, 0));
    },
    get slot() {
      return field('pmem.slot', range(0, SLOT.recycled, SLOT.none));
    },
    get leaked() {
      return field('pmem.leaked', flag());
    },
  };
}

/** At rest nobody holds the device: no read lock, no page. Absent where no step takes one. */
export function deviceIsIdle(scene: Scene): BoolExpr {
  const pmem = deviceOf(scene);
  return scene.usage.does('pmem-lookup') ? and(eq(pmem.readers, 0), eq(pmem.users, 0)) : and();
}

export function pmemLookup(ctx: Context, step: StepOf<'pmem-lookup'>): readonly Block[] {
  const { scene } = ctx;
  const model = modelOf(scene);
  const pmem = deviceOf(scene);
  const taken: readonly Statement[] = [
    ...(step.lock === true && model.readLock ? [increase(pmem.readers, 1)] : []),
    ...(model.structPage === 'permanent' ? [increase(pmem.users, 1), spend('bytes', model.bytesPerPage)] : []),
    ...(model.structPage === 'per-use' ? [set(pmem.slot, SLOT.live), spend('allocs', 1), spend('bytes', 64)] : []),
  ];
  return [
    branch(
      on(pmem.alive),
      [ctx.last('looks its page up', taken, { source: source.daxAccess })],
      [ctx.step('gets -ENXIO', [], { source: source.daxAccess }), jump('done')],
    ),
  ];
}

const stale = (pmem: Device): Statement => check('I8', off(pmem.unmapped));
const notice = (scene: Scene): Statement => set(detected(scene), 1);

/** A use of a temporary struct page: its poison is seen, unless somebody else has the slot by now. */
const useSlot = (scene: Scene, pmem: Device): readonly Statement[] => [
  when(eq(pmem.slot, SLOT.poisoned), [notice(scene)], [check('I8', or(eq(pmem.slot, SLOT.live), eq(pmem.slot, SLOT.none)))]),
];

export function pmemMap(ctx: Context): readonly Block[] {
  const { scene } = ctx;
  const model = modelOf(scene);
  const pmem = deviceOf(scene);
  if (model.kmapLooksUp) {
    return [
      branch(
        on(pmem.alive),
        [ctx.last('maps the number, under RCU', [increase(pmem.readers, 1)])],
        [ctx.step('gets NULL for the number', [notice(scene)]), jump('done')],
      ),
    ];
  }
  return [ctx.last('maps the page', model.structPage === 'per-use' ? useSlot(scene, pmem) : [], { source: source.kmap })];
}

export function pmemUse(ctx: Context, step: StepOf<'pmem-use'>): readonly Block[] {
  const { scene } = ctx;
  const model = modelOf(scene);
  const pmem = deviceOf(scene);
  if (step.by === 'dma') return [ctx.last('device writes to the address', [stale(pmem)])];
  // a mapping that was looked up holds the unbind off until it is undone
  return [ctx.last('writes to the page', model.structPage === 'per-use' ? useSlot(scene, pmem) : [stale(pmem)])];
}

export function pmemSleep(ctx: Context, step: StepOf<'pmem-sleep'>): readonly Block[] {
  const pmem = deviceOf(ctx.scene);
  return [ctx.last('sleeps', [], step.until === 'until-unbind' ? { guard: on(pmem.reused) } : {})];
}

export function pmemUnmap(ctx: Context): readonly Block[] {
  const model = modelOf(ctx.scene);
  return [ctx.last('unmaps it', model.kmapLooksUp ? [decrease(deviceOf(ctx.scene).readers, 1)] : [])];
}

export function pmemRelease(ctx: Context, locked: boolean): readonly Block[] {
  const model = modelOf(ctx.scene);
  const pmem = deviceOf(ctx.scene);
  const frees: readonly Statement[] = [
    ...(locked && model.readLock ? [decrease(pmem.readers, 1)] : []),
    ...(model.structPage === 'permanent' ? [decrease(pmem.users, 1)] : []),
    ...(model.structPage === 'per-use' ? [when(eq(pmem.slot, SLOT.live), [set(pmem.slot, SLOT.poisoned)])] : []),
  ];
  return [ctx.last('is done with it', frees)];
}

export function pmemUnbind(ctx: Context): readonly Block[] {
  const model = modelOf(ctx.scene);
  const pmem = deviceOf(ctx.scene);
  const u4: Block =
    model.structPage === 'permanent'
      ? ctx.step('U4 waits for users of pages', [], { guard: eq(pmem.users, 0), source: source.unmapPages })
      : model.structPage === 'per-use'
        ? ctx.step('U4 takes the pages back', [when(eq(pmem.slot, SLOT.live), [set(pmem.slot, SLOT.poisoned)])])
        : ctx.step('U4 has nobody to wait for', []);
  return [
    ctx.step('U1 tells the holder', []),
    ctx.step('U2 is not alive any more', [set(pmem.alive, 0)], { source: source.daxKill }),
    ctx.step('U3 waits for readers', [], { guard: eq(pmem.readers, 0), source: source.daxKill }),
    u4,
    ctx.step('U5 unmaps the device', [set(pmem.unmapped, 1)], { source: source.unmapPages }),
    ctx.last('U6 its memory is used anew', [set(pmem.reused, 1)]),
  ];
}

export function pmemRecycle(ctx: Context): readonly Block[] {
  const pmem = deviceOf(ctx.scene);
  const waits = ctx.scene.parameter('recycle-delay') === 'none' ? eq(pmem.slot, SLOT.poisoned) : false;
  return [ctx.last('takes the free slot', [set(pmem.slot, SLOT.recycled)], { guard: waits })];
}

export function pmemLeak(ctx: Context): readonly Block[] {
  return [ctx.last('puts the page into a cache', [set(deviceOf(ctx.scene).leaked, 1)])];
}

/** Somebody finds the page where pages of memory are expected. */
export function lruScan(ctx: Context): readonly Block[] {
  const { scene } = ctx;
  const pmem = deviceOf(scene);
  const found = modelOf(scene).structPage === 'per-use' ? [when(eq(pmem.slot, SLOT.poisoned), [notice(scene)]), check('I1', stillThere(pmem))] : [];
  return [ctx.last('looks at the page', found, { guard: on(pmem.leaked) })];
}

const stillThere = (pmem: Device) => or(eq(pmem.slot, SLOT.live), eq(pmem.slot, SLOT.poisoned));

/** A stacked driver clones the vec for each leg, maps it, and completes; nothing of this counts references. */
export function pmemRemap(ctx: Context, step: StepOf<'pmem-remap'>): readonly Block[] {
  const { scene } = ctx;
  const model = modelOf(scene);
  const perUse = model.structPage === 'per-use' ? [spend('allocs', 1), spend('bytes', 64)] : [];
  const legs = Array.from({ length: step.legs }, (_, i) => [
    ctx.step(`clones the vec for leg ${i + 1}`, [spend('bios', 1), spend('allocs', 1)], { source: source.dmRemap }),
    ctx.step(`leg ${i + 1} maps it, writes`, [stale(deviceOf(scene)), ...perUse], { source: source.dmaMap }),
  ]).flat();
  return [...legs, ctx.last('completes the parent', [], { source: source.dmRemap })];
}

/** What code does with pages that it took: device windows, accesses, dirtying, releases. */
import {
  and,
  type Block,
  type Bool,
  branch,
  check,
  increase,
  jump,
  mark,
  off,
  on,
  or,
  range,
  remark,
  type Statement,
  set,
  when,
} from '../form/index.ts';
import { isSame, next, onChosen, type Page, type Scene } from '../world/index.ts';
import { acquirePage, insertsFor } from './acquire.ts';
import type { Context } from './context.ts';
import { spend } from './costs.ts';
import { letGo, markDirty, type Primitive } from './counts.ts';
import { source } from './sources.ts';
import type { StepOf } from './vocabulary.ts';

export const hasContents = (page: Page): boolean => page.kind === 'file' || page.kind === 'shmem';

/** Whoever writes last has the newest version. Writes to memory that the file gave up are remembered: they are lost. */
export function writeContents(scene: Scene, page: Page): readonly Statement[] {
  if (!hasContents(page)) return [];
  const orphan = scene.usage.does('truncate', page.name) ? [when(off(page.cached), [set(page.orphanWritten, 1)])] : [];
  const stable =
    scene.isOn('stable-writes') && scene.usage.does('writeback', page.name) ? [check('I6', or(off(page.writeback), on(page.bounced)))] : [];
  return [...stable, set(page.last, next(page.last)), set(page.data, page.last), ...orphan];
}

/** An access to memory, by a device or through a kernel mapping: page tables are not asked. */
export function access(ctx: Context, page: Page, op: 'read' | 'write'): readonly Statement[] {
  const { scene, actor } = ctx;
  if (page.kind === 'wild') return [check('I1', false)];
  const owner = page.kind === 'dax' ? [check('I10', off(page.reassigned))] : [];
  const alive = onChosen(page, page.held(actor), (folio) => [check('I1', off(folio.freed))]);
  return [...alive, ...owner, ...(op === 'write' ? writeContents(scene, page) : [])];
}

/** The transfer must have gone to the page that the process sees at that address. */
const sees = (ctx: Context, page: Page): readonly Statement[] =>
  page.parent.choice === undefined ? [] : [check('I9', or(off(page.parent.present), isSame(page.parent.choice, page.held(ctx.actor))))];

export function map(ctx: Context, { page: name }: StepOf<'map'>): readonly Block[] {
  const page = ctx.scene.page(name);
  if (insertsFor(ctx.scene, page, ctx.actor)) return [ctx.last('maps it', [], { source: source.dmaMap })];
  return [
    ctx.last(
      'maps it for the device',
      [...onChosen(page, page.held(ctx.actor), (f) => [check('I1', off(f.freed))]), set(page.deviceActive(ctx.actor), 1)],
      { source: source.dmaMap },
    ),
  ];
}

export function unmap(ctx: Context, { page: name }: StepOf<'unmap'>): readonly Block[] {
  const page = ctx.scene.page(name);
  if (insertsFor(ctx.scene, page, ctx.actor)) return [ctx.last('unmaps it', [], { source: source.dmaMap })];
  return [ctx.last('device is done, unmaps it', [...sees(ctx, page), set(page.deviceActive(ctx.actor), 0)], { source: source.dmaMap })];
}

export function dma(ctx: Context, { page: name, op }: StepOf<'dma'>): readonly Block[] {
  const page = ctx.scene.page(name);
  const words = op === 'write' ? 'device writes' : 'device reads';
  return insertsFor(ctx.scene, page, ctx.actor) ? throughTable(ctx, page, op, words) : [ctx.last(words, access(ctx, page, op))];
}

export function cpu(ctx: Context, { page: name, op }: StepOf<'cpu'>): readonly Block[] {
  const page = ctx.scene.page(name);
  const words = op === 'write' ? 'writes through a kmap' : 'reads through a kmap';
  return insertsFor(ctx.scene, page, ctx.actor)
    ? throughTable(ctx, page, op, words)
    : [ctx.last(words, access(ctx, page, op), { source: source.kmap })];
}

/** The table may have lost the page to a notifier: then it is faulted in again. A notifier waits for a transfer that has begun. */
function throughTable(ctx: Context, page: Page, op: 'read' | 'write', words: string): readonly Block[] {
  const { inserted } = page.mirror(ctx.actor);
  const active = page.deviceActive(ctx.actor);
  const again = ctx.location('access');
  const refault = acquirePage(ctx, page, ctx.requestFor(page.name), (name, body, options) =>
    ctx.step(name, [...body, spend('refaults', 1)], options),
  );
  return [
    mark(again),
    branch(on(inserted), [ctx.step('device begins', [set(active, 1)])], [...refault, jump(again)]),
    ctx.last(words, [...access(ctx, page, op), ...sees(ctx, page), set(active, 0)]),
  ];
}

export function dirty(ctx: Context, { page: name, lock }: StepOf<'dirty'>): readonly Block[] {
  const page = ctx.scene.page(name);
  return lock ? [ctx.last('marks it dirty, locked', dirtyLocked(ctx, page), lockedOptions(page))] : dirtyUnlocked(ctx, page);
}

const lockedOptions = (page: Page) => ({ guard: hasContents(page) ? off(page.locked) : true, source: source.dirtyLock });

function dirtyLocked(ctx: Context, page: Page): readonly Statement[] {
  const sleeps = ctx.isAtomic ? [check('I13', false)] : [];
  return [...sleeps, ...(hasContents(page) ? [spend('folioLocks', 1), when(on(page.cached), markDirty(ctx.scene, page))] : [])];
}

/** Without the lock the mapping that was read may be gone when the filesystem is told. */
function dirtyUnlocked(ctx: Context, page: Page): readonly Block[] {
  if (!hasContents(page)) return [ctx.last('marks it dirty, unlocked', [], { source: source.dirty })];
  const seen = ctx.scene.field(`${ctx.actor}.${page.name}.mappingSeen`, range(0, 1, 0));
  const tells = [when(on(page.cached), markDirty(ctx.scene, page), [check('I7', off(seen))]), set(seen, 0)];
  return [
    ctx.step('reads its mapping, unlocked', [set(seen, page.cached)], { source: source.dirty }),
    ctx.last('marks it dirty', tells, { source: source.dirty }),
  ];
}

const wordOf: Readonly<Record<Primitive, string>> = { put: 'puts it', unpin: 'unpins it' };

export function release(ctx: Context, step: StepOf<'release'>): readonly Block[] {
  if (step.count !== undefined && step.count < 0) {
    const warns = [remark('detected: a count below 0 is refused with a warning, nothing is released')];
    return [ctx.last(`is told to release ${step.count}`, warns, { source: source.unpinMany })];
  }
  return step.pages.flatMap((name, i) =>
    releasePage(ctx, ctx.scene.page(name), step.with, step.times ?? 1, i === step.pages.length - 1 ? ctx.last : ctx.step),
  );
}

export function releasePage(ctx: Context, page: Page, primitive: Primitive, times: number, finish: Context['step']): readonly Block[] {
  const from = { source: primitive === 'put' ? source.put : source.release };
  if (page.kind === 'wild') return [finish('releases a wild pointer', [check('I1', false)], from)];
  const drops = letGo(ctx.scene, ctx.actor, page, primitive, times);
  if (!insertsFor(ctx.scene, page, ctx.actor)) return [finish(wordOf[primitive], drops, from)];
  const { inserted, dropped } = page.mirror(ctx.actor);
  return [
    branch(on(dropped), [finish('has nothing left of it', [set(dropped, 0)], from)], [finish(wordOf[primitive], [...drops, set(inserted, 0)], from)]),
  ];
}

/** Completion of a read that may not sleep: pages that writeback cleaned meanwhile are dirtied and released by a worker. */
export function checkDirtyRelease(ctx: Context, step: StepOf<'check-dirty-release'>): readonly Block[] {
  const page = ctx.scene.page(step.page);
  const isDirty: Bool = hasContents(page) ? and(on(page.cached), on(page.dirty)) : true;
  const redirties = hasContents(page) ? [when(on(page.cached), markDirty(ctx.scene, page))] : [];
  return [
    branch(
      isDirty,
      [ctx.step('is still dirty', [], { source: source.checkPagesDirty })],
      [
        ctx.step('is clean: leaves it to a worker', [], { source: source.checkPagesDirty }),
        ctx.step('marks it dirty, locked', redirties, { guard: lockedOptions(page).guard, source: source.dirtyLater }),
      ],
    ),
    ...releasePage(ctx, page, step.with, 1, ctx.last),
  ];
}

/** The entries change their owner; no count moves. */
export function transfer(ctx: Context, step: StepOf<'transfer'>): readonly Block[] {
  const moves = step.pages.map(ctx.scene.page).flatMap((page) =>
    page.folios.flatMap((folio) => {
      const from = folio.entry(ctx.actor);
      const to = folio.entry(step.to);
      return [increase(to.gets, from.gets), increase(to.pins, from.pins), set(from.gets, 0), set(from.pins, 0)];
    }),
  );
  return [ctx.last(`hands it to ${step.to}`, moves)];
}

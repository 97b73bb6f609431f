/** MMU notifiers: what a change of the page table does to devices that have a table of their own for the page. */
import { and, type Block, type Bool, decrease, increase, off, on, type Statement, set, when } from '../form/index.ts';
import type { Page, Scene } from '../world/index.ts';
import type { Context } from './context.ts';
import { spend } from './costs.ts';
import { letGo } from './counts.ts';
import { source } from './sources.ts';

export const hasMirrors = (scene: Scene, page: Page): boolean => scene.usage.mirrors(page.name).length > 0;

/** Nobody's device is in the middle of a transfer that the notifier would have to wait for. */
function devicesIdle(scene: Scene, page: Page): Bool {
  return and(
    ...scene.usage
      .mirrors(page.name)
      .filter(({ callback }) => callback === 'sync')
      .map(({ actor }) => off(page.deviceActive(actor))),
  );
}

/** What the start of an invalidation does: the devices lose the page, now or soon. */
function invalidate(scene: Scene, page: Page): readonly Statement[] {
  return scene.usage.mirrors(page.name).flatMap(({ actor, callback, holds, primitive, times }): Statement[] => {
    const mirror = page.mirror(actor);
    if (callback === 'async') return [set(mirror.stale, 1), set(mirror.pending, 1)];
    const gives = holds ? [set(mirror.dropped, 1), ...letGo(scene, actor, page, primitive, times)] : [];
    return [set(mirror.stale, 1), when(on(mirror.inserted), [set(mirror.inserted, 0), spend('deviceStops', 1), ...gives])];
  });
}

/**
 * A change of the page table, `change`, between the start and the end of a notification. Where no device listens it is one step. A folio that is not mapped
 * gets no notifier.
 */
export function notified(
  ctx: Context,
  page: Page,
  name: string,
  change: readonly Statement[],
  options: Parameters<Context['step']>[2] = {},
): readonly Block[] {
  const { scene } = ctx;
  if (!hasMirrors(scene, page)) return [ctx.step(name, change, options)];
  return [
    notifierStart(ctx, page, `${name}: notifier start`, options.guard),
    ctx.step(name, [...change, decrease(page.notifying, 1)], options.source === undefined ? {} : { source: options.source }),
  ];
}

/** A notification begins; the caller ends it by taking `notifying` down by one. */
export function notifierStart(ctx: Context, page: Page, name: string, guard: Bool = true): Block {
  const { scene } = ctx;
  return ctx.step(name, [increase(page.notifying, 1), ...invalidate(scene, page)], {
    guard: and(guard, devicesIdle(scene, page)),
    source: source.notifierStart,
  });
}

/** `invalidate-device`: the callback is carried out. */
export function invalidateDevice(ctx: Context, page: Page): readonly Block[] {
  const async = ctx.scene.usage.mirrors(page.name).filter(({ callback }) => callback === 'async');
  return [
    ctx.last(
      'carries out the invalidation',
      async.flatMap(({ actor }) => {
        const { pending, inserted } = page.mirror(actor);
        return [when(on(pending), [set(pending, 0), set(inserted, 0), spend('deviceStops', 1)])];
      }),
      { guard: and(...async.map(({ actor }) => on(page.mirror(actor).pending)), ...async.map(({ actor }) => off(page.deviceActive(actor)))) },
    ),
  ];
}

/** Taking pages of user space: refusals, which way is gone, and the insertion into a device table where a policy has one. */
import { type Block, branch, flag, jump, mark, off, on, type Place, set } from '../form/index.ts';
import { type Denial, extractions } from '../policy/index.ts';
import type { Page, Scene } from '../world/index.ts';
import { type Context, denied, type Finish, type Request } from './context.ts';
import { letGo, primitiveOf } from './counts.ts';
import { takePage } from './gup.ts';
import { hasMirrors } from './notifier.ts';
import { source } from './sources.ts';
import type { StepOf } from './vocabulary.ts';

export function acquire(ctx: Context, step: StepOf<'acquire'>): readonly Block[] {
  const taken = step.pages.slice(0, step.got ?? step.pages.length);
  if (step.kind === 'none') return [ctx.last('borrows the pages', [], { source: source.extract })];
  if (taken.length === 0) return [ctx.last('gets no page', [], { source: source.gupSlow })];
  return acquireAll(ctx, taken, {
    kind: step.kind,
    write: step.write ?? true,
    longterm: step.longterm ?? false,
    times: step.times ?? 1,
    way: step.way ?? 'any',
    hasNotifier: false,
  });
}

/** What `extract` does to counts depends on the function and the kind of iterator alone. */
export function extract(ctx: Context, step: StepOf<'extract'>): readonly Block[] {
  const effect = extractions[step.api][step.iterator];
  if (effect === 'refused') return [refuse(ctx)];
  if (effect === 'none') return [ctx.last('borrows the pages', [], { source: source.extract })];
  return acquireAll(ctx, step.pages, { kind: effect, write: step.write ?? true, longterm: false, times: 1, way: 'any', hasNotifier: false });
}

function acquireAll(ctx: Context, names: readonly string[], request: Request): readonly Block[] {
  const pages = names.map(ctx.scene.page);
  if (pages.some((page) => isDenied(ctx.scene, page, request))) return [refuse(ctx)];
  return pages.flatMap((page, i) => acquirePage(ctx, page, request, i === pages.length - 1 ? ctx.last : ctx.step));
}

export const refuse = (ctx: Context): Block => ctx.last('is refused', [set(denied(ctx.scene), 1)], { source: source.checkVma });

export function isDenied(scene: Scene, page: Page, request: Request): boolean {
  if (request.way === 'kernel') return false;
  const covers: Readonly<Record<Denial['mapping'], boolean>> = {
    'tracks-dirty': page.tracksDirty,
    'fs-dax': page.kind === 'dax' && scene.parameter('pmem') === 'memmap',
    any: true,
  };
  const applies = ({ mapping, kind, write, longterm, withoutNotifier, kernel }: Denial): boolean =>
    covers[mapping] &&
    (kind === undefined || kind === request.kind) &&
    (write !== true || request.write) &&
    (longterm !== true || request.longterm) &&
    (withoutNotifier !== true || !request.hasNotifier) &&
    (kernel === undefined || scene.parameter('kernel') === kernel);
  return scene.policy.denies.some(applies);
}

/** Under a policy that notifies drivers, the page goes into a table of the device, and only if no notifier ran since the fault began. */
export const insertsFor = (scene: Scene, page: Page, actor: string): boolean =>
  scene.policy.notifiesDrivers && hasMirrors(scene, page) && scene.usage.mirrors(page.name).some((mirror) => mirror.actor === actor && mirror.holds);

/** One page. What a driver cannot get ends it. */
export function acquirePage(ctx: Context, page: Page, request: Request, finish: Finish): readonly Block[] {
  const { scene, actor } = ctx;
  if (!insertsFor(scene, page, actor)) return takePage(ctx, page, request, finish, 'done');
  const { stale, inserted, dropped } = page.mirror(actor);
  const retry = ctx.location('fault');
  return [
    mark(retry),
    beginFault(ctx, page, stale),
    ...takePage(ctx, page, request, ctx.step, 'done'),
    branch(
      on(stale),
      [undo(ctx, page, request), jump(retry)],
      [finish('inserts it for the device', [set(inserted, 1), set(dropped, 0)], { source: source.odpInsert })],
    ),
  ];
}

/** A fault for a device begins: a notifier that runs from here on is seen at the insertion. */
export const beginFault = (ctx: Context, page: Page, stale: Place): Block =>
  ctx.step('reads the notifier sequence', [set(stale, 0)], { guard: off(page.notifying), source: source.notifierBegin });

export const undo = (ctx: Context, page: Page, { kind, times }: Request): Block =>
  ctx.step('notifier ran: releases it', letGo(ctx.scene, ctx.actor, page, primitiveOf(kind), times), { source: source.notifierRetry });

/** Set once the actor holds all that it acquires. */
export const hasAcquired = (scene: Scene, actor: string): Place => scene.field(`${actor}.acquired`, flag());

/** get_user_pages and its kin for one page: lock-free from the page table, else with mmap_lock and faults. */
import { and, type Block, type Bool, branch, decrease, flag, gt, increase, jump, mark, off, on, range, type Statement, set } from '../form/index.ts';
import { isSame, ofChosen, onChosen, type Page, type Scene } from '../world/index.ts';
import { type Context, type Finish, type Request, StepError } from './context.ts';
import { spend } from './costs.ts';
import { canGrab, grab, isNumber, letGo, primitiveOf, registered } from './counts.ts';
import { type Fails, fault } from './fault.ts';
import { source } from './sources.ts';

/** Takes one page; ends in a step made by `finish`, or at `failed`. */
export function takePage(ctx: Context, page: Page, request: Request, finish: Finish, failed: string): readonly Block[] {
  const { scene } = ctx;
  if (page.kind === 'wild') throw new StepError(`${page.name} is an array slot that nobody filled; it cannot be acquired.`);
  if (page.kind === 'kernel' || page.kind === 'zero') {
    return [finish(`takes a ${wordFor(scene, request)}`, take(ctx, page, request, 'slow'), { source: source.followPage })];
  }
  const usable = request.way === 'kernel' ? off(page.pastEnd) : isUsable(page, request);
  if (isNumber(scene, page)) {
    const takes = finish('takes the number', [set(registered(scene, ctx.actor, page), 1)], { source: source.daxAccess });
    return [branch(usable, [takes], [ctx.step('finds no page', []), jump(failed)])];
  }
  if (request.way === 'kernel') {
    const takes = finish(`takes a ${wordFor(scene, request)}`, take(ctx, page, request, 'slow'));
    return [branch(usable, [takes], [ctx.step('finds no page', []), jump(failed)])];
  }
  const fast = request.way !== 'slow' && scene.policy.gupFast && !(request.longterm && (page.isMovable || page.kind === 'dax'));
  const got = ctx.location('got');
  return [
    ...(fast ? gupFast(ctx, page, request, usable, finish, got) : []),
    ...(request.way === 'fast'
      ? [ctx.step('gets no page', [], { source: source.gupFastSequence }), jump(failed)]
      : gupSlow(ctx, page, request, usable, finish, failed)),
    ...(fast ? [mark(got)] : []),
  ];
}

const wordFor = ({ policy }: Scene, { kind }: Request): string =>
  kind === 'pin' && (policy.marks || policy.pins === 'biased') ? 'pin' : 'reference';

/** The page table has what is asked for. A pin through a read-only entry needs an anonymous page that nobody shares. */
function isUsable(page: Page, { kind, write }: Request): Bool {
  const unshared = kind === 'pin' && !write && page.kind === 'anon' ? [on(ofChosen(page, page.parent.choice, ({ exclusive }) => exclusive))] : [];
  return and(on(page.parent.present), ...(write ? [on(page.parent.writable)] : unshared));
}

function take(ctx: Context, page: Page, { kind, times }: Request, way: 'fast' | 'slow'): readonly Statement[] {
  const { scene, actor } = ctx;
  const blocks = page.isMovable && kind === 'pin' && scene.policy.pins === 'biased' ? [spend('migrationsBlocked', 1)] : [];
  return [...onChosen(page, page.held(actor), (folio) => grab(scene, actor, page, folio, kind, times, way)), ...blocks];
}

/** From here on the holder means the folio that the page table points to now. */
function look(ctx: Context, page: Page): readonly Statement[] {
  const held = page.held(ctx.actor);
  return held === undefined || page.parent.choice === undefined ? [] : [set(held, page.parent.choice)];
}

/** A fork has made the sequence odd, and makes it even again at its end. */
export const forkRuns = (scene: Scene) => scene.field('mm.forking', flag());
/** A fork began since the actor's fast walk did. */
export const forkSeen = (scene: Scene, actor: string) => scene.field(`${actor}.forkSeen`, flag());
/** Sticky: some page of the process was pinned. */
export const hasPinned = (scene: Scene) => scene.field('mm.hasPinned', flag());
/** Holders of mmap_lock for reading, and for writing. */
export const mmapReaders = (scene: Scene) => scene.field('mm.readers', range(0, 4, 0));
export const mmapWriter = (scene: Scene) => scene.field('mm.writer', flag());
/** Whether anybody takes mmap_lock for writing, so that readers matter. */
export const locksMmap = (scene: Scene): boolean => scene.usage.does('fork') || scene.usage.does('munmap');

const remembersPins = (scene: Scene, { kind }: Request): boolean => kind === 'pin' && scene.policy.asksMaybePinned;

function gupFast(ctx: Context, page: Page, request: Request, usable: Bool, finish: Finish, got: string): readonly Block[] {
  const { scene, actor } = ctx;
  const watchesFork = remembersPins(scene, request) && scene.usage.does('fork');
  const rechecks = watchesFork && scene.isOn('seq-recheck');
  const sticky = remembersPins(scene, request) && scene.usage.does('fork') ? [set(hasPinned(scene), 1)] : [];
  const unchanged = and(usable, isSame(page.parent.choice, page.held(actor)), ...(rechecks ? [off(forkSeen(scene, actor))] : []));
  const undone = letGo(scene, actor, page, primitiveOf(request.kind), request.times);
  return [
    branch(
      and(usable, ...(watchesFork ? [off(forkRuns(scene))] : [])),
      [
        ctx.step('fast: reads the page table', [...look(ctx, page), ...sticky, ...(watchesFork ? [set(forkSeen(scene, actor), 0)] : [])], {
          source: source.gupFast,
        }),
        branch(
          // a count that is 0 belongs to a page that was freed since the look at the page table
          gt(
            ofChosen(page, page.held(actor), ({ ref }) => ref),
            0,
          ),
          [
            ctx.step(`fast: takes a ${wordFor(scene, request)}`, take(ctx, page, request, 'fast'), { source: source.grabFast }),
            branch(
              unchanged,
              [finish('fast: page table unchanged', [], { source: source.gupFastSequence }), jump(got)],
              [ctx.step('fast: changed, undoes it', undone, { source: source.gupFastSequence })],
            ),
          ],
          [ctx.step('fast: the page is gone', [], { source: source.grabFast })],
        ),
      ],
      [],
    ),
  ];
}

function gupSlow(ctx: Context, page: Page, request: Request, usable: Bool, finish: Finish, failed: string): readonly Block[] {
  const { scene } = ctx;
  const follow = ctx.location('follow');
  const locks = locksMmap(scene);
  const readers = locks ? mmapReaders(scene) : undefined;
  const enter = [
    ...(remembersPins(scene, request) && scene.usage.does('fork') ? [set(hasPinned(scene), 1)] : []),
    spend('mmapLocks', 1),
    spend('gupFastLost', 1),
  ];
  const leave = readers === undefined ? [] : [decrease(readers, 1)];
  const migrates = request.longterm && page.isMovable && scene.policy.pins === 'biased';
  const movable = scene.field(`${page.name}.movable`, flag(page.isMovable));
  const gone: Fails = (name, from) => [ctx.step(name, leave, from === undefined ? {} : { source: from }), jump(failed)];
  const taking = finish(
    `takes a ${wordFor(scene, request)}`,
    [...look(ctx, page), ...take(ctx, page, request, 'slow'), ...(readers === undefined ? enter : []), ...leave],
    { guard: onlyPositive(page), source: source.followPage },
  );
  const migrate = [ctx.step('migrates the page', [set(movable, 0), spend('migrations', 1)], { source: source.migrate }), jump(follow)];
  return [
    ...(readers === undefined
      ? []
      : [ctx.step('takes mmap_lock', [increase(readers, 1), ...enter], { guard: off(mmapWriter(scene)), source: source.gupSlow })]),
    mark(follow),
    branch(usable, migrates ? [branch(on(movable), migrate, [taking])] : [taking], [...fault(ctx, page, request.write, gone), jump(follow)]),
  ];
}

/** A slow acquire refuses a count that is not positive; what it then returns is no business of these models, so it waits. */
const onlyPositive = (page: Page): Bool => and(...(page.folios.length === 1 ? [canGrab(page.folios[0])] : []));

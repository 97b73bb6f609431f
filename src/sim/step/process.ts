/** What processes do: stores through page tables, fork, and stores of the child. */
import {
  and,
  type Block,
  type Bool,
  branch,
  check,
  choose,
  decrease,
  eq,
  flag,
  increase,
  jump,
  mark,
  off,
  on,
  type Statement,
  set,
} from '../form/index.ts';
import { type Folio, onChosen, type Page, type Scene } from '../world/index.ts';
import { type Context, StepError } from './context.ts';
import { spend } from './costs.ts';
import { isMarked, maybePinned } from './counts.ts';
import { hasContents, writeContents } from './driver.ts';
import { copyOnWrite, fault } from './fault.ts';
import { forkRuns, forkSeen, hasPinned, locksMmap, mmapReaders, mmapWriter } from './gup.ts';
import { hasMirrors, notifierStart } from './notifier.ts';
import { source } from './sources.ts';

/** A store through the page table. Past the end of the file the process gets a signal and goes on without it. */
export function store(ctx: Context, page: Page): readonly Block[] {
  const { scene } = ctx;
  const again = ctx.location('store');
  const after = ctx.location('stored');
  const usable = and(on(page.parent.present), on(page.parent.writable));
  const alive = onChosen(page, page.parent.choice, (folio) => [check('I1', off(folio.freed))]);
  const stores = [...alive, ...(hasContents(page) ? [...writeContents(scene, page), set(page.parent.dirty, 1)] : [])];
  const signal = (name: string) => [ctx.last(name, locksMmap(scene) ? [decrease(mmapReaders(scene), 1)] : [], { source: source.fault }), jump(after)];
  const locks = locksMmap(scene);
  const readers = mmapReaders(scene);
  const enters = locks ? [ctx.step('faults, takes mmap_lock', [increase(readers, 1)], { guard: off(mmapWriter(scene)), source: source.fault })] : [];
  const leaves = locks ? [ctx.step('returns, drops mmap_lock', [decrease(readers, 1)], { source: source.fault })] : [];
  return [
    mark(again),
    branch(usable, [ctx.last('stores to the page', stores)], [...enters, ...fault(ctx, page, true, signal), ...leaves, jump(again)]),
    mark(after),
  ];
}

export function childStore(ctx: Context, page: Page): readonly Block[] {
  const again = ctx.location('store');
  return [
    ctx.step('child is born', [], { guard: on(page.child.present) }),
    mark(again),
    branch(on(page.child.writable), [ctx.last('child stores to the page', [])], [...copyOnWrite(ctx, page, page.child, 2, false), jump(again)]),
  ];
}

/** The page table is copied for a child: a page that may be pinned is copied at once, every other one is shared and write-protected. */
export function fork(ctx: Context, page: Page): readonly Block[] {
  const { scene } = ctx;
  const { policy } = scene;
  const copies = scene.field(`${ctx.actor}.copies`, flag());
  const asks = asksAbout(scene);
  const walkers = policy.asksMaybePinned ? scene.usage.owners(page.name) : [];
  const begin: readonly Statement[] = policy.asksMaybePinned
    ? [set(forkRuns(scene), 1), ...walkers.map((actor) => set(forkSeen(scene, actor), 1))]
    : [];
  const end: readonly Statement[] = policy.asksMaybePinned ? [set(forkRuns(scene), 0)] : [];
  const test = onChosen(page, page.parent.choice, (folio) => [set(copies, choose(asks(folio), 1, 0))]);
  const child = page.folios[2];
  if (child === undefined || page.child.choice === undefined || page.parent.choice === undefined)
    throw new StepError(`${page.name} is no anonymous page; only those are shared by a fork here.`);
  const copy: readonly Statement[] = [
    set(page.child.choice, 2),
    set(page.child.present, 1),
    set(page.child.writable, 1),
    set(child.ref, child.size),
    set(child.exclusive, 1),
    spend('copies', 1),
    set(copies, 0),
  ];
  const share: readonly Statement[] = [
    set(page.child.choice, page.parent.choice),
    set(page.child.present, 1),
    set(page.child.writable, 0),
    set(page.parent.writable, 0),
    ...onChosen(page, page.parent.choice, (folio) => [set(folio.exclusive, 0), increase(folio.ref, folio.size)]),
  ];
  const mirrored = hasMirrors(scene, page);
  const table: readonly Block[] = [
    ctx.step('fork: may it be pinned?', test, { source: source.forkTest }),
    branch(
      on(copies),
      [ctx.step('fork: copies it for the child', copy, { source: source.forkCopy })],
      [ctx.step('fork: shares it read-only', share, { source: source.forkShare })],
    ),
  ];
  return [
    ctx.step('fork: takes mmap_lock', [set(mmapWriter(scene), 1)], {
      guard: and(off(mmapWriter(scene)), eq(mmapReaders(scene), 0)),
      source: source.fork,
    }),
    ...(mirrored ? [notifierStart(ctx, page, 'fork: notifier start')] : []),
    ...(begin.length > 0 ? [ctx.step('fork: sequence odd', begin, { source: source.fork })] : []),
    ...table,
    ctx.last('fork: is done', [...end, ...(mirrored ? [decrease(page.notifying, 1)] : []), set(mmapWriter(scene), 0)], { source: source.fork }),
  ];
}

/** What fork asks before it shares a page. */
function asksAbout(scene: Scene): (folio: Folio) => Bool {
  const { policy } = scene;
  if (policy.asksMaybePinned) return (folio) => and(on(hasPinned(scene)), maybePinned(scene, folio));
  return policy.marks && scene.isOn('fork-consults-mark') ? isMarked : () => false;
}

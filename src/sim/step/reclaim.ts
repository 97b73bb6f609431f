/** Reclaim of one page, R1 to R8. */
import { and, type Block, branch, check, decrease, eq, increase, jump, mark, not, off, on, type Statement, set, when } from '../form/index.ts';
import { ledger, type Page } from '../world/index.ts';
import type { Context } from './context.ts';
import { deviceTouches, freeAtZero, isMarked, maybePinned } from './counts.ts';
import { notified } from './notifier.ts';
import { source } from './sources.ts';

export function reclaim(ctx: Context, page: Page): readonly Block[] {
  const { scene } = ctx;
  const [folio] = page.folios;
  const { gets, pins } = ledger(page, folio, scene.usage);
  const isFile = page.kind === 'file' || page.kind === 'shmem';
  const onLru = scene.policy.writeback === 'skip' ? not(isMarked(folio)) : true;
  const unlock = ctx.location('keep');
  const putBack = ctx.location('put back');
  const asks = scene.policy.asksMaybePinned;
  const unmaps: readonly Statement[] = [
    when(on(page.parent.present), [
      ...(isFile ? [when(on(page.parent.dirty), [set(page.dirty, 1), set(page.tag, 1)])] : []),
      set(page.parent.present, 0),
      set(page.parent.writable, 0),
      set(page.parent.dirty, 0),
      decrease(folio.ref, folio.size),
    ]),
  ];
  const frees: readonly Statement[] = [
    set(page.cached, 0),
    set(page.isolated, 0),
    set(folio.ref, 0),
    set(folio.freed, 1),
    set(page.locked, 0),
    check('I1', and(eq(gets, 0), eq(pins, 0), not(deviceTouches(scene, page, folio)))),
  ];
  const keeps = (name: string, from = source.shrink): Block => ctx.step(name, [], { source: from });
  const evict: readonly Block[] = isFile
    ? [
        branch(
          on(page.dirty),
          [keeps('R5 dirty: keeps it')],
          [
            ctx.step('R6 drops private data', [], { source: source.shrink }),
            branch(
              and(eq(folio.ref, 1 + folio.size), off(page.dirty)),
              [ctx.last('R7, R8 freezes and frees it', frees, { source: source.removeMapping }), jump('done')],
              [keeps('R7 somebody holds it: keeps it', source.removeMapping)],
            ),
          ],
        ),
      ]
    : [keeps('no place to swap it to: keeps it')];
  const pinned = branch(maybePinned(scene, folio), [keeps('R4 may be pinned: keeps it')], evict);
  const present = isFile ? on(page.cached) : on(page.parent.present);
  return [
    branch(
      and(onLru, present),
      [ctx.step('R1 isolates it', [set(page.isolated, 1), increase(folio.ref, 1)], { source: source.isolate })],
      [ctx.last('R1 finds nothing', [], { source: source.isolate }), jump('done')],
    ),
    branch(
      off(page.locked),
      [ctx.step('R2 locks it', [set(page.locked, 1)], { source: source.shrink })],
      [ctx.step('R2 locked: leaves it', [], { source: source.shrink }), jump(putBack)],
    ),
    ...(isFile ? [branch(on(page.writeback), [keeps('R2 being written: keeps it'), jump(unlock)], [])] : []),
    ...(isFile ? notified(ctx, page, 'R3 unmaps it', unmaps, { source: source.unmapAll }) : []),
    ...(asks ? [pinned] : evict),
    mark(unlock),
    ctx.step('unlocks it', [set(page.locked, 0)], { source: source.shrink }),
    mark(putBack),
    ctx.last('puts it back', [set(page.isolated, 0), decrease(folio.ref, 1), ...freeAtZero(scene, page, folio)], { source: source.shrink }),
  ];
}

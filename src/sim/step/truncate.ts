/** A file gives a page up: truncate and hole punch, T1 to T4; and the unmapping of a process. */
import { and, type Block, check, decrease, eq, not, off, on, type Statement, set, when } from '../form/index.ts';
import type { Page, Scene } from '../world/index.ts';
import type { Context } from './context.ts';
import { deviceTouches, freeAtZero, isNumber, isUnregistered } from './counts.ts';
import { mmapReaders, mmapWriter } from './gup.ts';
import { notified } from './notifier.ts';
import { source } from './sources.ts';

/** The page table loses the page. A folio whose count lands on 0 is freed. */
function unmaps(scene: Scene, page: Page): readonly Statement[] {
  const [folio] = page.folios;
  const isFile = page.kind === 'file' || page.kind === 'shmem';
  return [
    when(on(page.parent.present), [
      ...(isFile ? [when(on(page.parent.dirty), [set(page.dirty, 1), set(page.tag, 1)])] : []),
      set(page.parent.present, 0),
      set(page.parent.writable, 0),
      set(page.parent.dirty, 0),
      ...(page.kind === 'dax' ? [] : [decrease(folio.ref, folio.size), ...freeAtZero(scene, page, folio)]),
    ]),
  ];
}

export function munmap(ctx: Context, page: Page): readonly Block[] {
  const { scene } = ctx;
  return [
    ctx.step('takes mmap_lock', [set(mmapWriter(scene), 1)], { guard: and(off(mmapWriter(scene)), eq(mmapReaders(scene), 0)), source: source.zap }),
    ...notified(ctx, page, 'unmaps the page', unmaps(scene, page), { source: source.zap }),
    ctx.last('drops mmap_lock', [set(mmapWriter(scene), 0)], { source: source.zap }),
  ];
}

export function truncate(ctx: Context, page: Page, layoutWait: boolean): readonly Block[] {
  const { scene } = ctx;
  const [folio] = page.folios;
  const t1 = notified(ctx, page, 'T1 ends the file, unmaps', [set(page.pastEnd, 1), ...unmaps(scene, page)], { source: source.truncateUnmap });
  const inFlight = deviceTouches(scene, page, folio);
  if (page.kind === 'dax') {
    // dax_layout_busy_page sees a count above 1, whoever raised it; without pages somebody must keep count elsewhere
    const idle = isNumber(scene, page) ? isUnregistered(scene, page) : eq(folio.ref, 1);
    return [
      ...t1,
      ...(layoutWait ? [ctx.step('T0 waits for other users', [], { guard: idle, source: source.layoutBusy })] : []),
      ctx.last('T4 gives the blocks away', [check('I10', and(not(inFlight), isUnregistered(scene, page))), set(page.reassigned, 1)], {
        source: source.freeBlocks,
      }),
    ];
  }
  return [
    ...t1,
    ctx.step('T2 locks it', [set(page.locked, 1)], { guard: off(page.locked), source: source.truncateFolio }),
    ctx.step('T2 waits for writeback', [], { guard: off(page.writeback), source: source.waitWriteback }),
    ctx.step(
      'T3 detaches it',
      [
        when(on(page.cached), [
          set(page.cached, 0),
          set(page.dirty, 0),
          set(page.tag, 0),
          set(page.reserved, 0),
          decrease(folio.ref, folio.size),
          ...freeAtZero(scene, page, folio),
        ]),
        set(page.locked, 0),
      ],
      { source: source.detach },
    ),
    ctx.last('T4 gives the blocks away', [check('I10', off(page.writeback)), set(page.reassigned, 1)], { source: source.freeBlocks }),
  ];
}

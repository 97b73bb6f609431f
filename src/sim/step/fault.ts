/** Page faults: how a page becomes present and writable for the process. Each function is one round; its caller looks at the page table again. */
import {
  and,
  type Block,
  type Bool,
  branch,
  decrease,
  eq,
  implies,
  increase,
  ne,
  off,
  on,
  or,
  type Source,
  type Statement,
  set,
  when,
} from '../form/index.ts';
import type { Folio, Page, PageTableEntry } from '../world/index.ts';
import type { Context } from './context.ts';
import { spend } from './costs.ts';
import { freeAtZero } from './counts.ts';
import { notified } from './notifier.ts';
import { source } from './sources.ts';

/** What is done where a fault finds no page: steps that end in a jump. */
export type Fails = (name: string, source?: Source) => readonly Block[];

/** One fault on a page that is absent, or read-only and wanted for writing, or shared and wanted for a pin. */
export function fault(ctx: Context, page: Page, write: boolean, fails: Fails): readonly Block[] {
  switch (page.kind) {
    case 'file':
    case 'shmem':
      return write ? [branch(off(page.parent.present), readFault(ctx, page, fails), writeFault(ctx, page))] : readFault(ctx, page, fails);
    case 'anon':
      return copyOnWrite(ctx, page, page.parent, 1, true);
    case 'dax':
      return [
        branch(on(page.pastEnd), fails('faults past the end', source.fault), [
          ctx.step('maps the page', [set(page.parent.present, 1), set(page.parent.writable, 1)], { source: source.fault }),
        ]),
      ];
    case 'zero':
    case 'kernel':
    case 'wild':
      return fails('faults', source.fault);
    default:
      return page.kind satisfies never;
  }
}

function readFault(ctx: Context, page: Page, fails: Fails): readonly Block[] {
  const { scene } = ctx;
  const [folio] = page.folios;
  const map = [set(page.parent.present, 1), set(page.parent.writable, 0), increase(folio.ref, folio.size)];
  const present = [ctx.step('maps the page', map, { guard: on(page.cached), source: source.fault })];
  const readIn = [
    set(page.cached, 1),
    set(folio.freed, 0),
    set(folio.ref, 2 * folio.size),
    set(page.parent.present, 1),
    set(page.parent.writable, 0),
    ...(page.kind === 'file' ? [set(page.data, page.disk)] : []),
  ];
  return [
    branch(
      on(page.pastEnd),
      fails('faults past the end', source.fault),
      // only reclaim takes a page out of the cache of a file that still reaches to it
      scene.usage.does('reclaim', page.name)
        ? [branch(on(page.cached), present, [ctx.step('reads the page in again', readIn, { source: source.fault })])]
        : present,
    ),
  ];
}

/** The store is told to the filesystem. The folio lock is held from the first step to the second. */
function writeFault(ctx: Context, page: Page): readonly Block[] {
  const { scene } = ctx;
  const writable = [set(page.parent.writable, 1), set(page.parent.dirty, 1)];
  if (!page.tracksDirty) return [ctx.step('makes it writable', [set(page.dirty, 1), set(page.tag, 1), ...writable], { source: source.wpShared })];
  const heldOff = scene.usage.does('snapshot', page.name) ? [off(page.faultsHeld)] : [];
  const stillMapped = scene.usage.does('truncate', page.name) || scene.usage.does('munmap', page.name);
  const stable = scene.isOn('stable-writes');
  return [
    ctx.step('mkwrite: locks the page', [set(page.locked, 1), spend('folioLocks', 1)], {
      guard: and(off(page.locked), ...heldOff),
      source: source.mkwrite,
    }),
    branch(
      or(off(page.cached), on(page.pastEnd)),
      [ctx.step('mkwrite: truncated, unlocks', [set(page.locked, 0)], { source: source.mkwrite })],
      [
        ctx.step(
          stable ? 'mkwrite: waits, dirty, writable' : 'mkwrite: dirty, writable',
          [
            set(page.reserved, 1),
            set(page.shared, 0),
            set(page.dirty, 1),
            set(page.tag, 1),
            ...(stillMapped ? [when(on(page.parent.present), writable)] : writable),
            set(page.locked, 0),
          ],
          { guard: implies(stable, off(page.writeback)), source: source.mkwriteDone },
        ),
      ],
    ),
  ];
}

/**
 * A write fault on anonymous memory: the page is used again if nobody else can reach it, else copied to the folio number `own`. Devices listen to the
 * parent's page table only.
 */
export function copyOnWrite(ctx: Context, page: Page, entry: PageTableEntry, own: number, isHeard: boolean): readonly Block[] {
  const reuse = (folio: Folio): readonly Statement[] => [set(entry.writable, 1), set(folio.exclusive, 1)];
  // a large folio that was shared is never used again, whoever still maps it
  const reusable = (folio: Folio): Bool => or(on(folio.exclusive), folio.isLarge ? false : eq(folio.ref, 1));
  const { choice } = entry;
  const copy = page.folios[own];
  const [original] = page.folios;
  // a page that nobody can share is never copied
  if (choice === undefined || copy === undefined) return [ctx.step('reuses the page', reuse(original), { source: source.wpReuse })];
  // two faults may have begun to copy: the second finds the entry changed and drops its copy
  const repoint: readonly Statement[] = [
    when(ne(choice, own), [
      set(choice, own),
      set(entry.writable, 1),
      set(copy.ref, copy.size),
      set(copy.exclusive, 1),
      decrease(original.ref, original.size),
      ...freeAtZero(ctx.scene, page, original),
    ]),
  ];
  return [
    branch(
      or(eq(choice, own), reusable(original)),
      [ctx.step('reuses the page', [when(eq(choice, own), reuse(copy), reuse(original))], { source: source.wpReuse })],
      isHeard
        ? notified(ctx, page, 'copies the page', repoint, { source: source.wpCopy })
        : [ctx.step('copies the page', repoint, { source: source.wpCopy })],
    ),
  ];
}

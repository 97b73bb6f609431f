/** One pass of writeback over a page, W1 to W11, and what is made of it: background writeback, msync, snapshot. */
import {
  and,
  type Block,
  type Bool,
  type BoolExpr,
  branch,
  check,
  choose,
  eq,
  flag,
  implies,
  jump,
  mark,
  most,
  ne,
  not,
  off,
  on,
  or,
  range,
  type Statement,
  set,
  when,
} from '../form/index.ts';
import type { Page, Scene } from '../world/index.ts';
import { type Context, crashed, type Finish } from './context.ts';
import { spend } from './costs.ts';
import { isMarked } from './counts.ts';
import { notified } from './notifier.ts';
import { source } from './sources.ts';

/** What one pass remembers. */
interface PassFields {
  readonly sum: ReturnType<Scene['field']>;
  /** What the device read first. */
  readonly read: ReturnType<Scene['field']>;
  readonly torn: ReturnType<Scene['field']>;
  readonly copy: ReturnType<Scene['field']>;
  /** What the second leg of a mirror read, or what the parity was computed from. */
  readonly leg: ReturnType<Scene['field']>;
}

function fieldsOf(ctx: Context, page: Page): PassFields {
  const { scene, actor } = ctx;
  const version = () => range(0, 2 + scene.usage.writes(page.name), 0);
  return {
    sum: scene.field(`${actor}.sum`, version()),
    read: scene.field(`${actor}.read`, version()),
    torn: scene.field(`${actor}.torn`, flag()),
    copy: scene.field(`${actor}.copy`, version()),
    leg: scene.field(`${actor}.leg`, version()),
  };
}

/** A search finds the page: the tag is set, and the policy does not keep it off the list. */
export function isFound(scene: Scene, page: Page): BoolExpr {
  const [folio] = page.folios;
  return scene.policy.writeback === 'skip' ? and(on(page.tag), not(isMarked(folio))) : on(page.tag);
}

interface Pass {
  /** Waits for an older writeback instead of giving up. */
  readonly sync: boolean;
  /** Where the pass goes on when it has nothing to write. The mark must follow at once: what was written goes on there, too. */
  readonly to: string;
  /** What it does when it leaves the page to a pin; ends in a jump. */
  readonly pinned: readonly Block[];
  /** Makes the last steps. */
  readonly finish: Finish;
}

function pass(ctx: Context, page: Page, { sync, to, pinned, finish }: Pass): readonly Block[] {
  const { scene } = ctx;
  const { policy } = scene;
  const [folio] = page.folios;
  const w = fieldsOf(ctx, page);
  const where = scene.parameter('check');
  const bounces = policy.writeback === 'bounce';
  const skips = policy.writeback === 'skip' && scene.isOn('retest');
  const wanted = and(on(page.cached), on(page.dirty), ...(sync ? [] : [off(page.writeback)]));
  const found = isFound(scene, page);
  const clean: readonly Statement[] = [set(page.dirty, 0), set(page.reserved, 0)];
  const copies: readonly Statement[] = [
    set(page.bounced, 1),
    set(w.copy, page.data),
    spend('bounceAllocs', 1),
    spend('allocs', 1),
    spend('copies', 1),
  ];
  const keeps: readonly Statement[] = [...copies, spend('extraWritebacks', 1)];
  const tested = scene.field(`${ctx.actor}.marked`, flag());
  const w4Clean: readonly Statement[] = [
    when(on(page.parent.present), [
      when(on(page.parent.dirty), [set(page.dirty, 1), set(page.tag, 1)]),
      set(page.parent.writable, 0),
      set(page.parent.dirty, 0),
    ]),
  ];
  const mkclean =
    scene.usage.mirrors(page.name).length === 0
      ? notified(ctx, page, 'W4 cleans the page table', w4Clean, { source: source.mkclean })
      : [
          branch(on(page.parent.present), notified(ctx, page, 'W4 cleans the page table', w4Clean, { source: source.mkclean }), [
            ctx.step('W4 not mapped', [], { source: source.mkclean }),
          ]),
        ];
  const w5 = clearDirty();
  const contents = choose(on(page.bounced), w.copy, page.data);
  const reads = bounces ? contents : page.data;
  const cow = scene.usage.does('snapshot', page.name) && scene.parameter('fs-cow') === 'alloc-at-writeback';
  const stack = scene.parameter('stack');
  const reading = (into: Statement): readonly Statement[] => [check('I1', off(folio.freed)), into];
  const submits: readonly Statement[] = cow ? [set(page.shared, 0)] : [];
  return [
    branch(
      found,
      [ctx.step('W1 finds the page dirty', [], { source: source.findDirty })],
      [finish('W1 finds nothing', [], { source: source.findDirty }), jump(to)],
    ),
    branch(
      wanted,
      [ctx.step('W2 locks it', [set(page.locked, 1), spend('folioLocks', 1)], { guard: off(page.locked), source: source.prepareWriteback })],
      [finish('W2 not dirty any more', [], { guard: off(page.locked), source: source.prepareWriteback }), jump(to)],
    ),
    ...(sync ? [ctx.step('W3 waits for writeback', [], { guard: off(page.writeback), source: source.waitWriteback })] : []),
    ...(bounces && where === 'before-mkclean' ? [ctx.step('asks for the mark', [set(tested, choose(isMarked(folio), 1, 0))])] : []),
    ...mkclean,
    ...w5,
    ctx.step('W6 sets writeback, unlocks', [set(page.writeback, 1), set(page.tag, page.dirty), set(page.locked, 0)], {
      source: source.startWriteback,
    }),
    ...(scene.isOn('csum') ? [ctx.step('W7 computes the checksum', [set(w.sum, reads)], { source: source.checksum })] : []),
    ...(bounces && where === 'block-layer' ? [ctx.step('asks for the mark, copies', [when(isMarked(folio), keeps)])] : []),
    ctx.step('W8 submits the bio', submits, { source: source.submit }),
    ...(stack === 'parity' ? [ctx.step('W9 parity is computed', reading(set(w.leg, reads)), { source: source.parity })] : []),
    ctx.step('W9 device reads, first half', reading(set(w.read, reads))),
    ctx.step('W9 device reads, second half', reading(set(w.torn, choose(eq(w.read, reads), 0, 1)))),
    ...(stack === 'mirror' ? [ctx.step('W9 second leg reads', reading(set(w.leg, reads)), { source: source.mirror })] : []),
    ctx.step('W10 disk stores it', stores(), { source: source.verify }),
    finish('W11 ends writeback', ends(), { source: source.endWriteback }),
  ];

  function clearDirty(): readonly Block[] {
    const from = { source: source.clearDirty };
    if (bounces && where === 'before-mkclean') {
      return [ctx.step('W5 clears dirty or copies', [when(on(tested), keeps, clean), set(tested, 0)], from)];
    }
    if (bounces && where === 'after-mkclean') return [ctx.step('W5 clears dirty or copies', [when(isMarked(folio), keeps, clean)], from)];
    if (skips) {
      return [
        branch(
          isMarked(folio),
          [finish('W5 pinned: unlocks, dirty', [set(page.locked, 0)], from), ...pinned],
          [ctx.step('W5 clears dirty', clean, from)],
        ),
      ];
    }
    return [ctx.step('W5 clears dirty', clean, from)];
  }

  function stores(): readonly Statement[] {
    const verifies = scene.isOn('csum') ? [check('I5', and(off(w.torn), eq(w.sum, w.read)))] : [];
    const legs = stack === 'none' ? [] : [check('I5', and(off(w.torn), eq(w.leg, w.read))), set(w.leg, 0)];
    const shares = scene.usage.does('snapshot', page.name) ? [check('I7', implies(on(page.shared), eq(w.read, page.disk)))] : [];
    return [...verifies, ...legs, ...shares, check('I10', off(page.reassigned)), set(page.disk, w.read), set(w.sum, 0), set(w.torn, 0)];
  }

  function ends(): readonly Statement[] {
    const dirties = bounces && where === 'block-layer' ? [when(and(on(page.bounced), on(page.cached)), [set(page.dirty, 1), set(page.tag, 1)])] : [];
    return [set(page.writeback, 0), ...dirties, set(w.read, 0), ...(bounces ? [set(page.bounced, 0), set(w.copy, 0)] : [])];
  }
}

/** One pass in the background. */
export function writeback(ctx: Context, page: Page): readonly Block[] {
  const end = ctx.location('end of pass');
  return [...pass(ctx, page, { sync: false, to: end, pinned: [jump(end)], finish: ctx.last }), mark(end)];
}

/** A pass that waits, then until no writeback of the page is left; what it promises is durable. */
export function msync(ctx: Context, page: Page): readonly Block[] {
  const { scene } = ctx;
  const { policy } = scene;
  const [folio] = page.folios;
  const asked = scene.field(`${ctx.actor}.asked`, range(0, 2 + scene.usage.writes(page.name), 0));
  const wait = ctx.location('wait');
  const search = ctx.location('search');
  const after = ctx.location('after');
  const treats = policy.writeback === 'skip' ? scene.parameter('msync') : 'skip';
  const busy: readonly Block[] = [ctx.last('msync returns -EBUSY', [set(asked, 0)], { source: source.fsync }), jump(after)];
  const before: readonly Block[] =
    treats === 'block'
      ? [ctx.step('waits for the last unpin', [], { guard: not(isMarked(folio)), source: source.fsync })]
      : treats === 'ebusy'
        ? [branch(isMarked(folio), busy, [ctx.step('finds no pin', [])])]
        : [];
  const pinned = treats === 'block' ? [jump(search)] : treats === 'ebusy' ? busy : [jump(wait)];
  return [
    ctx.step('msync is called', [set(asked, page.last)], { source: source.fsync }),
    mark(search),
    ...before,
    ...pass(ctx, page, { sync: true, to: wait, pinned, finish: ctx.step }),
    mark(wait),
    ctx.last('msync returns 0', [set(page.promised, most(page.promised, asked)), set(asked, 0)], {
      guard: off(page.writeback),
      source: source.waitWriteback,
    }),
    mark(after),
  ];
}

/** What was promised to be durable must be on the disk. */
export function crash(ctx: Context, page: Page): readonly Block[] {
  return [ctx.last('the machine goes down', [check('I11', not(lessThan(page))), set(crashed(ctx.scene), 1)])];
}

const lessThan = (page: Page): Bool => and(ne(page.promised, 0), or(eq(page.disk, 0), { op: 'lt', left: page.disk, right: page.promised }));

/** Another file shares the block: the page is written out first, and faults are kept out from before that until after. */
export function snapshot(ctx: Context, page: Page): readonly Block[] {
  const wait = ctx.location('wait');
  return [
    // a fault that is under way has the page locked, and is waited for
    ctx.step('snapshot: keeps faults out', [set(page.faultsHeld, 1)], { guard: off(page.locked), source: source.remap }),
    ...pass(ctx, page, { sync: true, to: wait, pinned: [jump(wait)], finish: ctx.step }),
    mark(wait),
    // nothing that is in flight to the block can be left behind
    ctx.last('snapshot: shares the block', [set(page.shared, 1), set(page.faultsHeld, 0)], { guard: off(page.writeback), source: source.remap }),
  ];
}

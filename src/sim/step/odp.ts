/** A device with a page table of its own, kept right by a notifier: on-demand paging. */
import { type Block, branch, jump, mark, on, set } from '../form/index.ts';
import { beginFault, isDenied, refuse, undo } from './acquire.ts';
import { type Context, type Request, StepError } from './context.ts';
import { spend } from './costs.ts';
import { letGo, primitiveOf } from './counts.ts';
import { access } from './driver.ts';
import { takePage } from './gup.ts';
import { source } from './sources.ts';
import type { StepOf } from './vocabulary.ts';

/** Fault, insertion, release, and one access; again from the fault if a notifier takes the page away before the access begins. */
export function odp(ctx: Context, step: StepOf<'odp'>): readonly Block[] {
  const { scene, actor } = ctx;
  const page = scene.page(step.page);
  if (step.kind === 'none') throw new StepError('a fault of a device takes a reference or a pin.');
  const request: Request = { kind: step.kind, write: step.op === 'write', longterm: false, times: 1, way: 'any', hasNotifier: true };
  if (isDenied(scene, page, request)) return [refuse(ctx)];
  const { inserted, stale } = page.mirror(actor);
  const active = page.deviceActive(actor);
  const faulting = ctx.location('fault');
  const ready = ctx.location('access');
  const lets = letGo(scene, actor, page, primitiveOf(request.kind), 1);
  const insert = ctx.step('inserts it for the device', [set(inserted, 1)], { source: source.odpInsert });
  const early = step.hold === 'until-insert' ? [ctx.step('releases it', lets, { source: source.odpFault })] : [];
  const late = step.hold === 'until-done' ? [ctx.step('lost it: releases it', lets, { source: source.odpFault })] : [];
  const words = step.op === 'write' ? 'device writes' : 'device reads';
  const end = step.hold === 'until-done' ? lets : [];
  return [
    mark(faulting),
    beginFault(ctx, page, stale),
    ...takePage(ctx, page, request, ctx.step, 'done'),
    ...(step['seq-check'] ? [branch(on(stale), [undo(ctx, page, request), jump(faulting)], [insert])] : [insert]),
    ...early,
    mark(ready),
    branch(
      on(inserted),
      [ctx.step('device begins', [set(active, 1)])],
      late.length > 0 ? [...late, jump(faulting)] : [ctx.step('device faults', [spend('refaults', 1)]), jump(faulting)],
    ),
    ctx.last(words, [...access(ctx, page, step.op), set(active, 0), set(inserted, 0), ...end]),
  ];
}

/** `pfn/outlives-device`: addresses, pages and page numbers of device memory that are used or kept when what held the device in place has ended. */
import type { FlowResult } from '../../../flow/defect.ts';
import type { StaleUse } from '../../../flow/protections/stale.ts';
import { protectionEnds } from '../../../knowledge/index.ts';
import type { PathStep } from '../../../protocol/finding.ts';
import type { Trace, TraceEvent } from '../../../protocol/trace.ts';
import type { FlowRule, RuleFinding } from '../../rule.ts';
import { messages, steps } from './messages.ts';
import documentation from './rule.md';

function pathOf(u: StaleUse): readonly PathStep[] {
  const given: PathStep = { file: '', span: u.given.span, message: steps.given(u), kind: 'acquire' };
  const ended: PathStep = { file: '', span: u.ended.span, message: steps.ended(u), kind: 'release' };
  const last: PathStep = { file: '', span: u.span, message: steps[u.how](u), kind: u.how === 'returned' ? 'exit' : 'use' };
  // What is kept is put away before.
  if (u.how === 'stored') return u.given.span.start === u.span.start ? [given, ended] : [given, last, ended];
  return [given, ended, last];
}

function traceOf(u: StaleUse): Trace {
  const given: TraceEvent = { event: 'device-memory', does: 'given', ...u.given };
  const ended: TraceEvent = { event: 'device-memory', does: 'ended', ...u.ended };
  const { span, text, call } = u;
  if (u.how === 'used') return [given, ended, { event: 'device-memory', does: 'used', span, text, ...(call === undefined ? {} : { call }) }];
  const kept: TraceEvent = { event: 'device-memory', does: 'kept', span, text };
  return span.start < ended.span.start ? [given, kept, ended] : [given, ended, kept];
}

export const outlivesDevice: FlowRule = {
  info: {
    id: 'pfn/outlives-device',
    title: 'Pages and addresses of a device that are used after their protection ended',
    level: 'error',
    documentation,
    url: 'https://www.kernel.org/doc/html/latest/filesystems/dax.html',
  },
  words: protectionEnds,
  flow: true,
  check: (result: FlowResult): readonly RuleFinding[] =>
    (result.stale ?? []).map((u) => ({
      kind: u.how,
      level: u.how === 'used' ? 'error' : 'warning',
      message: messages[u.how](u),
      span: u.span,
      path: pathOf(u),
      trace: traceOf(u),
      fixes: [],
      ...(u.condition === undefined ? {} : { condition: u.condition }),
    })),
};

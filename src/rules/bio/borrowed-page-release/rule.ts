/** `bio/borrowed-page-release`: pages are released that an iterator over kernel memory, or a bio that somebody else filled, only lent. */
import type { LentRelease } from '../../../flow/protections/lentVecs.ts';
import { lenderLoops } from '../../../knowledge/index.ts';
import type { Trace } from '../../../protocol/trace.ts';
import { flowRule } from '../../gup/shared/rule.ts';
import type { FlowRule, RuleFinding } from '../../rule.ts';
import { messages, steps } from './messages.ts';
import documentation from './rule.md';

const ofIterators = flowRule({
  info: { id: 'bio/borrowed-page-release', title: 'Pages that an iterator or a bio only lent are released', documentation },
  defect: 'mismatched-release',
  only: (defect) => defect.pages.kind === 'borrowed',
  kind: () => 'released',
  message: ({ pages, call }) => messages.released({ pages, call }),
});

const traceOf = ({ loop, loopText, macro, page, ...release }: LentRelease): Trace => [
  {
    event: 'acquire',
    pages: 0,
    call: macro,
    kind: 'borrowed',
    into: page,
    requested: '1',
    outcome: 'all',
    write: 'no',
    longterm: 'no',
    span: { start: loop.start, end: loop.start + macro.length },
    text: loopText,
  },
  { event: 'release', pages: 0, kind: release.kind, call: release.call, count: '1', dirties: false, span: release.span, text: release.text },
];

const walked = (l: LentRelease): RuleFinding => ({
  kind: 'walked',
  level: 'error',
  message: messages.walked(l),
  span: l.span,
  path: [
    { file: '', span: { start: l.loop.start, end: l.loop.start + l.macro.length }, message: steps.walks(l), kind: 'acquire' },
    { file: '', span: l.span, message: steps.released(l), kind: 'release' },
  ],
  trace: traceOf(l),
  fixes: [],
  ...(l.condition === undefined ? {} : { condition: l.condition }),
});

export const borrowedPageRelease: FlowRule = {
  ...ofIterators,
  words: [...ofIterators.words, ...lenderLoops()],
  check: (result) => [...ofIterators.check(result), ...(result.lent ?? []).map(walked)],
};

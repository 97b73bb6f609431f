/** `bio/mixed-origin`: one bio holds pages that demand different releases, although all of its pages are released alike. */
import type { FlowResult, JudgedMix } from '../../../flow/defect.ts';
import type { PathStep } from '../../../protocol/finding.ts';
import { pathOf } from '../../gup/shared/path.ts';
import { referenceWords } from '../../gup/shared/words.ts';
import type { FlowRule, RuleFinding } from '../../rule.ts';
import { messages, steps } from './messages.ts';
import documentation from './rule.md';

/** Where nothing says how the bio is released, whoever completes it may know the pages apart. */
const isReleasedAlike = (mix: JudgedMix): boolean => mix.releasedBy !== undefined || mix.first.marks || mix.second.marks;

function pathThrough(mix: JudgedMix): readonly PathStep[] {
  const { bio, first, second } = mix;
  const step = (add: typeof first): PathStep => ({ file: '', span: add.span, message: steps.added({ bio, add }), kind: 'hand-over' });
  const own = [step(first), step(second)];
  const before = pathOf(mix.trace).filter((s) => s.kind === 'acquire' && own.every((o) => o.span.start !== s.span.start));
  return [...before, ...own];
}

export const mixedOrigin: FlowRule = {
  info: {
    id: 'bio/mixed-origin',
    title: 'One bio with pages that demand different releases',
    level: 'error',
    documentation,
    url: 'https://www.kernel.org/doc/html/latest/core-api/pin_user_pages.html',
  },
  words: referenceWords,
  flow: true,
  check: (result: FlowResult): readonly RuleFinding[] =>
    (result.mixes ?? []).filter(isReleasedAlike).map((mix) => ({
      kind: 'mixed',
      level: mix.releasedBy === undefined ? 'warning' : 'error',
      message: messages.mixed(mix),
      span: mix.span,
      path: pathThrough(mix),
      ...(mix.trace.length === 0 ? {} : { trace: mix.trace }),
      fixes: [],
      ...(mix.condition === undefined ? {} : { condition: mix.condition }),
    })),
};

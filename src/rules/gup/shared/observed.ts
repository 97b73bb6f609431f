/** What the rules have in common that judge what was seen of page data, not counts. */
import type { FlowResult } from '../../../flow/defect.ts';
import type { Level } from '../../../protocol/finding.ts';
import type { Trace } from '../../../protocol/trace.ts';
import type { FlowRule, RuleFinding, RuleFix } from '../../rule.ts';
import { type Bench, benchOf } from './mend/bench.ts';
import { pathOf } from './path.ts';
import { referenceWords } from './words.ts';

export interface Observed {
  readonly kind: string;
  readonly level: Level;
  readonly message: string;
  readonly span: RuleFinding['span'];
  readonly trace: Trace;
  readonly condition?: string | undefined;
  /** Edits that may mend it, likeliest first. */
  readonly mend?: (bench: Bench) => readonly RuleFix[];
}

interface ObservedRule {
  readonly info: Omit<FlowRule['info'], 'url'>;
  readonly find: (result: FlowResult) => readonly Observed[];
}

export function observedRule({ info, find }: ObservedRule): FlowRule {
  return {
    info: { ...info, url: 'https://www.kernel.org/doc/html/latest/core-api/pin_user_pages.html' },
    words: referenceWords,
    flow: true,
    check: (result: FlowResult): readonly RuleFinding[] =>
      find(result).map(({ kind, level, message, span, trace, condition }) => ({
        kind,
        level,
        message,
        span,
        ...(trace.length === 0 ? {} : { trace }),
        path: pathOf(trace),
        fixes: [],
        ...(condition === undefined ? {} : { condition }),
      })),
    mend(result, finding, context) {
      const found = find(result).find((o) => o.span.start === finding.span.start && o.kind === finding.kind && o.message === finding.message);
      const bench = found?.mend && benchOf(context, found.span);
      return bench ? (found?.mend?.(bench) ?? []) : [];
    },
  };
}

/** What the rules about page references have in common: which records of the flow analysis are theirs, and how such a record becomes a finding. */
import type { Defect, FlowResult } from '../../../flow/defect.ts';
import type { Level } from '../../../protocol/finding.ts';
import type { FlowRule, RuleFinding, RuleFix } from '../../rule.ts';
import { type Bench, benchOf } from './mend/bench.ts';
import { pathOf } from './path.ts';
import { referenceWords } from './words.ts';

export type DefectOf<K extends Defect['defect']> = Extract<Defect, { defect: K }>;

interface DefectRule<K extends Defect['defect']> {
  readonly info: Omit<FlowRule['info'], 'url' | 'level'>;
  readonly defect: K;
  /** Where two rules share a record. */
  readonly only?: (defect: DefectOf<K>) => boolean;
  /** Which sort of this rule's findings. */
  readonly kind: (defect: DefectOf<K>) => string;
  readonly message: (defect: DefectOf<K>) => string;
  /** Where `certain` alone does not decide. */
  readonly level?: (defect: DefectOf<K>) => Level;
  /** Edits that may mend it, likeliest first. */
  readonly mend?: (defect: DefectOf<K>, bench: Bench) => readonly RuleFix[];
}

/** Wrong on a path of this function is an error; where the storage outlives it, the harm depends on what callers do. */
export const byCertainty = (defect: Defect): Level => (defect.certain ? 'error' : 'warning');

export function flowRule<K extends Defect['defect']>(rule: DefectRule<K>): FlowRule {
  const isOwn = (defect: Defect): defect is DefectOf<K> => defect.defect === rule.defect && (rule.only?.(defect as DefectOf<K>) ?? true);
  return {
    info: { ...rule.info, level: 'error', url: 'https://www.kernel.org/doc/html/latest/core-api/pin_user_pages.html' },
    words: referenceWords,
    flow: true,
    check: (result: FlowResult): readonly RuleFinding[] =>
      result.defects.filter(isOwn).map((defect) => ({
        kind: rule.kind(defect),
        level: (rule.level ?? byCertainty)(defect),
        message: rule.message(defect),
        span: defect.span,
        trace: defect.trace,
        path: pathOf(defect.trace),
        fixes: [],
        ...(defect.condition === undefined ? {} : { condition: defect.condition }),
      })),
    mend(result, finding, context) {
      const defect = result.defects
        .filter(isOwn)
        .find((d) => d.trace === finding.trace && d.span.start === finding.span.start && rule.kind(d) === finding.kind);
      const bench = defect && rule.mend && benchOf(context, defect.span);
      return bench ? (rule.mend?.(defect, bench) ?? []) : [];
    },
  };
}

/** Which findings the comments of a file allow, and which of these comments allow nothing. */
import type { Span } from '../../base/span.ts';
import type { Finding } from '../../protocol/finding.ts';
import type { JudgedAllow } from '../../rules/index.ts';
import type { SourceFile } from '../../syntax/index.ts';
import { ruleMatcher } from '../levels.ts';
import { type AllowComment, allowComments } from './comment.ts';

type Judged = Pick<Finding, 'rule' | 'span'>;

export interface AllowQuestion<F extends Judged> {
  readonly file: SourceFile;
  /** In order of position. */
  readonly findings: readonly F[];
  /** Of all rules. */
  readonly ruleIds: readonly string[];
  /** Whether a rule was asked about this file. */
  readonly isOn: (rule: string) => boolean;
  /** Where findings may be missing, since the analysis gave up. */
  readonly uncertain: readonly Span[];
}

export interface AllowAnswer<F> {
  /** The comment that allows a finding: the first of several. */
  readonly allowed: ReadonlyMap<F, AllowComment>;
  /** In order of position. */
  readonly comments: readonly JudgedAllow[];
}

/** The rule that says that a comment allows nothing: one that names it is kept on purpose, for another kernel or configuration. */
const UNUSED = 'gupscope/unused-allow';

export function judgeAllows<F extends Judged>({ file, findings, ruleIds, isOn, uncertain }: AllowQuestion<F>): AllowAnswer<F> {
  const allowed = new Map<F, AllowComment>();
  const comments = allowComments(file).map((comment): JudgedAllow => {
    const { covers } = comment;
    const near = findings.filter(({ span }) => covers.start <= span.start && span.start < covers.end);
    const isUncertain = uncertain.some((span) => span.start < covers.end && covers.start < span.end);
    const isKept = comment.entries.some(({ pattern }) => ruleMatcher(pattern)(UNUSED));
    const entries = comment.entries.map((entry): JudgedAllow['entries'][number] => {
      const matches = ruleMatcher(entry.pattern);
      const named = ruleIds.filter(matches);
      const hits = near.filter(({ rule }) => matches(rule));
      for (const finding of hits) if (!allowed.has(finding)) allowed.set(finding, comment);
      if (named.length === 0) return { ...entry, state: 'unknown' };
      if (hits.length > 0) return { ...entry, state: 'used' };
      return { ...entry, state: isKept || isUncertain || !named.every(isOn) ? 'unsure' : 'unused' };
    });
    return { span: comment.span, comment: comment.comment, entries, ...(comment.mistake === undefined ? {} : { mistake: comment.mistake }) };
  });
  return { allowed, comments };
}

/** Audits a file before and after each of its seeds, and says whether the rule that must speak did, or whether one spoke that must not. */
import { type Span, type TextEdit } from '../../src/base/span.ts';
import type { Engine } from '../../src/engine/index.ts';
import type { Finding } from '../../src/protocol/finding.ts';
import type { SeededFile } from './corpus.ts';
import type { Seed } from './types.ts';

export interface SeedVerdict {
  readonly seed: Seed;
  /**
   * Of a fault: `found` by a right rule in a right function, `other-rule` by another one of the group there, `other-function`, `missed`; `known` if
   * the function has a finding of a right rule as it is, so that nothing new can be told apart. Of a harmless edit: `silent`, or `alarm`.
   */
  readonly outcome: 'found' | 'other-rule' | 'other-function' | 'known' | 'missed' | 'silent' | 'alarm';
  /** What was reported that the unmodified file does not have. */
  readonly added: readonly Pick<Finding, 'rule' | 'message' | 'enclosing'>[];
  /** The edited function is named as not analysed to its end. */
  readonly incomplete: boolean;
}

/** Rules of these groups are the ones that are judged. */
const judged = (finding: Finding): boolean => /^(gup|kmap|bio|pfn)\//.test(finding.rule);

interface Baseline {
  readonly findings: readonly Finding[];
  readonly prints: ReadonlySet<string>;
  readonly counts: ReadonlyMap<string, number>;
  readonly errors: number;
  readonly incomplete: ReadonlySet<string>;
}

const bucket = (f: Finding): string => `${f.rule}\n${f.enclosing ?? ''}`;

function count(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(bucket(finding), (counts.get(bucket(finding)) ?? 0) + 1);
  return counts;
}

/** Throws if an edit leaves text that cannot be read: such a seed would judge the parser. */
export function judgeFile(
  engine: Pick<Engine, 'open' | 'edit' | 'report'>,
  root: string,
  file: SeededFile,
  each: (verdict: SeedVerdict) => void,
): void {
  const opened = engine.open(`${root}/${file.path}`, file.source);
  const before = engine.report(opened, { stats: true, fixes: false });
  const findings = before.findings.filter(judged);
  const baseline: Baseline = {
    findings,
    prints: new Set(findings.map((f) => f.fingerprint)),
    counts: count(findings),
    errors: before.stats.functionsWithSyntaxErrors.length,
    incomplete: new Set(before.stats.incompleteFunctions.map((f) => f.name)),
  };
  for (const seed of file.seeds) {
    const after = engine.report(engine.edit(opened, seed.edits), { stats: true, fixes: false });
    const torn = after.stats.functionsWithSyntaxErrors;
    if (torn.length > baseline.errors) throw new Error(`seed ${seed.id} (${seed.kind}, ${seed.variant}) tears ${file.path}:${seed.line}`);
    const incomplete = after.stats.incompleteFunctions.some((f) => f.name === seed.function);
    each({ ...judgeSeed(seed, baseline, after.findings.filter(judged)), incomplete });
  }
}

function judgeSeed(seed: Seed, baseline: Baseline, findings: readonly Finding[]): Omit<SeedVerdict, 'incomplete'> {
  const counts = count(findings);
  const more = (f: Finding): boolean => (counts.get(bucket(f)) ?? 0) > (baseline.counts.get(bucket(f)) ?? 0);
  if (seed.kind === 'harmless') {
    // An edit that changes a line changes the prints of what was found there: the number counts.
    const added = findings.filter((f) => more(f) && f.enclosing !== undefined && !baseline.prints.has(f.fingerprint));
    const alarm = [...counts].some(([key, n]) => n > (baseline.counts.get(key) ?? 0));
    return { seed, outcome: alarm ? 'alarm' : 'silent', added };
  }
  const added = findings.filter((f) => !baseline.prints.has(f.fingerprint) && (more(f) || !movedFrom(f, seed.edits, baseline.findings)));
  const right = added.filter((f) => seed.rightFunctions.includes(f.enclosing ?? ''));
  if (right.some((f) => seed.accepted.includes(f.rule))) return { seed, outcome: 'found', added };
  if (right.length > 0) return { seed, outcome: 'other-rule', added };
  if (added.length > 0) return { seed, outcome: 'other-function', added };
  const known = findings.some((f) => seed.accepted.includes(f.rule) && f.enclosing === seed.function);
  return { seed, outcome: known ? 'known' : 'missed', added };
}

/** An old finding of the same sort starts at the same place, or inside the text that the seed changed. */
function movedFrom(finding: Finding, edits: readonly TextEdit[], old: readonly Finding[]): boolean {
  const place = unedited(finding.span.start, edits);
  return old.some((f) => f.rule === finding.rule && f.kind === finding.kind && place.start <= f.span.start && f.span.start <= place.end);
}

/** Where a place of the edited text lies in the unmodified one: a whole edit, if it is inside of one. */
function unedited(offset: number, edits: readonly TextEdit[]): Span {
  let by = 0;
  for (const { span, newText } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    const start = span.start + by;
    if (offset < start) break;
    if (offset < start + newText.length) return span;
    by += newText.length - (span.end - span.start);
  }
  return { start: offset - by, end: offset - by };
}

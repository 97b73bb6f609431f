/**
 * Findings against the compiler's judgement, site by site. Pure: both come as data, and what to think of a difference is decided here.
 */
import { bySite, type Judged, type Site, siteKey, type UnrejectedSite } from './kernelBuildJudge.ts';
import type { DefinitionLines } from './kernelBuildSource.ts';

/** A finding as `audit --format json` prints it; positions are 1-based, columns in UTF-16 units. */
export interface ReportedSite {
  readonly file: string;
  readonly startLine: number;
  readonly startColumn: number;
}

/** The definition of one of the tree's own helpers. */
export interface HelperSpan extends DefinitionLines {
  readonly file: string;
}

export interface ExplainedSite extends Site {
  readonly reason: string;
}

/** All lists are sorted by file, line, column. A correct auditor leaves `missed`, `unexplained` and `silent` empty. */
export interface Comparison {
  /** Rejected by gcc and reported. */
  readonly agreed: readonly Site[];
  /** Rejected, not reported, and in no helper. */
  readonly missed: readonly Site[];
  /** Rejected and, being a helper's own access, rightly not reported; the reason names the helper. */
  readonly inHelpers: readonly ExplainedSite[];
  /** Reported beyond gcc, in text that this build does not compile. */
  readonly beyond: readonly ExplainedSite[];
  /** Reported although gcc compiles the text without complaint, within a helper, where no such token is, or twice. */
  readonly unexplained: readonly ExplainedSite[];
  /** Tokens in text that this build does not compile, in no helper, that are not reported: nobody has looked at them. */
  readonly silent: readonly ExplainedSite[];
}

export function compareWithJudge(findings: readonly ReportedSite[], judged: Judged, helperSpans: readonly HelperSpan[]): Comparison {
  const rejected = new Set(judged.rejected.map(siteKey));
  const others = new Map(judged.unrejected.map((site) => [siteKey(site), site]));
  const fileReasons = new Map(judged.notCompiled.map((entry) => [entry.file, entry.reason]));
  const helperOf = (site: Site): string | undefined =>
    helperSpans.find((span) => span.file === site.file && span.firstLine <= site.line && site.line <= span.lastLine)?.name;

  const agreed: Site[] = [];
  const beyond: ExplainedSite[] = [];
  const unexplained: ExplainedSite[] = [];
  const reported = new Set<string>();
  for (const finding of findings) {
    const site = { file: finding.file, line: finding.startLine, column: finding.startColumn };
    const key = siteKey(site);
    const helper = helperOf(site);
    const other = others.get(key);
    if (reported.has(key)) unexplained.push({ ...site, reason: 'reported twice' });
    else if (helper !== undefined) unexplained.push({ ...site, reason: `the body of the helper ${helper}` });
    else if (rejected.has(key)) agreed.push(site);
    else if (other === undefined) unexplained.push({ ...site, reason: `no ${judged.member.name} that gcc was asked about` });
    else if (other.state === 'other') unexplained.push({ ...site, reason: 'gcc compiles this text without complaint' });
    else beyond.push({ ...site, reason: whyUncompiled(other.state, fileReasons.get(site.file)) });
    reported.add(key);
  }

  const missed: Site[] = [];
  const inHelpers: ExplainedSite[] = [];
  for (const site of judged.rejected) {
    const helper = helperOf(site);
    if (helper !== undefined) inHelpers.push({ ...site, reason: helper });
    else if (!reported.has(siteKey(site))) missed.push(site);
  }
  const silent = judged.unrejected.flatMap((site) =>
    site.state === 'other' || reported.has(siteKey(site)) || helperOf(site) !== undefined
      ? []
      : [{ file: site.file, line: site.line, column: site.column, reason: whyUncompiled(site.state, fileReasons.get(site.file)) }],
  );
  return {
    agreed: agreed.sort(bySite),
    missed: missed.sort(bySite),
    inHelpers: inHelpers.sort(bySite),
    beyond: beyond.sort(bySite),
    unexplained: unexplained.sort(bySite),
    silent: silent.sort(bySite),
  };
}

function whyUncompiled(state: Exclude<UnrejectedSite['state'], 'other'>, fileReason: string | undefined): string {
  switch (state) {
    case 'not-compiled':
      return `not compiled: ${fileReason ?? 'no command'}`;
    case 'untaken-arm':
      return 'an #if arm that no compiled file takes';
    case 'macro-body':
      return 'the body of a macro that no compiled file expands';
  }
}

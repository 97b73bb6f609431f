/** The `gitlab` format: a Code Quality report, which GitLab shows beside the changed lines of a merge request. */
import type { Result } from 'sarif';
import { displayText } from '../base/encoding.ts';
import { stableHash } from '../base/hash.ts';
import type { Level } from '../protocol/finding.ts';
import { fingerprintNames } from '../protocol/fingerprintNames.ts';
import { type AuditReport, messageOf } from './model.ts';

type PathOf = (file: string) => string;

/** The words of the format (docs.gitlab.com/ci/testing/code_quality). `blocker` and `critical` are left to what stops a release. */
const severities: Readonly<Record<Level, string>> = { error: 'major', warning: 'minor', note: 'info' };

interface Entry {
  readonly rule: string;
  readonly level: Level;
  readonly message: string;
  /** Relative to the source root. */
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly fingerprint: string;
}

function write(entries: readonly Entry[], pathOf: PathOf): string {
  const lines = entries.map((e) =>
    JSON.stringify({
      description: displayText(e.message),
      check_name: e.rule,
      // GitLab knows an issue by this alone, and one function may be in two files.
      fingerprint: stableHash(`${e.file}\n${e.fingerprint}`),
      severity: severities[e.level],
      location: { path: displayText(pathOf(e.file)), lines: { begin: e.startLine, end: e.endLine } },
    }),
  );
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}

/** `pathOf` gives the path as the repository has it from a name relative to the source root. */
export const formatGitlab = (report: AuditReport, pathOf: PathOf): string =>
  write(
    report.findings.map((f) => ({ ...f, ...f.range, message: messageOf(f) })),
    pathOf,
  );

/** The same of results that `formatSarif` wrote; those that do not count are left out. */
export const gitlabOfResults = (results: readonly Result[], pathOf: PathOf): string =>
  write(
    results
      .filter((r) => (r.suppressions ?? []).length === 0 && r.baselineState !== 'absent')
      .map((r): Entry => {
        const place = r.locations?.[0]?.physicalLocation;
        const startLine = place?.region?.startLine ?? 1;
        return {
          rule: r.ruleId ?? '',
          level: r.level === 'error' || r.level === 'warning' ? r.level : 'note',
          message: r.message.text ?? '',
          file: decodeURIComponent(place?.artifactLocation?.uri ?? ''),
          startLine,
          endLine: place?.region?.endLine ?? startLine,
          fingerprint: r.partialFingerprints?.[fingerprintNames.whole] ?? '',
        };
      }),
    pathOf,
  );

/** The `sarif` format, version 2.1.0 of the OASIS standard. The meaning of each field that is ours stands in the contract. */
import type { Invocation, Location, Log, Notification, Region, ReportingDescriptor, Result, ThreadFlowLocation } from 'sarif';
import { displayText } from '../base/encoding.ts';
import type { Problem } from '../base/problem.ts';
import { fingerprintNames } from '../protocol/fingerprintNames.ts';
import {
  type AuditReport,
  type CountedFunction,
  compareFindings,
  compareText,
  type GoneFinding,
  type LocatedFinding,
  type LocatedFix,
  type LocatedStep,
  messageOf,
  type Range,
  type Suppression,
} from './model.ts';
import { handOverCounts } from './summary.ts';
import { flatTrace } from './trace.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const BASE = 'SRCROOT';

const uriOf = (file: string): string => displayText(file).split('/').map(encodeURIComponent).join('/');
const artifact = (file: string): { uri: string; uriBaseId: string } => ({ uri: uriOf(file), uriBaseId: BASE });
/** A file that a notification names: relative to the source root, or absolute where it lies outside. */
const anyFile = (file: string): { uri: string; uriBaseId?: string } => (file.startsWith('/') ? { uri: `file://${uriOf(file)}` } : artifact(file));
const region = (r: Range): Region => ({ startLine: r.startLine, startColumn: r.startColumn, endLine: r.endLine, endColumn: r.endColumn });
const physical = (file: string, range: Range): Location => ({ physicalLocation: { artifactLocation: artifact(file), region: region(range) } });

/** The standard's own words for what a step does. */
const stepKinds: Readonly<Record<NonNullable<LocatedStep['kind']>, readonly string[]>> = {
  acquire: ['acquire', 'resource'],
  branch: ['branch'],
  jump: ['branch', 'implicit'],
  release: ['release', 'resource'],
  use: ['resource', 'value'],
  exit: ['return', 'function'],
  'hand-over': ['call', 'resource'],
};

/** A viewer that folds a path shows at least where the pages were taken and where it ends. */
const importanceOf = (step: LocatedStep, at: number, path: readonly LocatedStep[]): ThreadFlowLocation.importance =>
  step.kind === 'acquire' || at === path.length - 1 ? 'essential' : 'important';

/** The path twice: as a flow, and as numbered places for viewers that know no flows. */
function pathOf({ path }: LocatedFinding): Pick<Result, 'codeFlows' | 'relatedLocations'> {
  if (path.length === 0) return {};
  const placed = path.map((step): Location => ({ ...physical(step.file, step.range), message: { text: step.message } }));
  const locations = path.map(
    (step, i): ThreadFlowLocation => ({
      location: placed[i] ?? {},
      executionOrder: i + 1,
      importance: importanceOf(step, i, path),
      ...(step.kind === undefined ? {} : { kinds: [...stepKinds[step.kind]] }),
    }),
  );
  return { codeFlows: [{ threadFlows: [{ locations }] }], relatedLocations: placed.map((location, i) => ({ id: i + 1, ...location })) };
}

const fixOf = (fix: LocatedFix): NonNullable<Result['fixes']>[number] => ({
  description: { text: fix.title },
  artifactChanges: fix.changes.map((change) => ({
    artifactLocation: artifact(change.file),
    replacements: change.edits.map((edit) => ({
      deletedRegion: region(edit.range),
      ...(edit.newText === '' ? {} : { insertedContent: { text: edit.newText } }),
    })),
  })),
});

interface Standing {
  /** Negative if the rule is not among those of the run. */
  readonly ruleIndex: number;
  readonly suppression?: Suppression;
  /** Only where there is a baseline: then every result says where it stands. */
  readonly baselineState?: 'new' | 'unchanged';
}

function suppressionOf(s: Suppression, file: string): NonNullable<Result['suppressions']>[number] {
  if (s.by === 'baseline') return { kind: 'external', status: 'accepted', justification: 'stands in the baseline' };
  return { kind: 'inSource', status: 'accepted', justification: s.reason, location: physical(file, s.comment) };
}

function resultOf(f: LocatedFinding, { ruleIndex, suppression, baselineState }: Standing): Result {
  return {
    ruleId: f.rule,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: f.level,
    ...(baselineState === undefined ? {} : { baselineState }),
    ...(suppression === undefined ? {} : { suppressions: [suppressionOf(suppression, f.file)] }),
    message: { text: messageOf(f) },
    locations: [
      {
        ...physical(f.file, f.range),
        ...(f.enclosing === undefined ? {} : { logicalLocations: [{ name: f.enclosing }] }),
      },
    ],
    partialFingerprints: {
      [fingerprintNames.whole]: f.fingerprint,
      [fingerprintNames.line]: f.likeness.line,
      [fingerprintNames.context]: f.likeness.context,
    },
    ...pathOf(f),
    ...(f.fixes.length === 0 ? {} : { fixes: f.fixes.map(fixOf) }),
    properties: {
      kind: f.kind,
      ...(f.condition === undefined || f.condition === '' ? {} : { condition: f.condition }),
      ...(f.noFixReason === undefined ? {} : { noFixReason: f.noFixReason }),
      ...(f.trace === undefined && f.replay === undefined
        ? {}
        : {
            gupscope: {
              ...(f.trace === undefined ? {} : { trace: flatTrace(f.trace) }),
              ...(f.replay === undefined ? {} : { replay: f.replay }),
            },
          }),
    },
  };
}

/** What the baseline tells of a finding that is gone: readers of SARIF expect it among the results. */
const goneResult = (gone: GoneFinding, ruleIndex: number): Result => ({
  ruleId: gone.rule,
  ...(ruleIndex < 0 ? {} : { ruleIndex }),
  level: gone.level,
  baselineState: 'absent',
  message: { text: gone.message },
  locations: [
    {
      physicalLocation: { artifactLocation: artifact(gone.file), region: { ...gone.range } },
      ...(gone.enclosing === undefined ? {} : { logicalLocations: [{ name: gone.enclosing }] }),
    },
  ],
  partialFingerprints: {
    [fingerprintNames.whole]: gone.fingerprint,
    ...(gone.likeness?.line === undefined ? {} : { [fingerprintNames.line]: gone.likeness.line }),
    ...(gone.likeness?.context === undefined ? {} : { [fingerprintNames.context]: gone.likeness.context }),
  },
});

/** Those that count, those that do not, in one order; then those that are gone. */
function resultsOf(report: AuditReport, { omitSuppressed }: SarifOptions): Result[] {
  const index = new Map(report.rules.map((rule, i) => [rule.id, i]));
  const indexOf = (rule: string): number => index.get(rule) ?? -1;
  const { baseline } = report;
  const stateOf = (isKnown: boolean): Pick<Standing, 'baselineState'> =>
    baseline === undefined ? {} : { baselineState: isKnown ? 'unchanged' : 'new' };
  const present = [
    ...report.findings.map((finding) => ({ finding, standing: stateOf(false) })),
    ...(omitSuppressed ? [] : report.suppressed).map(({ finding, suppression, isKnown }) => ({
      finding,
      standing: { suppression, ...stateOf(isKnown) },
    })),
  ];
  // Findings are in order already.
  if (report.suppressed.length > 0) present.sort((a, b) => compareFindings(a.finding, b.finding));
  return [
    ...present.map(({ finding, standing }) => resultOf(finding, { ruleIndex: indexOf(finding.rule), ...standing })),
    ...(omitSuppressed ? [] : (baseline?.gone ?? [])).map((gone) => goneResult(gone, indexOf(gone.rule))),
  ];
}

const problemNotification = (p: Problem): Notification => ({
  level: p.severity,
  message: { text: p.message },
  ...(p.file === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: anyFile(p.file) } }] }),
});

const functionNotification = (f: CountedFunction, what: string): Notification => ({
  level: 'note',
  message: { text: `${f.name} ${what}: ${f.reason}` },
  locations: [
    {
      physicalLocation: { artifactLocation: artifact(f.file), region: { startLine: f.line } },
      logicalLocations: [{ name: f.name }],
    },
  ],
});

/** What concerns the run, as it came; then what concerns files, by file and line: an order that parts of a run can be put together in. */
export function inOrder(notifications: readonly Notification[]): Notification[] {
  const placeOf = (n: Notification): { uri: string; line: number } | undefined => {
    const place = n.locations?.[0]?.physicalLocation;
    return place?.artifactLocation?.uri === undefined ? undefined : { uri: place.artifactLocation.uri, line: place.region?.startLine ?? 0 };
  };
  const placed = notifications.flatMap((n) => {
    const place = placeOf(n);
    return place === undefined ? [] : [{ n, ...place }];
  });
  placed.sort((a, b) => compareText(a.uri, b.uri) || a.line - b.line || compareText(a.n.message.text ?? '', b.n.message.text ?? ''));
  return [...notifications.filter((n) => placeOf(n) === undefined), ...placed.map(({ n }) => n)];
}

function invocationOf(report: AuditReport): Invocation {
  return {
    executionSuccessful: report.exit.code !== 2,
    exitCode: report.exit.code,
    exitCodeDescription: report.exit.reason,
    ...(report.timing === undefined ? {} : { startTimeUtc: report.timing.startedAt, endTimeUtc: report.timing.endedAt }),
    toolExecutionNotifications: inOrder([
      ...report.problems.map(problemNotification),
      ...report.stats.functionsWithSyntaxErrors.map((f) => functionNotification(f, 'holds syntax that was not understood')),
      ...report.stats.incompleteFunctions.map((f) => functionNotification(f, 'was analysed in part')),
    ]),
  };
}

function descriptorOf(rule: AuditReport['rules'][number]): ReportingDescriptor {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    help: { text: rule.documentation, markdown: rule.documentation },
    ...(rule.url === undefined ? {} : { helpUri: rule.url }),
    defaultConfiguration: { level: rule.level },
  };
}

export interface SarifOptions {
  /** Leave out what does not count, for readers that take every result for one that does. */
  readonly omitSuppressed: boolean;
}

export function sarifLog(report: AuditReport, options: SarifOptions): Log {
  const bySuppression = (by: Suppression['by']): number => report.suppressed.filter(({ suppression }) => suppression.by === by).length;
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'gupscope', version: report.toolVersion, rules: report.rules.map(descriptorOf) } },
        invocations: [invocationOf(report)],
        originalUriBaseIds: { [BASE]: { uri: report.sourceRootUri } },
        columnKind: 'utf16CodeUnits',
        results: resultsOf(report, options),
        properties: {
          gupscope: {
            files: report.stats.files,
            bytes: report.stats.bytes,
            trackedFunctions: report.stats.trackedFunctions,
            functionsWithSyntaxErrors: report.stats.functionsWithSyntaxErrors.length,
            incompleteFunctions: report.stats.incompleteFunctions.length,
            acquiringFunctions: report.stats.acquiringFunctions,
            suppressed: {
              inSource: bySuppression('comment'),
              external: bySuppression('baseline'),
            },
            ...(report.baseline === undefined ? {} : { absent: report.baseline.gone.length }),
            handedOver: Object.fromEntries(handOverCounts(report.stats.handedOver)),
            ...(report.timing === undefined ? {} : { elapsedMs: report.timing.elapsedMs }),
            kernelVersions: report.kernelVersions,
            outcome: report.outcome,
            ...(report.shard === undefined ? {} : { shard: report.shard }),
          },
        },
      },
    ],
  };
}

export function formatSarif(report: AuditReport, options: SarifOptions): string {
  return writeSarif(sarifLog(report, options));
}

/** A log as text; bytes that are not UTF-8 have no name in JSON and become U+FFFD. */
export function writeSarif(log: unknown): string {
  const wellFormed = (_key: string, value: unknown): unknown => (typeof value === 'string' ? displayText(value) : value);
  return `${JSON.stringify(log, wellFormed, 1)}\n`;
}

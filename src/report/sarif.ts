/** The `sarif` format, version 2.1.0 of the OASIS standard. The meaning of each field that is ours stands in the contract. */
import type { Invocation, Location, Log, Notification, Region, ReportingDescriptor, Result } from 'sarif';
import { displayText } from '../base/encoding.ts';
import type { Problem } from '../base/problem.ts';
import type { AuditReport, CountedFunction, LocatedFinding, LocatedFix, Range } from './model.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const BASE = 'SRCROOT';
/** The number after the slash rises when fingerprints are computed in another way. */
const FINGERPRINT = 'gupscope/v1';

const uriOf = (file: string): string => displayText(file).split('/').map(encodeURIComponent).join('/');
const artifact = (file: string): { uri: string; uriBaseId: string } => ({ uri: uriOf(file), uriBaseId: BASE });
/** A file that a notification names: relative to the source root, or absolute where it lies outside. */
const anyFile = (file: string): { uri: string; uriBaseId?: string } => (file.startsWith('/') ? { uri: `file://${uriOf(file)}` } : artifact(file));
const region = (r: Range): Region => ({ startLine: r.startLine, startColumn: r.startColumn, endLine: r.endLine, endColumn: r.endColumn });
const physical = (file: string, range: Range): Location => ({ physicalLocation: { artifactLocation: artifact(file), region: region(range) } });

function codeFlowsOf(f: LocatedFinding): Pick<Result, 'codeFlows'> {
  if (f.path.length === 0) return {};
  const locations = f.path.map((step) => ({ location: { ...physical(step.file, step.range), message: { text: step.message } } }));
  return { codeFlows: [{ threadFlows: [{ locations }] }] };
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

function resultOf(f: LocatedFinding, ruleIndex: number): Result {
  return {
    ruleId: f.rule,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: f.level,
    message: { text: f.message },
    locations: [
      {
        ...physical(f.file, f.range),
        ...(f.enclosing === undefined ? {} : { logicalLocations: [{ name: f.enclosing }] }),
      },
    ],
    partialFingerprints: { [FINGERPRINT]: f.fingerprint },
    ...codeFlowsOf(f),
    ...(f.fixes.length === 0 ? {} : { fixes: f.fixes.map(fixOf) }),
    properties: {
      kind: f.kind,
      ...(f.condition === undefined || f.condition === '' ? {} : { condition: f.condition }),
      ...(f.noFixReason === undefined ? {} : { noFixReason: f.noFixReason }),
    },
  };
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

function invocationOf(report: AuditReport): Invocation {
  return {
    executionSuccessful: report.exit.code !== 2,
    exitCode: report.exit.code,
    exitCodeDescription: report.exit.reason,
    ...(report.timing === undefined ? {} : { startTimeUtc: report.timing.startedAt, endTimeUtc: report.timing.endedAt }),
    toolExecutionNotifications: [
      ...report.problems.map(problemNotification),
      ...report.stats.functionsWithSyntaxErrors.map((f) => functionNotification(f, 'holds syntax that was not understood')),
      ...report.stats.incompleteFunctions.map((f) => functionNotification(f, 'was analysed in part')),
    ],
  };
}

function descriptorOf(rule: AuditReport['rules'][number]): ReportingDescriptor {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    help: { text: rule.documentation, markdown: rule.documentation },
    helpUri: rule.url,
    defaultConfiguration: { level: rule.level },
  };
}

export function sarifLog(report: AuditReport): Log {
  const index = new Map(report.rules.map((rule, i) => [rule.id, i]));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'gupscope', version: report.toolVersion, rules: report.rules.map(descriptorOf) } },
        invocations: [invocationOf(report)],
        originalUriBaseIds: { [BASE]: { uri: report.sourceRootUri } },
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((f) => resultOf(f, index.get(f.rule) ?? -1)),
        properties: {
          gupscope: {
            files: report.stats.files,
            bytes: report.stats.bytes,
            trackedFunctions: report.stats.trackedFunctions,
            functionsWithSyntaxErrors: report.stats.functionsWithSyntaxErrors.length,
            incompleteFunctions: report.stats.incompleteFunctions.length,
            ...(report.timing === undefined ? {} : { elapsedMs: report.timing.elapsedMs }),
            kernelVersions: report.kernelVersions,
          },
        },
      },
    ],
  };
}

export function formatSarif(report: AuditReport): string {
  const wellFormed = (_key: string, value: unknown): unknown => (typeof value === 'string' ? displayText(value) : value);
  return `${JSON.stringify(sarifLog(report), wellFormed, 1)}\n`;
}

/** What a list of findings shows of one file: made from the same analysis as its diagnostics. */
import { posix } from 'node:path';
import { CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { decodeSource } from '../../src/base/encoding.ts';
import type { OpenFile } from '../../src/engine/index.ts';
import type { FileReport, FunctionNote } from '../../src/protocol/finding.ts';
import type { AuditFileParams, FileFindings, FileStatus } from '../../src/protocol/requests.ts';
import { subsystemOf } from '../../src/protocol/subsystem.ts';
import { type Place, toListed, toRange } from '../convert.ts';
import { letsIn, type Project } from '../projects.ts';
import { analyseWithFixes, placeIn, type ServerContext } from '../serverContext.ts';
import { inSlices } from '../slices.ts';
import { isCFile, pathOfUri, uriOfPath } from '../uris.ts';

/** What is said of one file: its engine file, and its report with fixes. */
export interface Judged {
  readonly file: OpenFile;
  readonly report: FileReport;
}

/** `elsewhere` finds other files that a path leads through. */
export function fileFindings(uri: string, { file, report }: Judged, elsewhere: Place): FileFindings {
  const own = { uri, version: undefined, lines: file.source.lines };
  const place: Place = (name) => (name === report.file ? own : elsewhere(name));
  return {
    uri,
    file: report.file,
    subsystem: subsystemOf(report.file),
    findings: report.findings.map((finding) => toListed(finding, file.source.lines, place)),
    ...(report.allowed.length + report.known.length === 0 ? {} : { notShown: { allowed: report.allowed.length, known: report.known.length } }),
  };
}

export function statusOf(about: { readonly uri: string; readonly version: number | null }, judged: Judged, elsewhere: Place): FileStatus {
  const { file, report } = judged;
  return {
    ...fileFindings(about.uri, judged, elsewhere),
    version: about.version,
    partial: partialFunctions(report).map((note) => ({ name: note.name, range: toRange(file.source.lines, note.span), reason: note.reason })),
  };
}

/** A function that could not be parsed whole was not analysed whole either. In order of position, each function once. */
export function partialFunctions({ stats }: FileReport): readonly FunctionNote[] {
  const torn = new Set(stats.functionsWithSyntaxErrors.map((note) => note.name));
  return [...stats.functionsWithSyntaxErrors, ...stats.incompleteFunctions.filter((note) => !torn.has(note.name))].sort(
    (a, b) => a.span.start - b.span.start,
  );
}

/** Analyses a file of the disk, and keeps nothing. Undefined if it cannot be read or the settings leave it out. */
export async function analyseOnDisk(
  context: ServerContext,
  project: Project,
  path: string,
  token: CancellationToken = CancellationToken.None,
): Promise<Judged | undefined> {
  if (!letsIn(project, path)) return undefined;
  const bytes = context.reader.read(path);
  if (bytes === undefined) return undefined;
  const file: OpenFile = project.engine.open(
    path,
    decodeSource(bytes),
    bytes.length,
    project.others.elsewhere(path, project.engine, () => file),
  );
  const report = await inSlices(
    (cancel) => project.engine.report(file, { stats: false, fixes: true, cancel }),
    () => token.isCancellationRequested,
  );
  return { file, report };
}

export async function auditFile(context: ServerContext, { uri }: AuditFileParams, token: CancellationToken): Promise<FileStatus> {
  const path = pathOfUri(uri);
  if (path === undefined || !isCFile(path))
    throw new ResponseError(LSPErrorCodes.RequestFailed, `gupscope audits .c and .h files only, and ${uri} is none`);
  const open = context.documents.stamp(path);
  if (open !== undefined) {
    const { project, file, version, fixed } = await analyseWithFixes(context, open, token);
    return statusOf({ uri: open.document.uri, version }, { file, report: fixed() }, placeIn(context, project));
  }
  const project = await context.workspace.projectOf(path);
  const found = await analyseOnDisk(context, project, path, token);
  if (found !== undefined) return statusOf({ uri, version: null }, found, placeIn(context, project));
  if (!context.reader.exists(path)) throw new ResponseError(LSPErrorCodes.RequestFailed, `${path} cannot be read; it may have been moved or deleted`);
  const file = posix.relative(project.sourceRoot, path);
  return { uri: uriOfPath(path), file, subsystem: subsystemOf(file), findings: [], version: null, partial: [] };
}

/** What a list of findings shows of one file: made from the same analysis as its diagnostics. */
import { posix } from 'node:path';
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { decodeSource } from '../../src/base/encoding.ts';
import type { OpenFile } from '../../src/engine/index.ts';
import type { FileReport, FunctionNote } from '../../src/protocol/finding.ts';
import type { AuditFileParams, FileFindings, FileStatus } from '../../src/protocol/requests.ts';
import { subsystemOf } from '../../src/protocol/subsystem.ts';
import type { Analysis } from '../analyses.ts';
import { toListed, toRange } from '../convert.ts';
import { letsIn, type Project } from '../projects.ts';
import { analyse, type ServerContext } from '../serverContext.ts';
import { isCFile, pathOfUri, uriOfPath } from '../uris.ts';

/** `report` with fixes. */
export function fileFindings(uri: string, file: OpenFile, report: FileReport): FileFindings {
  return {
    uri,
    file: report.file,
    subsystem: subsystemOf(report.file),
    findings: report.findings.map((finding) => toListed(finding, file.source.lines, finding.fixes.length > 0)),
  };
}

/** `report` with fixes. */
export function statusOf(uri: string, version: number | null, { file, report }: Pick<Analysis, 'file' | 'report'>): FileStatus {
  return {
    ...fileFindings(uri, file, report),
    version,
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
export function analyseOnDisk(context: ServerContext, project: Project, path: string): Pick<Analysis, 'file' | 'report'> | undefined {
  if (!letsIn(project, path)) return undefined;
  const bytes = context.reader.read(path);
  if (bytes === undefined) return undefined;
  const file = project.engine.open(path, decodeSource(bytes), bytes.length);
  return { file, report: project.engine.report(file, { stats: false, fixes: true }) };
}

export async function auditFile(context: ServerContext, { uri }: AuditFileParams, token: CancellationToken): Promise<FileStatus> {
  const path = pathOfUri(uri);
  if (path === undefined || !isCFile(path))
    throw new ResponseError(LSPErrorCodes.RequestFailed, `gupscope audits .c and .h files only, and ${uri} is none`);
  const open = context.documents.stamp(path);
  if (open !== undefined) {
    const analysis = await analyse(context, open, token);
    return statusOf(open.document.uri, analysis.version, { file: analysis.file, report: analysis.fixed() });
  }
  const project = await context.workspace.projectOf(path);
  const found = analyseOnDisk(context, project, path);
  if (found !== undefined) return statusOf(uri, null, found);
  if (!context.reader.exists(path)) throw new ResponseError(LSPErrorCodes.RequestFailed, `${path} cannot be read; it may have been moved or deleted`);
  const file = posix.relative(project.sourceRoot, path);
  return { uri: uriOfPath(path), file, subsystem: subsystemOf(file), findings: [], version: null, partial: [] };
}

/** What every handler is given: the client, the open documents, and how to get from a document to its analysis. */
import { posix } from 'node:path';
import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import { decodeSource } from '../src/base/encoding.ts';
import type { FileReader } from '../src/base/fileReader.ts';
import { LineIndex } from '../src/base/lineIndex.ts';
import type { Logger } from '../src/base/logger.ts';
import type { Analyses, Analysis } from './analyses.ts';
import type { ClientTraits } from './clientTraits.ts';
import type { Place } from './convert.ts';
import type { Documents, Stamp } from './documents.ts';
import type { Project } from './projects.ts';
import { inSlices } from './slices.ts';
import { uriOfPath } from './uris.ts';
import type { Workspace } from './workspace.ts';

export interface ServerContext {
  readonly connection: Connection;
  readonly traits: ClientTraits;
  readonly logger: Logger;
  readonly reader: FileReader;
  readonly documents: Documents;
  readonly workspace: Workspace;
  readonly analyses: Analyses;
}

/** The text changed or closed since, or the client does not want the answer any more. */
export const isStale = (context: ServerContext, { document, version }: Stamp, token: CancellationToken): boolean =>
  token.isCancellationRequested || document.version !== version || context.documents.get(document.path) !== document;

/** The analysis of the document as it was asked about. Throws `Cancelled` if the client cancelled, or if the text changed or closed meanwhile. */
export async function analyse(context: ServerContext, asked: Stamp, token: CancellationToken): Promise<Analysis> {
  const project = await context.workspace.projectOf(asked.document.path);
  return inSlices(
    (cancel) => context.analyses.of(asked.document, project, cancel),
    () => isStale(context, asked, token),
  );
}

/** The analysis with its fixes made, so that `fixed()` answers at once. */
export async function analyseWithFixes(context: ServerContext, asked: Stamp, token: CancellationToken): Promise<Analysis> {
  const analysis = await analyse(context, asked, token);
  await inSlices(
    (cancel) => analysis.fixed(cancel),
    () => isStale(context, asked, token),
  );
  return analysis;
}

/** Finds files of reports: as the client has them open, else on disk. Each is read once; make one `Place` for one answer. */
export function placeIn(context: Pick<ServerContext, 'documents' | 'reader'>, project: Pick<Project, 'sourceRoot'>): Place {
  const known = new Map<string, ReturnType<Place>>();
  return (file) => {
    const path = posix.resolve(project.sourceRoot, file);
    if (!known.has(path)) known.set(path, placeOne(context, path));
    return known.get(path);
  };
}

function placeOne(context: Pick<ServerContext, 'documents' | 'reader'>, path: string): ReturnType<Place> {
  const open = context.documents.get(path);
  if (open !== undefined) return { uri: open.uri, version: open.version, lines: open.lines };
  const bytes = context.reader.read(path);
  return bytes === undefined ? undefined : { uri: uriOfPath(path), version: undefined, lines: new LineIndex(decodeSource(bytes).text) };
}

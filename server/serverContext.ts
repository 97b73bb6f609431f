/** What every handler is given: the client, the open documents, and how to get from a document to its analysis. */
import { posix } from 'node:path';
import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import { Cancelled } from '../src/base/cancel.ts';
import { decodeSource } from '../src/base/encoding.ts';
import type { FileReader } from '../src/base/fileReader.ts';
import { LineIndex } from '../src/base/lineIndex.ts';
import type { Logger } from '../src/base/logger.ts';
import type { Analyses, Analysis } from './analyses.ts';
import type { ClientTraits } from './clientTraits.ts';
import type { Place } from './convert.ts';
import type { Documents, Stamp } from './documents.ts';
import type { Project } from './projects.ts';
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

/** Lets messages that have arrived be read: a cancellation or newer text is seen before work begins, not after it. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The analysis of the document as it was asked about. Throws `Cancelled` if the client cancelled, or if the text changed or closed meanwhile. */
export async function analyse(context: ServerContext, { document, version }: Stamp, token: CancellationToken): Promise<Analysis> {
  const project = await context.workspace.projectOf(document.path);
  await breathe();
  if (token.isCancellationRequested || document.version !== version || context.documents.get(document.path) !== document) throw new Cancelled();
  return context.analyses.of(document, project, {
    get cancelled() {
      return token.isCancellationRequested;
    },
  });
}

/** Finds files of reports: as the client has them open, else on disk. Each is read once; make one `Place` for one answer. */
export function placeIn(context: ServerContext, project: Project): Place {
  const known = new Map<string, ReturnType<Place>>();
  return (file) => {
    const path = posix.resolve(project.sourceRoot, file);
    if (!known.has(path)) known.set(path, placeOne(context, path));
    return known.get(path);
  };
}

function placeOne(context: ServerContext, path: string): ReturnType<Place> {
  const open = context.documents.get(path);
  if (open !== undefined) return { uri: open.uri, version: open.version, lines: open.lines };
  const bytes = context.reader.read(path);
  return bytes === undefined ? undefined : { uri: uriOfPath(path), version: undefined, lines: new LineIndex(decodeSource(bytes).text) };
}

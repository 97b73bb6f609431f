/** Diagnostics of open documents: answered when the client asks, or published after a pause where it cannot ask. What differs is only the road; both carry the same list. */
import {
  CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver/node';
import { stableHash } from '../../src/base/hash.ts';
import type { Analysis } from '../analyses.ts';
import { toDiagnostic, toRange } from '../convert.ts';
import type { OpenDocument, Stamp } from '../documents.ts';
import { analyse, placeIn, type ServerContext } from '../serverContext.ts';
import { isCFile } from '../uris.ts';
import { partialFunctions } from './fileStatus.ts';

/** Pause after the last change before diagnostics are published: shorter than a thought, longer than the gap between two keys. */
const PUBLISH_DELAY_MS = 120;

/** A client that is told the state of each file (`fileStatus`) shows partly analysed functions itself. */
export interface DiagnosticsOptions {
  readonly showPartial: boolean;
  readonly guard: (what: string, about: unknown, work: () => void | Promise<void>) => void;
  readonly analysed: (document: OpenDocument, analysis: Analysis) => void;
}

export class Diagnostics {
  readonly #context: ServerContext;
  readonly #options: DiagnosticsOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #refreshing: NodeJS.Timeout | undefined;

  constructor(context: ServerContext, options: DiagnosticsOptions) {
    this.#context = context;
    this.#options = options;
  }

  async pull(asked: Stamp, params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    const items = await this.#itemsOf(asked, token);
    const resultId = stableHash(JSON.stringify(items));
    if (params.previousResultId === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  /** The document was opened or changed. Where the client asks by itself nothing happens. */
  schedule(document: OpenDocument, when: 'now' | 'after-pause'): void {
    if (this.#context.traits.pullDiagnostics || !isCFile(document.path)) return;
    clearTimeout(this.#timers.get(document.path));
    const delay = when === 'now' ? 0 : PUBLISH_DELAY_MS;
    const publish = (): void => {
      this.#timers.delete(document.path);
      this.#options.guard('publishing diagnostics', { textDocument: { uri: document.uri } }, () => this.#publish(document));
    };
    this.#timers.set(document.path, setTimeout(publish, delay));
  }

  closed(document: OpenDocument): void {
    clearTimeout(this.#timers.get(document.path));
    this.#timers.delete(document.path);
    if (!this.#context.traits.pullDiagnostics && isCFile(document.path))
      void this.#context.connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  }

  /** Something outside the documents changed: settings, a header, a file of the tree. Many such changes in a row are one. */
  refreshAll(): void {
    const { traits, connection, documents } = this.#context;
    if (!traits.pullDiagnostics) {
      for (const document of documents.all()) this.schedule(document, 'after-pause');
      return;
    }
    if (!traits.refreshDiagnostics) return;
    clearTimeout(this.#refreshing);
    this.#refreshing = setTimeout(() => {
      this.#options.guard('workspace/diagnostic/refresh', undefined, () => connection.languages.diagnostics.refresh());
    }, PUBLISH_DELAY_MS);
  }

  async #publish(document: OpenDocument): Promise<void> {
    const { version } = document;
    const diagnostics = await this.#itemsOf({ document, version }, CancellationToken.None);
    const { traits, connection } = this.#context;
    await connection.sendDiagnostics({ uri: document.uri, ...(traits.versionedPublish ? { version } : {}), diagnostics });
  }

  async #itemsOf(asked: Stamp, token: CancellationToken): Promise<Diagnostic[]> {
    const analysis = await analyse(this.#context, asked, token);
    this.#options.analysed(asked.document, analysis);
    return diagnosticsOf(this.#context, analysis, this.#options.showPartial);
  }
}

/** In order of position; partly analysed functions last. */
export function diagnosticsOf(context: ServerContext, analysis: Analysis, showPartial: boolean): Diagnostic[] {
  const { project, file, report } = analysis;
  const { lines } = file.source;
  const urls = new Map(project.engine.rules.map((rule) => [rule.id, rule.url]));
  const options = {
    relatedInformation: context.traits.relatedInformation,
    place: placeIn(context, project),
    urlOf: (rule: string) => urls.get(rule),
  };
  const start = { line: 0, character: 0 };
  const problems = report.problems.map(
    ({ message }): Diagnostic => ({ range: { start, end: start }, severity: 3, code: 'gupscope/problem', source: 'gupscope', message }),
  );
  const items = [...problems, ...report.findings.map((finding) => toDiagnostic(finding, lines, options))];
  if (!showPartial) return items;
  const partial = partialFunctions(report).map(
    (note): Diagnostic => ({
      range: toRange(lines, note.span),
      severity: 4,
      code: 'gupscope/partial',
      source: 'gupscope',
      message: `${note.name} was analysed in part: ${note.reason}`,
    }),
  );
  return [...items, ...partial];
}

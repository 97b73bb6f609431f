/**
 * Audits of whole folders: starts the thread, passes on what it finds and how far it is, and stops it when the user says so. After an audit the list is kept
 * true for files that are not open.
 */
import { Worker } from 'node:worker_threads';
import { type CancellationToken, LSPErrorCodes, ResponseError, type WorkDoneProgressReporter } from 'vscode-languageserver/node';
import { displayText } from '../src/base/encoding.ts';
import type { Engine } from '../src/engine/index.ts';
import type { Level } from '../src/protocol/finding.ts';
import {
  type AuditWorkspaceParams,
  type AuditWorkspaceResult,
  type FileFindings,
  type WorkspaceFindings,
  workspaceFindingsMethod,
} from '../src/protocol/requests.ts';
import type { AuditMessage, AuditTask } from './auditThread.ts';
import { bundleFile } from './bundled.ts';
import { fromListed } from './convert.ts';
import { analyseOnDisk, fileFindings } from './handlers/fileStatus.ts';
import { placeIn, type ServerContext } from './serverContext.ts';
import { isCFile, liesIn, pathOfUri, uriOfPath } from './uris.ts';

/** The heap of the thread, so that a whole tree stays within the server's 200 MB; what is found is sent on, not kept. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 };

interface Outcome {
  readonly files: number;
  readonly cancelled: boolean;
}

/** The folders that a request means, absolute; `all` are those of the workspace. Throws what the client is to be told. */
export function foldersNamed({ roots }: AuditWorkspaceParams, all: readonly string[]): readonly string[] {
  const folders = roots === undefined ? all : roots.map((uri) => (uri.startsWith('file:') ? pathOfUri(uri) : undefined));
  const wrong = folders.findIndex((folder) => folder === undefined);
  if (wrong >= 0) throw new ResponseError(LSPErrorCodes.RequestFailed, `${roots?.[wrong] ?? ''} is no folder on this computer`);
  const known = folders.filter((folder) => folder !== undefined);
  if (known.length === 0) throw new ResponseError(LSPErrorCodes.RequestFailed, 'there is no folder to look at; open one, or name one in roots');
  return known;
}

export class Audits {
  readonly #context: ServerContext;
  #count = 0;
  #running: { readonly stop: () => void } | undefined;
  /** Folders of the last audit: a file that changes there is looked at again. */
  #audited: readonly string[] = [];
  /** URIs of files that are not open and have diagnostics from us, where the client does not ask for them. */
  readonly #published = new Set<string>();
  /** Changed files that are to be looked at again. */
  readonly #changed = new Set<string>();
  #following = false;

  readonly #urls: ReadonlyMap<string, string | undefined>;

  constructor(context: ServerContext, rules: Engine['rules']) {
    this.#context = context;
    this.#urls = new Map(rules.map((rule) => [rule.id, rule.url]));
  }

  /** A second audit ends the first. `cancel` is the request's; the progress reporter has its own. */
  async run(
    params: AuditWorkspaceParams,
    cancel: CancellationToken,
    progress: WorkDoneProgressReporter & { readonly token?: CancellationToken },
  ): Promise<AuditWorkspaceResult> {
    const audited = foldersNamed(params, this.#context.workspace.folders);
    this.#running?.stop();
    const audit = ++this.#count;
    this.#audited = audited;
    const startedMs = performance.now();
    const findings: Record<Level, number> = { error: 0, warning: 0, note: 0 };
    const problems: string[] = [];
    let filesWithFindings = 0;
    const { workspace, documents } = this.#context;
    this.#withdraw();
    const settings = await Promise.all(audited.map((folder) => workspace.editorSettings(folder)));
    const task: AuditTask = {
      kind: 'audit',
      folders: workspace.folders,
      audited,
      settings,
      open: documents.all().map(({ path, uri, text }) => ({ path, uri, text })),
    };
    progress.begin('gupscope audit', 0, 'listing files', true);
    let outcome: Outcome;
    try {
      outcome = await this.#follow(task, [cancel, progress.token], (message) => {
        if (message.kind === 'problem') {
          problems.push(displayText(message.sentence));
          return;
        }
        const found = message.found.filter((file) => file.findings.length > 0);
        filesWithFindings += found.length;
        for (const file of found) for (const { level } of file.findings) findings[level]++;
        this.#send(audit, found);
        const total = findings.error + findings.warning + findings.note;
        progress.report(
          message.total === 0 ? 100 : Math.floor((100 * message.done) / message.total),
          `${message.done} of ${message.total} files, ${total} findings`,
        );
      });
    } finally {
      progress.done();
    }
    const elapsedMs = Math.round(performance.now() - startedMs);
    return { audit, ...outcome, filesWithFindings, findings, elapsedMs, problems };
  }

  stop(): void {
    this.#running?.stop();
  }

  /** Keeps the last audit's list true: files that are not open and were changed, made or removed on disk. */
  changedOnDisk(paths: readonly string[]): void {
    if (this.#count === 0) return;
    for (const path of paths) if (isCFile(path) && this.#audited.some((folder) => liesIn(path, folder))) this.#changed.add(path);
    if (this.#following || this.#changed.size === 0) return;
    this.#following = true;
    setImmediate(() => void this.#lookAgain());
  }

  /** One file at a time, with room for messages between two. */
  async #lookAgain(): Promise<void> {
    try {
      for (const path of this.#changed) {
        this.#changed.delete(path);
        if (this.#context.documents.get(path) !== undefined) continue;
        this.#send(this.#count, [await this.#fileNow(path)]);
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      this.#following = false;
    }
  }

  /** An editor that does not ask for diagnostics lists them beside those of open files. */
  #send(audit: number, files: readonly FileFindings[]): void {
    if (files.length === 0) return;
    const { connection, traits, documents } = this.#context;
    void connection.sendNotification(workspaceFindingsMethod, { audit, files } satisfies WorkspaceFindings);
    if (traits.pullDiagnostics) return;
    for (const { uri, findings } of files) {
      if (documents.get(pathOfUri(uri) ?? '') !== undefined) continue;
      if (findings.length > 0) this.#published.add(uri);
      else if (!this.#published.delete(uri)) continue;
      void connection.sendDiagnostics({ uri, diagnostics: findings.map((finding) => fromListed(finding, (rule) => this.#urls.get(rule))) });
    }
  }

  /** What an audit published counts until the next one. */
  #withdraw(): void {
    for (const uri of this.#published)
      if (this.#context.documents.get(pathOfUri(uri) ?? '') === undefined) void this.#context.connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#published.clear();
  }

  async #fileNow(path: string): Promise<FileFindings> {
    const uri = uriOfPath(path);
    const gone = { uri, file: path, subsystem: '.', findings: [] };
    try {
      const project = await this.#context.workspace.projectOf(path);
      const found = await analyseOnDisk(this.#context, project, path);
      return found === undefined ? gone : fileFindings(uri, found, placeIn(this.#context, project));
    } catch (e) {
      this.#context.logger.error(`${path}: ${e instanceof Error ? (e.stack ?? e.message) : String(e)}`);
      return gone;
    }
  }

  #follow(
    task: AuditTask,
    tokens: readonly (CancellationToken | undefined)[],
    take: (message: Exclude<AuditMessage, { kind: 'done' }>) => void,
  ): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(bundleFile, { workerData: task, stdin: false, resourceLimits: THREAD_LIMITS });
      let files = 0;
      const stop = (): void => finish({ files, cancelled: true });
      const running = { stop };
      const listening = tokens.map((token) => token?.onCancellationRequested(stop));
      const release = (): void => {
        for (const listener of listening) listener?.dispose();
        if (this.#running === running) this.#running = undefined;
        worker.removeAllListeners();
        // Without a listener a late failure of the dying thread would be ours.
        worker.on('error', () => undefined);
        void worker.terminate();
      };
      const finish = (outcome: Outcome): void => {
        release();
        resolve(outcome);
      };
      const fail = (reason: string): void => {
        release();
        reject(new ResponseError(LSPErrorCodes.RequestFailed, `the audit stopped after ${files} files (${reason})`));
      };
      this.#running = running;
      worker.on('message', (message: AuditMessage) => {
        if (message.kind === 'done') {
          finish({ files: message.files, cancelled: false });
          return;
        }
        if (message.kind === 'progress') files = message.done;
        take(message);
      });
      worker.on('error', (e) => fail(e instanceof Error ? e.message : String(e)));
      worker.on('exit', (code) => fail(`its thread ended with status ${code}`));
      if (tokens.some((token) => token?.isCancellationRequested)) stop();
    });
  }
}

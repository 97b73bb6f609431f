/**
 * Everything behind the connection that needs the engine. Loaded while the client still answers the first message, so that no editor waits for a parser before
 * it may open a file.
 */
import {
  CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type CodeLens,
  CodeLensRefreshRequest,
  type Command,
  type Hover,
  type HoverParams,
  type InlayHint,
  type InlayHintParams,
  InlayHintRefreshRequest,
  MessageType,
  ShowMessageNotification,
} from 'vscode-languageserver/node';
import type { Engine } from '../src/engine/index.ts';
import { type AuditFileParams, type FileStatus, fileStatusMethod, type RuleText, type RuleTitle } from '../src/protocol/requests.ts';
import type { CParser } from '../src/syntax/index.ts';
import { Analyses, type Analysis } from './analyses.ts';
import { Audits } from './audits.ts';
import type { Boundary } from './boundary.ts';
import type { OpenDocument, Stamp } from './documents.ts';
import { applyFix, codeActions, resolveCodeAction } from './handlers/codeActions.ts';
import { codeLenses, resolveCodeLens } from './handlers/codeLens.ts';
import { Diagnostics } from './handlers/diagnostics.ts';
import { auditFile, statusOf } from './handlers/fileStatus.ts';
import { hover } from './handlers/hover.ts';
import { inlayHints } from './handlers/inlayHints.ts';
import { Indexing } from './indexing.ts';
import { allRules } from './projects.ts';
import { Replays } from './replays.ts';
import { analyse, isStale, placeIn, type ServerContext } from './serverContext.ts';
import { inSlices } from './slices.ts';
import { isCFile } from './uris.ts';
import { Workspace } from './workspace.ts';

/** How long a status waits for a newer one: a list of findings need not follow every key. */
const STATUS_DELAY_MS = 50;
/** How long a new text waits for a question about it. Longer than the pause of an editor that asks, since an answer is told in any case. */
const UNASKED_DELAY_MS = 300;

export interface SessionOptions extends Omit<ServerContext, 'workspace' | 'analyses'> {
  readonly boundary: Boundary;
  readonly folders: readonly string[];
  /** As `WorkspaceOptions.editorSettings`. */
  readonly editorSettings: (folder: string) => Promise<unknown>;
  /** The client shows the state of each file itself. */
  readonly fileStatus: boolean;
  /** The client shows replays itself. */
  readonly timeline: boolean;
  /** The client adds diagnostics to its hovers itself. */
  readonly diagnosticsInHover: boolean;
}

export class Session {
  readonly context: ServerContext;
  readonly diagnostics: Diagnostics;
  readonly audits: Audits;
  readonly indexing: Indexing;
  readonly replays: Replays;
  readonly #options: SessionOptions;
  readonly #rules: Engine['rules'];
  /** What the client was last told of each document, to tell it only what is new. */
  readonly #told = new Map<string, string>();
  readonly #telling = new Map<string, NodeJS.Timeout>();

  constructor(options: SessionOptions, parser: CParser) {
    const { connection, traits, logger, documents, reader, boundary } = options;
    this.#options = options;
    const workspace = new Workspace({
      reader,
      parser,
      logger,
      editorSettings: options.editorSettings,
      say: (sentence) =>
        void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message: `gupscope: ${sentence}` }),
      othersKnown: () => this.diagnostics.refreshAll(),
    });
    workspace.setFolders(options.folders);
    this.context = {
      connection,
      traits,
      logger,
      documents,
      reader,
      workspace,
      analyses: new Analyses(logger, () => documents.all().length > 1 && this.diagnostics.refreshAll()),
    };
    this.diagnostics = new Diagnostics(this.context, {
      showPartial: !options.fileStatus,
      guard: (what, about, work) => boundary.guard(what, about, work),
      analysed: (document, analysis) => this.#analysed(document, analysis),
    });
    this.#rules = allRules(reader, parser);
    this.audits = new Audits(this.context, this.#rules);
    this.indexing = new Indexing(this.context);
    this.replays = new Replays(this.context, { timeline: options.timeline });
  }

  rules(): readonly RuleTitle[] {
    return this.#rules.map(({ id, title }) => ({ rule: id, title }));
  }

  ruleText(rule: string): RuleText | null {
    const found = this.#rules.find((r) => r.id === rule);
    return found === undefined ? null : { rule: found.id, title: found.title, text: found.documentation, url: found.url ?? null };
  }

  hover(asked: Stamp, params: HoverParams, token: CancellationToken): Promise<Hover | null> {
    return hover(this.context, asked, { position: params.position, findings: !this.#options.diagnosticsInHover }, token);
  }

  codeActions(asked: Stamp, params: CodeActionParams, token: CancellationToken): Promise<(CodeAction | Command)[]> {
    return codeActions(this.context, this.replays, asked, params, token);
  }

  codeLenses(asked: Stamp, token: CancellationToken): Promise<CodeLens[]> {
    return codeLenses(this.context, asked, token);
  }

  inlayHints(asked: Stamp, params: InlayHintParams, token: CancellationToken): Promise<InlayHint[]> {
    return inlayHints(this.context, asked, params, token);
  }

  resolveCodeLens(lens: CodeLens, token: CancellationToken): Promise<CodeLens> {
    return resolveCodeLens(this.context, this.replays, lens, token);
  }

  resolveCodeAction(action: CodeAction, token: CancellationToken): Promise<CodeAction> {
    return resolveCodeAction(this.context, action, token);
  }

  applyFix(argument: unknown, token: CancellationToken): Promise<void> {
    return applyFix(this.context, argument, token);
  }

  auditFile(params: AuditFileParams, token: CancellationToken): Promise<FileStatus> {
    return auditFile(this.context, params, token);
  }

  opened(document: OpenDocument): void {
    this.diagnostics.schedule(document, 'now');
    // What was in the buffer of another editor, or not yet saved, counts from now on.
    this.#outdate([document.path], document);
  }

  edited(document: OpenDocument): void {
    this.diagnostics.schedule(document, 'after-pause');
    this.#outdate([document.path], document);
    // An editor takes its question back when the tab closes, and yet the document may stay open: with changes thrown away, for one.
    this.#tellLater(document, UNASKED_DELAY_MS, async () => {
      const { version } = document;
      await this.#tell(document, await analyse(this.context, { document, version }, CancellationToken.None));
    });
  }

  closed(document: OpenDocument): void {
    this.context.analyses.drop(document.path);
    this.diagnostics.closed(document);
    clearTimeout(this.#telling.get(document.path));
    this.#telling.delete(document.path);
    if (this.#told.delete(document.path)) this.#tellClosed(document);
    // The disk counts again.
    this.#outdate([document.path], undefined);
    this.audits.changedOnDisk([document.path]);
  }

  /** Files changed outside the documents: on disk, or by a rename or removal that the client tells of. */
  changedOnDisk(paths: readonly string[]): void {
    this.#outdate(paths, undefined);
    this.audits.changedOnDisk(paths);
  }

  settingsChanged(): void {
    this.context.workspace.settingsChanged();
    this.diagnostics.refreshAll();
    const { connection, traits } = this.context;
    const refresh = (what: string, method: typeof CodeLensRefreshRequest.type): void =>
      this.#options.boundary.guard(what, undefined, () => connection.sendRequest(method));
    if (traits.refreshCodeLens) refresh('asking for code lenses anew', CodeLensRefreshRequest.type);
    if (traits.refreshInlayHints) refresh('asking for inlay hints anew', InlayHintRefreshRequest.type);
  }

  setFolders(folders: readonly string[]): void {
    this.context.workspace.setFolders(folders);
    this.diagnostics.refreshAll();
  }

  /** `edited` has been scheduled already. A client that asks by itself asks about the others too when one changed, since we say that files depend on each other. */
  #outdate(paths: readonly string[], edited: OpenDocument | undefined): void {
    let others = false;
    const { workspace, documents } = this.context;
    for (const path of paths) {
      if (workspace.touch(path)) others = true;
      if (documents.get(path) === undefined && workspace.changedOnDisk(path)) others = true;
    }
    if (!others) return;
    if (edited === undefined) this.diagnostics.refreshAll();
    else for (const document of documents.all()) if (document !== edited) this.diagnostics.schedule(document, 'after-pause');
  }

  #analysed(document: OpenDocument, analysis: Analysis): void {
    this.#tellLater(document, STATUS_DELAY_MS, () => this.#tell(document, analysis));
  }

  /** Takes the place of what was to be told of the document. */
  #tellLater(document: OpenDocument, delayMs: number, tell: () => Promise<void>): void {
    if (!this.#options.fileStatus || !isCFile(document.path)) return;
    clearTimeout(this.#telling.get(document.path));
    this.#telling.set(
      document.path,
      setTimeout(() => {
        this.#telling.delete(document.path);
        this.#options.boundary.guard(fileStatusMethod, { textDocument: { uri: document.uri } }, tell);
      }, delayMs),
    );
  }

  async #tell(document: OpenDocument, analysis: Analysis): Promise<void> {
    const { file, version, project } = analysis;
    // A newer text has a status of its own to come.
    const report = await inSlices(analysis.fixed, () => isStale(this.context, { document, version }, CancellationToken.None));
    const status = statusOf({ uri: document.uri, version }, { file, report }, placeIn(this.context, project));
    const content = JSON.stringify({ ...status, version: null });
    if (this.#told.get(document.path) === content) return;
    this.#told.set(document.path, content);
    void this.context.connection.sendNotification(fileStatusMethod, status);
  }

  #tellClosed(document: OpenDocument): void {
    const status: FileStatus = { uri: document.uri, file: document.path, subsystem: '.', findings: [], version: document.version, partial: [] };
    void this.context.connection.sendNotification(fileStatusMethod, status);
  }
}

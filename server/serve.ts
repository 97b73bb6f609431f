/**
 * The connection: what we can do, and which handler answers what. Loads nothing that the first answer does not need; the engine comes with `session.ts`, which
 * is loaded while the client still reads that answer.
 */
import {
  type CancellationToken,
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeLensRequest,
  CodeLensResolveRequest,
  type Connection,
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  type DidChangeWorkspaceFoldersParams,
  DidCloseTextDocumentNotification,
  DidDeleteFilesNotification,
  DidOpenTextDocumentNotification,
  DidRenameFilesNotification,
  DidSaveTextDocumentNotification,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  ErrorCodes,
  ExecuteCommandRequest,
  HoverRequest,
  type InitializeError,
  type InitializeParams,
  type InitializeResult,
  InlayHintRequest,
  MessageType,
  ProposedFeatures,
  RequestType,
  ResponseError,
  ShowMessageNotification,
  TextDocumentSyncKind,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver/node';
import type { Logger } from '../src/base/logger.ts';
import {
  type OpenReplayParams,
  openReplayMethod,
  type ReplayAnswer,
  type ReplayParams,
  replayCommand,
  replayMethod,
} from '../src/protocol/replay.ts';
import {
  type AuditFileParams,
  type AuditWorkspaceParams,
  type AuditWorkspaceResult,
  auditFileMethod,
  auditWorkspaceCommand,
  auditWorkspaceMethod,
  type FileStatus,
  type IndexWorkspaceResult,
  indexWorkspaceCommand,
  indexWorkspaceMethod,
  type RuleText,
  type RuleTextParams,
  type RuleTitle,
  rulesMethod,
  ruleTextMethod,
} from '../src/protocol/requests.ts';
import { Boundary } from './boundary.ts';
import * as checks from './checks.ts';
import { clientTraits } from './clientTraits.ts';
import { Documents, OpenDocument, type Stamp } from './documents.ts';
import { editorFiles } from './files.ts';
import { applyFixCommand, codeActionKinds } from './names.ts';
import type { Session } from './session.ts';
import { isCFile, isFileUri, pathOfUri, uriOfPath } from './uris.ts';
import { watchSearch } from './watchSearch.ts';

/** Files whose change on disk matters to us. The Makefile gives the tree's version; a baseline is a SARIF log. */
const WATCHED = ['**/*.{c,h}', '**/.gupscope.json', '**/*.sarif', '**/Makefile'];

export function serve(): void {
  const connection = connect();
  if (connection === undefined) return;
  const logger: Logger = {
    error: (message) => connection.console.error(message),
    warn: (message) => connection.console.warn(message),
    info: (message) => connection.console.info(message),
    debug: (message) => connection.console.debug(message),
  };
  surviveMistakes(logger);
  const boundary = new Boundary(connection, logger);
  const documents = new Documents();
  const reader = editorFiles((path) => documents.get(path)?.text);
  let session: Promise<Session> | undefined;
  let folders: readonly string[] = [];
  /** For clients that push their settings instead of answering questions about them. */
  let pushedSettings: unknown;
  let registrations = async (): Promise<void> => {};

  /** The session, or a refusal to a request that came too early; the boundary lets none through. */
  const ready = (): Promise<Session> => session ?? Promise.reject(new Error('the server is not initialized'));
  const tell = (work: (s: Session) => void): Promise<void> => ready().then(work);

  connection.onInitialize((params: InitializeParams): InitializeResult | ResponseError<InitializeError> => {
    if (boundary.phase !== 'before-initialize')
      return new ResponseError(ErrorCodes.InvalidRequest, 'the server is initialized already', { retry: false });
    const traits = clientTraits(params);
    const given = checks.initializationOptions(params.initializationOptions);
    folders = foldersOf(params);
    pushedSettings = given.settings;
    boundary.phase = 'running';
    // The library puts a handler of its own in this one's place when the hand-shake begins.
    boundary.notification(DidChangeWorkspaceFoldersNotification.type, checks.checkFolders, foldersChanged);
    registrations = () => register(connection, { configuration: traits.registerConfiguration, watchedFiles: traits.registerWatchedFiles });
    // Its wasm is compiled in threads of its own while the engine's modules are read.
    const parser = import('./bundled.ts').then(({ loadParser }) => loadParser());
    session = import('./session.ts').then(
      async ({ Session }) =>
        new Session(
          {
            connection,
            traits,
            logger,
            documents,
            reader,
            boundary,
            folders,
            fileStatus: given.fileStatus === true,
            diagnosticsInHover: given.diagnosticsInHover === true,
            timeline: given.timeline === true,
            editorSettings: (folder) =>
              traits.configuration
                ? connection.workspace.getConfiguration({ scopeUri: uriOfPath(folder), section: 'gupscope' })
                : Promise.resolve(pushedSettings),
          },
          await parser,
        ),
    );
    session.catch((e: unknown) => logger.error(`gupscope cannot analyse anything: ${e instanceof Error ? (e.stack ?? e.message) : String(e)}`));
    return {
      serverInfo: { name: 'gupscope' },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        ...(traits.pullDiagnostics
          ? { diagnosticProvider: { identifier: 'gupscope', interFileDependencies: true, workspaceDiagnostics: false } }
          : {}),
        codeActionProvider: traits.codeActionLiterals ? { codeActionKinds: [...codeActionKinds], resolveProvider: traits.lazyActionEdits } : true,
        hoverProvider: true,
        inlayHintProvider: true,
        codeLensProvider: { resolveProvider: true },
        executeCommandProvider: {
          commands: [auditWorkspaceCommand, indexWorkspaceCommand, replayCommand, ...(traits.codeActionLiterals ? [] : [applyFixCommand])],
        },
        workspace: {
          workspaceFolders: { supported: true, changeNotifications: true },
          fileOperations: { didRename: { filters: [{ pattern: { glob: '**/*' } }] }, didDelete: { filters: [{ pattern: { glob: '**/*' } }] } },
        },
      },
    };
  });
  connection.onInitialized(() => boundary.guard('registering with the client', undefined, () => registrations()));
  connection.onShutdown(async () => {
    boundary.phase = 'shut-down';
    const s = await session;
    s?.audits.stop();
    s?.indexing.stop();
  });

  boundary.notification(DidOpenTextDocumentNotification.type, checks.checkOpen, ({ textDocument: { uri, version, text } }) => {
    const path = pathOfUri(uri);
    if (path === undefined) return;
    const document = new OpenDocument(uri, path, version, text);
    documents.open(document);
    return tell((s) => s.opened(document));
  });
  boundary.notification(DidChangeTextDocumentNotification.type, checks.checkChange, ({ textDocument, contentChanges }) => {
    const document = documents.get(pathOfUri(textDocument.uri) ?? '');
    if (document === undefined) {
      logger.warn(`${textDocument.uri} was changed but is not open; ignored`);
      return;
    }
    document.change(contentChanges, textDocument.version);
    return tell((s) => s.edited(document));
  });
  boundary.notification(DidCloseTextDocumentNotification.type, checks.checkDocument, ({ textDocument }) => {
    const document = documents.close(pathOfUri(textDocument.uri) ?? '');
    if (document !== undefined) return tell((s) => s.closed(document));
  });
  boundary.notification(DidSaveTextDocumentNotification.type, checks.checkDocument, ({ textDocument }) => changed([textDocument.uri]));
  boundary.notification(DidChangeWatchedFilesNotification.type, checks.checkWatched, ({ changes }) => changed(changes.map(({ uri }) => uri)));
  boundary.notification(DidRenameFilesNotification.type, checks.checkRenames, ({ files }) =>
    changed(files.flatMap(({ oldUri, newUri }) => [oldUri, newUri])),
  );
  boundary.notification(DidDeleteFilesNotification.type, checks.checkDeletes, ({ files }) => changed(files.map(({ uri }) => uri)));
  boundary.notification(DidChangeConfigurationNotification.type, checks.checkConfiguration, ({ settings }) => {
    pushedSettings = checks.pushedSection(settings) ?? pushedSettings;
    return tell((s) => s.settingsChanged());
  });
  const foldersChanged = ({ event }: DidChangeWorkspaceFoldersParams): Promise<void> => {
    const removed = new Set(pathsOf(event.removed.map(({ uri }) => uri)));
    folders = [...new Set([...folders.filter((folder) => !removed.has(folder)), ...pathsOf(event.added.map(({ uri }) => uri))])];
    return tell((s) => s.setFolders(folders));
  };
  const changed = (uris: readonly string[]): Promise<void> => tell((s) => s.changedOnDisk(pathsOf(uris)));

  /** The document that a request is about, as it stands when the request comes; undefined if it is not open or not ours to judge. */
  const askedAbout = ({ textDocument }: { readonly textDocument: { readonly uri: string } }): Stamp | undefined => {
    const path = pathOfUri(textDocument.uri);
    return path !== undefined && isCFile(path) ? documents.stamp(path) : undefined;
  };
  boundary.request(DocumentDiagnosticRequest.type, { check: checks.checkDiagnostic, retrigger: true }, async (params, token) => {
    const asked = askedAbout(params);
    return asked === undefined ? { kind: DocumentDiagnosticReportKind.Full, items: [] } : (await ready()).diagnostics.pull(asked, params, token);
  });
  boundary.request(HoverRequest.type, { check: checks.checkHover, retrigger: false }, async (params, token) => {
    const asked = askedAbout(params);
    return asked === undefined ? null : (await ready()).hover(asked, params, token);
  });
  boundary.request(CodeActionRequest.type, { check: checks.checkCodeAction, retrigger: false }, async (params, token) => {
    const asked = askedAbout(params);
    return asked === undefined ? [] : (await ready()).codeActions(asked, params, token);
  });
  boundary.request(CodeLensRequest.type, { check: checks.checkAboutDocument, retrigger: false }, async (params, token) => {
    const asked = askedAbout(params);
    return asked === undefined ? [] : (await ready()).codeLenses(asked, token);
  });
  boundary.request(InlayHintRequest.type, { check: checks.checkInlayHints, retrigger: false }, async (params, token) => {
    const asked = askedAbout(params);
    return asked === undefined ? [] : (await ready()).inlayHints(asked, params, token);
  });
  boundary.request(CodeLensResolveRequest.type, { check: checks.checkLens, retrigger: false }, async (lens, token) =>
    (await ready()).resolveCodeLens(lens, token),
  );
  boundary.request(CodeActionResolveRequest.type, { check: checks.checkAction, retrigger: false }, async (action: CodeAction, token) =>
    (await ready()).resolveCodeAction(action, token),
  );
  boundary.request(
    new RequestType<AuditFileParams, FileStatus, void>(auditFileMethod),
    { check: checks.checkAuditFile, retrigger: false },
    async (params, token) => (await ready()).auditFile(params, token),
  );
  boundary.request(
    new RequestType<RuleTextParams, RuleText | null, void>(ruleTextMethod),
    { check: checks.checkRuleText, retrigger: false },
    async ({ rule }) => (await ready()).ruleText(rule),
  );
  boundary.request(new RequestType<unknown, readonly RuleTitle[], void>(rulesMethod), { check: checks.checkNothing, retrigger: false }, async () =>
    (await ready()).rules(),
  );
  const progressOf = async ({ workDoneToken }: AuditWorkspaceParams): Promise<WorkDoneProgressReporter> =>
    workDoneToken === undefined ? connection.window.createWorkDoneProgress() : connection.window.attachWorkDoneProgress(workDoneToken);
  const audit = async (params: AuditWorkspaceParams, token: CancellationToken): Promise<AuditWorkspaceResult> => {
    const s = await ready();
    return s.audits.run(params, token, await progressOf(params));
  };
  const index = async (params: AuditWorkspaceParams, token: CancellationToken): Promise<IndexWorkspaceResult> => {
    const s = await ready();
    return s.indexing.run(params, token, await progressOf(params));
  };
  boundary.request(
    new RequestType<AuditWorkspaceParams, IndexWorkspaceResult, void>(indexWorkspaceMethod),
    { check: checks.checkAudit, retrigger: false },
    index,
  );
  boundary.request(
    new RequestType<AuditWorkspaceParams, AuditWorkspaceResult, void>(auditWorkspaceMethod),
    { check: checks.checkAudit, retrigger: false },
    audit,
  );
  const watched = watchSearch(connection);
  boundary.request(
    new RequestType<ReplayParams, ReplayAnswer, void>(replayMethod),
    { check: checks.checkReplay, retrigger: false },
    async (params, token) => {
      const s = await ready();
      return watched(params.workDoneToken, token, (tokens, progress) => s.replays.replay(params, tokens, progress));
    },
  );
  boundary.request(
    new RequestType<OpenReplayParams, ReplayAnswer, void>(openReplayMethod),
    { check: checks.checkOpenReplay, retrigger: false },
    async (params) => (await ready()).replays.openSaved(params),
  );
  boundary.request(ExecuteCommandRequest.type, { check: checks.checkCommand, retrigger: false }, async (params, token): Promise<unknown> => {
    const argument: unknown = params.arguments?.[0];
    switch (params.command) {
      case auditWorkspaceCommand: {
        const given = checks.checkAudit(argument);
        if (given === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `${auditWorkspaceCommand} needs other arguments than it got`);
        const result = await audit({ ...(params.workDoneToken === undefined ? {} : { workDoneToken: params.workDoneToken }), ...given }, token);
        // Whoever runs a command by name has no view of ours to look at.
        await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message: `gupscope: ${auditSentence(result)}` });
        return result;
      }
      case indexWorkspaceCommand: {
        const given = checks.checkAudit(argument);
        if (given === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `${indexWorkspaceCommand} needs other arguments than it got`);
        const result = await index({ ...(params.workDoneToken === undefined ? {} : { workDoneToken: params.workDoneToken }), ...given }, token);
        await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message: `gupscope: ${indexSentence(result)}` });
        return result;
      }
      case replayCommand: {
        const given = checks.checkReplay(argument);
        if (given === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `${replayCommand} needs other arguments than it got`);
        const s = await ready();
        const text = await watched(params.workDoneToken, token, (tokens, progress) => s.replays.text(given, tokens, progress));
        if (given.show === true) await connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message: text });
        return text;
      }
      case applyFixCommand:
        await (await ready()).applyFix(argument, token);
        return null;
      default:
        throw new ResponseError(ErrorCodes.InvalidParams, `there is no command ${params.command}`);
    }
  });
  connection.listen();
}

function auditSentence({ files, filesWithFindings, findings: { error, warning, note }, cancelled, problems }: AuditWorkspaceResult): string {
  const looked = cancelled ? `stopped after ${files} files` : `${files} files looked at`;
  const where = filesWithFindings === 0 ? '' : ` in ${filesWithFindings} of them`;
  const remarks = problems.length === 0 ? '' : `; ${problems[0] ?? ''}${problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`}`;
  return `${looked}, ${counted(error, 'error')}, ${counted(warning, 'warning')}, ${counted(note, 'note')}${where}${remarks}`;
}

function indexSentence({ files, functions, cancelled, problems }: IndexWorkspaceResult): string {
  if (cancelled) return 'the index was stopped';
  const remarks = problems.length === 0 ? '' : `; ${problems[0] ?? ''}`;
  return `functions that take or drop pages for other files: ${functions}, in ${counted(files, 'file')}${remarks}`;
}

const counted = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;

/** Undefined if the command line names no way to talk; that is said on stderr, and the process ends with status 2. */
function connect(): Connection | undefined {
  try {
    return createConnection(ProposedFeatures.all);
  } catch {
    process.stderr.write('gupscope: the language server needs to know how to talk to the editor; start it with `gupscope lsp --stdio`.\n');
    process.exitCode = 2;
    return undefined;
  }
}

/** A mistake outside every request must not end the editor's session; a client that is gone must. */
function surviveMistakes(logger: Logger): void {
  const survive = (e: unknown): void => {
    if (e instanceof Error && 'code' in e && (e.code === 'EPIPE' || e.code === 'ERR_STREAM_DESTROYED')) process.exit(1);
    logger.error(`outside of any request: ${e instanceof Error ? (e.stack ?? e.message) : String(e)}`);
  };
  process.on('uncaughtException', survive);
  process.on('unhandledRejection', survive);
}

async function register(connection: Connection, can: { readonly configuration: boolean; readonly watchedFiles: boolean }): Promise<void> {
  if (can.configuration) await connection.client.register(DidChangeConfigurationNotification.type, { section: 'gupscope' });
  if (can.watchedFiles)
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED.map((globPattern) => ({ globPattern })) });
}

/** Folders that are on no disk we can read are left out. */
const pathsOf = (uris: readonly string[]): string[] =>
  uris.filter(isFileUri).flatMap((uri) => {
    const path = pathOfUri(uri);
    return path === undefined ? [] : [path.replace(/(?<=.)\/+$/, '')];
  });

function foldersOf(params: InitializeParams): readonly string[] {
  if (params.workspaceFolders) return pathsOf(params.workspaceFolders.map(({ uri }) => uri));
  return pathsOf(typeof params.rootUri === 'string' ? [params.rootUri] : []);
}

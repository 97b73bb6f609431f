/**
 * A language client for tests and benches: starts the real server (`bin/gupscope lsp --stdio`) and speaks to it over its pipes. It answers what a server asks of
 * an editor, remembers what it was told, and lets a test wait for an event, never for a time.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type {
  ClientCapabilities,
  CodeAction,
  Diagnostic,
  DocumentDiagnosticReport,
  Hover,
  InitializeResult,
  PublishDiagnosticsParams,
  Range,
  ShowMessageParams,
  WorkspaceEdit,
} from 'vscode-languageserver';

export const gupscope = fileURLToPath(new URL('../../bin/gupscope', import.meta.url));

/** No answer within this time means that a test failed; nothing waits that long otherwise. */
const PATIENCE_MS = 30_000;

export interface LspClientOptions {
  /** Workspace folders, as URIs. */
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** Answers `workspace/configuration` for a scope; absent: null. */
  readonly settings?: (scopeUri: string | undefined) => unknown;
  /** Beside the environment of the test. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What VS Code and other editors that ask for diagnostics themselves can do. */
export const pullCapabilities: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    synchronization: { didSave: true },
    diagnostic: { dynamicRegistration: true, relatedDocumentSupport: false, relatedInformation: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source', 'source.fixAll'] } },
      dataSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
    diagnostics: { refreshSupport: true },
  },
  window: { workDoneProgress: true },
};

/** What an editor without pull diagnostics can do, such as Neovim 0.7. */
export const pushCapabilities: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source', 'source.fixAll'] } }, isPreferredSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
  workspace: { applyEdit: true, configuration: true, workspaceFolders: true },
};

/** Everything that came from the server, in order. */
export interface Received {
  readonly method: string;
  readonly params: unknown;
}

export class LspClient {
  readonly process: ChildProcess;
  readonly connection: MessageConnection;
  readonly received: Received[] = [];
  /** The status with which the server ended; null if by a signal. */
  readonly exited: Promise<number | null>;
  initialized: InitializeResult | undefined;
  #waiting: { readonly test: (message: Received) => boolean; readonly resolve: (message: Received) => void }[] = [];
  #stderr = '';

  /** `command` is program and arguments; by default our server. */
  constructor(options: Pick<LspClientOptions, 'settings' | 'env'> & { readonly command?: readonly [string, ...string[]] } = {}) {
    const [program, ...args] = options.command ?? [process.execPath, gupscope, 'lsp', '--stdio'];
    this.process = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...options.env } });
    const { stdin, stdout, stderr } = this.process;
    if (stdin === null || stdout === null || stderr === null) throw new Error('the server has no pipes');
    stderr.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString();
    });
    // A server that has ended closes its pipe under a late message of ours.
    stdin.on('error', () => undefined);
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    this.connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onError(() => undefined);
    this.connection.onNotification((method, params) => this.#take({ method, params }));
    this.connection.onUnhandledProgress((params) => this.#take({ method: '$/progress', params }));
    this.connection.onRequest((method, params) => {
      this.#take({ method, params });
      return this.#answer(method, params, options.settings);
    });
    this.connection.listen();
  }

  /** Starts a server and goes through the hand-shake. */
  static async start(options: LspClientOptions = {}): Promise<LspClient> {
    const { settings, env } = options;
    const client = new LspClient({ ...(settings === undefined ? {} : { settings }), ...(env === undefined ? {} : { env }) });
    await client.initialize(options);
    return client;
  }

  async initialize(options: LspClientOptions): Promise<InitializeResult> {
    const folders = options.folders?.map((uri) => ({ uri, name: uri.split('/').at(-1) ?? uri }));
    this.initialized = await this.request<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: folders?.[0]?.uri ?? null,
      workspaceFolders: folders ?? null,
      capabilities: options.capabilities ?? pullCapabilities,
      initializationOptions: options.initializationOptions,
    });
    await this.notify('initialized', {});
    return this.initialized;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Rejects with the server's error, or when it does not answer. */
  async request<R>(method: string, params: unknown, patienceMs = PATIENCE_MS): Promise<R> {
    const gone = this.exited.then((status): never => {
      throw new Error(`the server ended with status ${status} before it answered ${method}\n${this.#stderr}`);
    });
    return withPatience(Promise.race([this.connection.sendRequest<R>(method, params), gone]), () => `no answer to ${method}`, patienceMs);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  /** The next message that passes `test`, among those from position `from` on; all received so far by default not. */
  next(test: (message: Received) => boolean, from = this.received.length): Promise<Received> {
    const known = this.received.slice(from).find(test);
    if (known !== undefined) return Promise.resolve(known);
    const waiting = new Promise<Received>((resolve) => this.#waiting.push({ test, resolve }));
    return withPatience(waiting, () => `the server never sent it; it sent ${this.received.map((m) => m.method).join(', ')}\n${this.#stderr}`);
  }

  open(uri: string, text: string, version = 1): Promise<void> {
    return this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'c', version, text } });
  }

  change(uri: string, version: number, contentChanges: readonly { readonly range?: Range; readonly text: string }[]): Promise<void> {
    return this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  close(uri: string): Promise<void> {
    return this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.request('textDocument/diagnostic', { textDocument: { uri }, ...(previousResultId === undefined ? {} : { previousResultId }) });
  }

  /** The diagnostics of a full answer. */
  async diagnostics(uri: string): Promise<readonly Diagnostic[]> {
    const report = await this.pull(uri);
    if (report.kind !== 'full') throw new Error(`asked without a previous result, and got ${report.kind}`);
    return report.items;
  }

  /** The next diagnostics that are published for `uri`. */
  async published(uri: string, from = this.received.length): Promise<PublishDiagnosticsParams> {
    const message = await this.next(
      (m) => m.method === 'textDocument/publishDiagnostics' && (m.params as PublishDiagnosticsParams).uri === uri,
      from,
    );
    return message.params as PublishDiagnosticsParams;
  }

  codeActions(
    uri: string,
    range: Range,
    context: { readonly only?: readonly string[]; readonly diagnostics?: readonly Diagnostic[] } = {},
  ): Promise<CodeAction[]> {
    return this.request('textDocument/codeAction', { textDocument: { uri }, range, context: { diagnostics: [], ...context } });
  }

  hover(uri: string, line: number, character: number): Promise<Hover | null> {
    return this.request('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  }

  messages(): readonly string[] {
    return this.received.filter((m) => m.method === 'window/showMessage').map((m) => (m.params as ShowMessageParams).message);
  }

  /** The polite end: the status that the server leaves with. */
  async stop(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await this.request('shutdown', undefined);
      await this.notify('exit', undefined);
    }
    const status = await withPatience(this.exited, () => 'the server does not end');
    this.connection.dispose();
    return status;
  }

  /** For a test that failed half-way. */
  kill(): void {
    this.process.kill('SIGKILL');
    this.connection.dispose();
  }

  #take(message: Received): void {
    this.received.push(message);
    const answered = this.#waiting.filter((waiting) => waiting.test(message));
    this.#waiting = this.#waiting.filter((waiting) => !answered.includes(waiting));
    for (const waiting of answered) waiting.resolve(message);
  }

  #answer(method: string, params: unknown, settings: LspClientOptions['settings']): unknown {
    switch (method) {
      case 'workspace/configuration':
        return (params as { items: { scopeUri?: string }[] }).items.map((item) => settings?.(item.scopeUri) ?? null);
      case 'workspace/applyEdit':
        return { applied: true };
      default:
        return null;
    }
  }
}

function withPatience<T>(promise: Promise<T>, what: () => string, patienceMs = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what()} within ${patienceMs} ms`)), patienceMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** What an editor makes of an edit: the new texts by URI. `texts` are those before. */
export function applyWorkspaceEdit(texts: Readonly<Record<string, string>>, edit: WorkspaceEdit): Record<string, string> {
  const changed: Record<string, string> = { ...texts };
  const changes =
    edit.documentChanges?.map((change) => {
      if (!('textDocument' in change)) throw new Error(`unexpected operation ${change.kind}`);
      return { uri: change.textDocument.uri, edits: change.edits };
    }) ?? Object.entries(edit.changes ?? {}).map(([uri, edits]) => ({ uri, edits }));
  for (const { uri, edits } of changes) {
    const text = changed[uri];
    if (text === undefined) throw new Error(`an edit of ${uri}, which the test did not give`);
    const starts = lineStarts(text);
    const offset = (p: { line: number; character: number }): number => (starts[p.line] ?? text.length) + p.character;
    const sorted = edits
      .map((e) => {
        if (!('newText' in e)) throw new Error('unexpected snippet');
        return { start: offset(e.range.start), end: offset(e.range.end), newText: e.newText };
      })
      .sort((a, b) => b.start - a.start);
    changed[uri] = sorted.reduce((t, e) => t.slice(0, e.start) + e.newText + t.slice(e.end), text);
  }
  return changed;
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((m) => m.index + m[0].length)];
}

/**
 * The language server's life inside the editor: started on the first need, restarted by the language client when it dies, stopped with the extension.
 * What is asked of it stands in the features; nothing here shows a finding.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, State, TransportKind } from 'vscode-languageclient/node';
import {
  type FileStatus,
  type fileStatusMethod,
  type InitializationOptions,
  type WorkspaceFindings,
  type workspaceFindingsMethod,
} from '../src/protocol/requests.ts';
import { cDocuments, isCFileUri } from './trackedDocuments.ts';

export type ServerState = 'idle' | 'starting' | 'running' | 'stopped';

/** What the server tells of its own accord, by method. */
export interface ServerNotifications {
  readonly [fileStatusMethod]: FileStatus;
  readonly [workspaceFindingsMethod]: WorkspaceFindings;
}

export interface Server extends vscode.Disposable {
  readonly state: ServerState;
  readonly onDidChangeState: vscode.Event<ServerState>;
  /** The running client; starts the server if need be. Rejects if it cannot be started; the language client has then told the user. */
  ready(): Promise<LanguageClient>;
  /** Calls `handler` for each such notification, of this server and of those that replace it. */
  onNotification<M extends keyof ServerNotifications>(method: M, handler: (params: ServerNotifications[M]) => void): vscode.Disposable;
  request<R>(method: string, params: object, token?: vscode.CancellationToken): Promise<R>;
  restart(): Promise<void>;
  /** Ends the process; for good, so call it last. */
  stop(): Promise<void>;
  /** Of the server process; undefined while there is none. */
  processId(): number | undefined;
}

const stateNames: Readonly<Record<State, ServerState>> = {
  [State.Stopped]: 'stopped',
  [State.StartFailed]: 'stopped',
  [State.Starting]: 'starting',
  [State.Running]: 'running',
};

export function createServer(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Server {
  const module = path.join(context.extensionPath, 'dist', 'server.cjs');
  const options: LanguageClientOptions = {
    documentSelector: cDocuments,
    outputChannel: log,
    diagnosticCollectionName: 'gupscope',
    diagnosticPullOptions: { onChange: true, onSave: true, onTabs: false, match: (_selector, uri) => isCFileUri(uri) },
    initializationOptions: { fileStatus: true, diagnosticsInHover: true, timeline: true } satisfies InitializationOptions,
    markdown: { supportHtml: false, supportThemeIcons: true },
  };
  const client = new LanguageClient('gupscope', 'gupscope', { module, transport: TransportKind.ipc }, options);
  const changed = new vscode.EventEmitter<ServerState>();
  let state: ServerState = 'idle';
  const listening = client.onDidChangeState((event) => {
    state = stateNames[event.newState];
    changed.fire(state);
  });

  /** Answers at once for a client that runs; one that gave up after too many crashes tries again. */
  async function ready(): Promise<LanguageClient> {
    await client.start();
    return client;
  }

  return {
    get state() {
      return state;
    },
    onDidChangeState: changed.event,
    ready,
    onNotification: (method, handler) => client.onNotification(method, handler),
    request: async (method, params, token) => {
      await ready();
      // An absent token would travel as a second parameter, and the two as a list.
      return token === undefined ? client.sendRequest(method, params) : client.sendRequest(method, params, token);
    },
    restart: async () => {
      if (client.isRunning()) await client.stop();
      await ready();
    },
    stop: async () => {
      // A client that is still starting refuses to stop.
      if (client.state === State.Starting) await Promise.allSettled([client.start()]);
      if (client.isRunning()) await client.dispose();
    },
    processId: () => client.serverProcess?.pid,
    dispose: () => {
      listening.dispose();
      changed.dispose();
    },
  };
}

/** Wires the features to the server; holds no logic of its own. */
import * as vscode from 'vscode';
import type { GupscopeApi } from './api.ts';
import { registerAuditCommands } from './features/auditCommands.ts';
import { registerDebugReplay } from './features/debugReplay.ts';
import { followFiles } from './features/fileEvents.ts';
import { registerFindingsTree } from './features/findingsTree.ts';
import { registerFixAll } from './features/fixAll.ts';
import { registerIndexCommand } from './features/indexCommand.ts';
import { markPartialFunctions } from './features/partialFunctions.ts';
import { registerPathSteps } from './features/pathSteps.ts';
import { registerReplay } from './features/replay.ts';
import { registerRulePages } from './features/rulePages.ts';
import { registerSample } from './features/sample.ts';
import { registerShowPath } from './features/showPath.ts';
import { registerStatusBar } from './features/statusBar.ts';
import { FindingsStore } from './findingsStore.ts';
import { createServer, type Server } from './server.ts';
import { wakeOnTrackedWord } from './wake.ts';

let running: Server | undefined;

export function activate(context: vscode.ExtensionContext): GupscopeApi {
  const log = vscode.window.createOutputChannel('gupscope', { log: true });
  const store = new FindingsStore();
  const server = createServer(context, log);
  running = server;
  const audits = registerAuditCommands(store, server, log);
  const tree = registerFindingsTree(context, store, () => audits.repeat());
  const path = registerPathSteps(store, tree.onDidChoose);
  const replay = registerReplay(context, store, server);
  const statusBar = registerStatusBar(store, server, audits);
  context.subscriptions.push(
    log,
    store,
    server,
    audits,
    tree,
    path,
    replay,
    registerShowPath(store, path),
    registerDebugReplay(context, store),
    statusBar,
    followFiles(store, server),
    markPartialFunctions(store),
    registerFixAll(server, store),
    registerIndexCommand(server, log),
    registerRulePages(server),
    registerSample(context),
    vscode.commands.registerCommand('gupscope.restartServer', () => server.restart()),
    wakeOnTrackedWord(server, log),
  );
  return {
    findings: {
      tree: tree.provider,
      get grouping() {
        return tree.grouping;
      },
      onDidChange: (listener) => store.onDidChange(listener),
    },
    path: { remarks: (uri) => path.remarks(uri), onDidChange: (listener) => path.onDidChange(listener) },
    replay: {
      get shown() {
        return replay.shown;
      },
      onDidChange: (listener) => replay.onDidChange(listener),
    },
    get status() {
      return statusBar.text === undefined ? undefined : { text: statusBar.text, tooltip: statusBar.tooltip };
    },
    server: {
      get state() {
        return server.state;
      },
      get processId() {
        return server.processId();
      },
      onDidChangeState: (listener) => server.onDidChangeState(listener),
    },
  };
}

export async function deactivate(): Promise<void> {
  await running?.stop();
  running = undefined;
}

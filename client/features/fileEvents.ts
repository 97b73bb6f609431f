/** Keeps the findings store in step with the world: what the server says, documents that close, files that are renamed or deleted. */
import * as vscode from 'vscode';
import { fileStatusMethod, workspaceFindingsMethod } from '../../src/protocol/requests.ts';
import type { FindingsStore } from '../findingsStore.ts';
import type { Server } from '../server.ts';

export function followFiles(store: FindingsStore, server: Server): vscode.Disposable {
  const isOpen = (uri: string): boolean => {
    const key = vscode.Uri.parse(uri).toString();
    return vscode.workspace.textDocuments.some((document) => !document.isClosed && document.uri.toString() === key);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.{c,h}', true, true, false);
  return vscode.Disposable.from(
    watcher,
    server.onNotification(fileStatusMethod, (status) => {
      // Empty lists about a document that closed: the store has gone back to what is on disk by itself.
      if (status.version !== null && !isOpen(status.uri)) return;
      store.setStatus(status, status.version !== null);
    }),
    server.onNotification(workspaceFindingsMethod, (batch) => store.addBatch(batch)),
    server.onDidChangeState((state) => {
      if (state === 'starting') store.forgetAuditNumber();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => store.close(document.uri, !document.isDirty)),
    watcher.onDidDelete((uri) => store.remove(uri)),
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      for (const uri of files) store.remove(uri);
    }),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri } of files) store.remove(oldUri);
    }),
  );
}

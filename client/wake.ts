/** Starts the server when a C document with a tracked word is there, so that an editor full of other C code never pays for it. */
import * as vscode from 'vscode';
import type { Server } from './server.ts';
import { isCDocument } from './trackedDocuments.ts';
import words from './trackedWords.json' with { type: 'json' };

const tracked = new RegExp(`\\b(?:${words.join('|')})\\b`);

export const holdsTrackedWord = (text: string): boolean => tracked.test(text);

/** Done at the first such document; a server that cannot start has told the user by itself. */
export function wakeOnTrackedWord(server: Server, log: vscode.LogOutputChannel): vscode.Disposable {
  const listeners: vscode.Disposable[] = [];
  const stop = (): void => vscode.Disposable.from(...listeners.splice(0)).dispose();
  const wake = (document: vscode.TextDocument): void => {
    stop();
    log.info(`${vscode.workspace.asRelativePath(document.uri)} holds a tracked word, so the language server starts`);
    server
      .ready()
      .catch((error: unknown) => log.error(`the language server did not start: ${error instanceof Error ? error.message : String(error)}`));
  };
  const look = (document: vscode.TextDocument): void => {
    if (isCDocument(document) && holdsTrackedWord(document.getText())) wake(document);
  };
  listeners.push(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!isCDocument(document)) return;
      // Only the lines that changed: a word that was there before would have been seen.
      const lines = contentChanges.map(({ range, text }) =>
        document.getText(new vscode.Range(range.start.line, 0, range.start.line + text.split('\n').length, 0)),
      );
      if (lines.some(holdsTrackedWord)) wake(document);
    }),
    server.onDidChangeState(stop),
  );
  for (const document of vscode.workspace.textDocuments) if (listeners.length > 0) look(document);
  return { dispose: stop };
}

/** `gupscope.fixAll`: applies every safe fix of the active file in one step that one undo takes back, and says what is left. */
import * as vscode from 'vscode';
import type { Server } from '../server.ts';
import { isCDocument } from '../trackedDocuments.ts';
import { counted } from './findingsTree.ts';

const kind = vscode.CodeActionKind.SourceFixAll.append('gupscope');

export function registerFixAll(server: Server): vscode.Disposable {
  return vscode.commands.registerCommand('gupscope.fixAll', async () => {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || !isCDocument(document)) {
      void vscode.window.showInformationMessage('gupscope: open a .c or .h file to fix it.');
      return;
    }
    await server.ready();
    const edit = await fixAllEdit(document);
    if (edit === undefined) {
      void vscode.window.setStatusBarMessage('gupscope: nothing here has a safe fix.', 10_000);
      return;
    }
    const places = edit.get(document.uri).length;
    if (!(await vscode.workspace.applyEdit(edit))) {
      void vscode.window.showWarningMessage('gupscope: the file changed meanwhile, nothing was fixed; run the command again.');
      return;
    }
    void vscode.window.setStatusBarMessage(`gupscope: ${counted(places, 'edit')} made.`, 10_000);
  });
}

async function fixAllEdit(document: vscode.TextDocument): Promise<vscode.WorkspaceEdit | undefined> {
  const everything = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    everything,
    kind.value,
    1,
  );
  return actions.find((action) => action.kind?.value === kind.value && action.edit !== undefined)?.edit;
}

/**
 * `gupscope.fixAll`: applies every safe fix of the active file in one step that one undo takes back. The light bulb leads there too, since VS Code keeps
 * the server's own "fix all" out of its menu and for fixing on save.
 */
import * as vscode from 'vscode';
import type { FindingsStore } from '../findingsStore.ts';
import type { Server } from '../server.ts';
import { cDocuments, isCDocument } from '../trackedDocuments.ts';
import { counted } from './findingsTree.ts';

const kind = vscode.CodeActionKind.SourceFixAll.append('gupscope');

export function registerFixAll(server: Server, store: FindingsStore): vscode.Disposable {
  const offer: vscode.CodeActionProvider = {
    provideCodeActions(document, _range, context) {
      const here = context.diagnostics.filter((diagnostic) => diagnostic.source === 'gupscope');
      const fixable = store.file(document.uri)?.findings.filter((finding) => finding.fixable).length ?? 0;
      if (here.length === 0 || fixable < 2) return [];
      const action = new vscode.CodeAction('Fix all in this file that gupscope can fix safely', vscode.CodeActionKind.QuickFix);
      action.command = { command: 'gupscope.fixAll', title: action.title };
      action.diagnostics = here;
      return [action];
    },
  };
  const command = vscode.commands.registerCommand('gupscope.fixAll', async () => {
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
  return vscode.Disposable.from(
    command,
    vscode.languages.registerCodeActionsProvider(cDocuments, offer, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
  );
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

/**
 * `gupscope.showPath`: the steps of a finding as a list to walk through. Each is shown in the text while one moves along; Enter stays there, Escape goes back.
 * Asked by a row of the findings view, by the light bulb, or for the finding at the cursor.
 */
import * as vscode from 'vscode';
import type { ListedFinding, ListedStep } from '../../src/protocol/requests.ts';
import type { FindingsStore } from '../findingsStore.ts';
import type { TreeNode } from '../findingsTreeNode.ts';
import { hasPath, pathAt, type ShownPath } from '../pathFocus.ts';
import { cDocuments } from '../trackedDocuments.ts';
import { rangeOf } from './findingsTree.ts';
import type { PathSteps } from './pathSteps.ts';

interface StepItem extends vscode.QuickPickItem {
  readonly step: ListedStep;
}

export function registerShowPath(store: FindingsStore, path: PathSteps): vscode.Disposable {
  async function showPath(about?: ShownPath | TreeNode): Promise<void> {
    const wanted = given(about) ?? atCursor() ?? (await choose());
    if (wanted === undefined) return;
    path.show(wanted);
    await walk(wanted.finding);
  }

  const atCursor = (): ShownPath | undefined => {
    const editor = vscode.window.activeTextEditor;
    const file = editor && store.file(editor.document.uri);
    return file && pathAt(file, editor.selection.active);
  };

  async function choose(): Promise<ShownPath | undefined> {
    const file = store.file(vscode.window.activeTextEditor?.document.uri ?? vscode.Uri.parse(''));
    const findings = file?.findings.filter(hasPath) ?? [];
    if (file === undefined || findings.length === 0) {
      void vscode.window.showInformationMessage('gupscope: no finding with a path in this file.');
      return undefined;
    }
    const items = findings.map((finding) => ({ label: finding.message, description: `line ${finding.range.start.line + 1}`, finding }));
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Finding whose path to show' });
    return chosen && { uri: file.uri, finding: chosen.finding };
  }

  const offer: vscode.CodeActionProvider = {
    provideCodeActions(document, range) {
      const file = store.file(document.uri);
      const here = file && pathAt(file, range.start);
      if (here === undefined) return [];
      const action = new vscode.CodeAction('Show the path, step by step', vscode.CodeActionKind.QuickFix);
      action.command = { command: 'gupscope.showPath', title: action.title, arguments: [here] };
      return [action];
    },
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('gupscope.showPath', showPath),
    vscode.languages.registerCodeActionsProvider(cDocuments, offer, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
  );
}

function given(about: ShownPath | TreeNode | undefined): ShownPath | undefined {
  return about !== undefined && 'finding' in about && hasPath(about.finding) ? { uri: about.uri, finding: about.finding } : undefined;
}

/** Resolves when the list is closed. */
async function walk({ path = [], message }: ListedFinding): Promise<void> {
  const before = vscode.window.activeTextEditor;
  const back = before && { uri: before.document.uri, selection: before.selection };
  const pick = vscode.window.createQuickPick<StepItem>();
  pick.title = message;
  pick.placeholder = 'Walk the path with the arrow keys';
  pick.matchOnDescription = true;
  pick.items = path.map((step, i) => ({ label: `${i + 1}. ${step.message}`, description: `line ${step.range.start.line + 1}`, step }));
  let accepted: ListedStep | undefined;
  const closed = new Promise<void>((resolve) => {
    pick.onDidChangeActive(([item]) => {
      if (item !== undefined) void goTo(item.step, true);
    });
    pick.onDidAccept(() => {
      accepted = pick.activeItems[0]?.step;
      pick.hide();
    });
    pick.onDidHide(() => resolve());
  });
  pick.show();
  await closed;
  pick.dispose();
  if (accepted !== undefined) await goTo(accepted, false);
  else if (back !== undefined) await vscode.window.showTextDocument(back.uri, { selection: back.selection });
}

const goTo = async (step: ListedStep, preserveFocus: boolean): Promise<void> => {
  await vscode.window.showTextDocument(vscode.Uri.parse(step.uri), { selection: rangeOf(step.range), preserveFocus });
};

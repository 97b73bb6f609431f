/**
 * The path of a finding in the text: a numbered remark behind each line that it leads through, while the cursor is in the finding or on one of its steps, or the
 * finding is chosen in the findings view. An edit takes the remarks away until the file is analysed again.
 */
import * as vscode from 'vscode';
import type { FindingsStore } from '../findingsStore.ts';
import type { TreeNode } from '../findingsTreeNode.ts';
import { hasPath, pathAfterMove, refreshed, remarksFor, type ShownPath, type StepRemark } from '../pathFocus.ts';
import { isCDocument } from '../trackedDocuments.ts';

/** What a user reads of the path, for tests in the editor: line and text of each remark in one document. */
export interface PathSteps extends vscode.Disposable {
  remarks(uri: vscode.Uri): readonly StepRemark[];
  /** Shows the path of a finding, wherever the cursor is. */
  show(path: ShownPath): void;
  readonly onDidChange: vscode.Event<void>;
}

const colours: Readonly<Record<StepRemark['tone'], vscode.ThemeColor>> = {
  start: new vscode.ThemeColor('editorInfo.foreground'),
  between: new vscode.ThemeColor('editorCodeLens.foreground'),
  end: new vscode.ThemeColor('editorError.foreground'),
};

export function registerPathSteps(store: FindingsStore, onDidChooseRow: vscode.Event<TreeNode | undefined>): PathSteps {
  const remark = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 2em', fontStyle: 'italic' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  const line = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.infoForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  const changed = new vscode.EventEmitter<void>();
  let shown: ShownPath | undefined;

  const remarks = (uri: vscode.Uri): readonly StepRemark[] => (shown === undefined ? [] : remarksFor(uri.toString(), shown.finding.path ?? []));
  const draw = (): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      const here = remarks(document.uri).filter((r) => r.line < document.lineCount);
      editor.setDecorations(
        remark,
        here.map((r) => ({
          range: endOf(document, r.line),
          renderOptions: { after: { contentText: r.text, color: colours[r.tone] } },
        })),
      );
      editor.setDecorations(
        line,
        here.map((r) => ({ range: document.lineAt(r.line).range })),
      );
    }
  };
  const set = (next: ShownPath | undefined): void => {
    if (next?.finding === shown?.finding) return;
    shown = next;
    draw();
    changed.fire();
  };
  const followCursor = (editor: vscode.TextEditor | undefined): void => {
    if (editor === undefined || !isCDocument(editor.document)) return;
    const { document, selection } = editor;
    set(pathAfterMove(shown, store.file(document.uri), document.uri.toString(), selection.active));
  };

  const listeners = [
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => followCursor(textEditor)),
    vscode.window.onDidChangeVisibleTextEditors(draw),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // Lines have moved; the next analysis knows where to.
      if (shown !== undefined && contentChanges.length > 0 && touches(shown, document.uri)) set(undefined);
    }),
    store.onDidChange(() => {
      if (shown === undefined) followCursor(vscode.window.activeTextEditor);
      else set(refreshed(shown, store.file(vscode.Uri.parse(shown.uri))));
    }),
    onDidChooseRow((row) => {
      if (row?.kind === 'finding' || row?.kind === 'step') set(hasPath(row.finding) ? { uri: row.uri, finding: row.finding } : undefined);
    }),
  ];
  return {
    remarks,
    show: set,
    onDidChange: changed.event,
    dispose: () => vscode.Disposable.from(remark, line, changed, ...listeners).dispose(),
  };
}

const endOf = (document: vscode.TextDocument, line: number): vscode.Range => {
  const { end } = document.lineAt(line).range;
  return new vscode.Range(end, end);
};

const touches = ({ uri, finding }: ShownPath, changed: vscode.Uri): boolean =>
  uri === changed.toString() || finding.path?.some((step) => step.uri === changed.toString()) === true;

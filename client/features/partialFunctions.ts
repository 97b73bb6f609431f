/** Marks functions that were analysed in part: silence there must not read as clean. A grey remark at the end of the first line, the reason when pointed at. */
import * as vscode from 'vscode';
import type { FindingsStore } from '../findingsStore.ts';
import { rangeOf } from './findingsTree.ts';

export function markPartialFunctions(store: FindingsStore): vscode.Disposable {
  const remark = vscode.window.createTextEditorDecorationType({
    after: { contentText: ' gupscope: analysed in part', color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.infoForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  });
  const show = (): void => {
    for (const editor of vscode.window.visibleTextEditors)
      editor.setDecorations(
        remark,
        (store.file(editor.document.uri)?.partial ?? []).map(({ name, range, reason }) => ({
          range: editor.document.lineAt(Math.min(rangeOf(range).start.line, editor.document.lineCount - 1)).range,
          hoverMessage: new vscode.MarkdownString().appendText(`${name} was analysed in part, so findings may be missing: ${reason}`),
        })),
      );
  };
  show();
  return vscode.Disposable.from(remark, store.onDidChange(show), vscode.window.onDidChangeVisibleTextEditors(show));
}

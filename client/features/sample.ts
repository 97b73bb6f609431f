/**
 * `gupscope.openSample`: a copy of the packaged sample drivers that the user may edit, and the first thing to look at in it. `gupscope.replaySample` opens the same
 * copy and replays a finding whose schedule is short.
 */
import * as vscode from 'vscode';

/** The file that shows most at a glance, relative to the samples. */
const firstFile = ['drivers', 'block', 'tapvol', 'submit.c'];
/** The file and the text of the finding that is replayed. */
const replayed = { file: ['drivers', 'media', 'framegrab', 'window.c'], code: 'set_page_dirty_lock(page)' };

export function registerSample(context: vscode.ExtensionContext): vscode.Disposable {
  async function open(name: readonly string[]): Promise<vscode.TextEditor> {
    const copy = vscode.Uri.joinPath(context.globalStorageUri, 'samples');
    // A fresh copy each time, unless the user's own edits are in it and open.
    if (!vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString().startsWith(`${copy.toString()}/`)))
      await vscode.workspace.fs.copy(vscode.Uri.joinPath(context.extensionUri, 'samples'), copy, { overwrite: true });
    return vscode.window.showTextDocument(vscode.Uri.joinPath(copy, ...name), { preview: false });
  }
  return vscode.Disposable.from(
    vscode.commands.registerCommand('gupscope.openSample', async () => void (await open(firstFile))),
    vscode.commands.registerCommand('gupscope.replaySample', async () => {
      const { document } = await open(replayed.file);
      const { line, character } = document.positionAt(document.getText().indexOf(replayed.code));
      await vscode.commands.executeCommand('gupscope.replay', { uri: document.uri.toString(), position: { line, character } });
    }),
  );
}

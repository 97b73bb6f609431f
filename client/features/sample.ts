/** `gupscope.openSample`: a copy of the packaged sample drivers that the user may edit, and the first thing to look at in it. */
import * as vscode from 'vscode';

/** The file that shows most at a glance, relative to the samples. */
const firstFile = ['drivers', 'block', 'tapvol', 'submit.c'];

export function registerSample(context: vscode.ExtensionContext): vscode.Disposable {
  return vscode.commands.registerCommand('gupscope.openSample', async () => {
    const copy = vscode.Uri.joinPath(context.globalStorageUri, 'samples');
    const file = vscode.Uri.joinPath(copy, ...firstFile);
    // A fresh copy each time, unless the user's own edits are in it and open.
    if (!vscode.workspace.textDocuments.some((document) => document.isDirty && document.uri.toString().startsWith(`${copy.toString()}/`)))
      await vscode.workspace.fs.copy(vscode.Uri.joinPath(context.extensionUri, 'samples'), copy, { overwrite: true });
    await vscode.window.showTextDocument(file, { preview: false });
  });
}

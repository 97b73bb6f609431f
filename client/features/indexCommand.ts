/** `gupscope.indexWorkspace`: finds out what functions of the tree do for callers in other files; what hangs on that comes as an update. */
import * as vscode from 'vscode';
import { type IndexWorkspaceResult, indexWorkspaceMethod } from '../../src/protocol/requests.ts';
import { requestWithProgress } from '../longRequest.ts';
import type { Server } from '../server.ts';
import { counted } from './findingsTree.ts';

export function registerIndexCommand(server: Server, log: vscode.LogOutputChannel): vscode.Disposable {
  let running: Promise<IndexWorkspaceResult | undefined> | undefined;

  async function run(): Promise<IndexWorkspaceResult | undefined> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
    if (folders.length === 0) {
      void vscode.window.showInformationMessage('gupscope: open a folder on this computer to index it.');
      return undefined;
    }
    const client = await server.ready();
    const roots = folders.map((folder) => client.code2ProtocolConverter.asUri(folder.uri));
    const result = await requestWithProgress<IndexWorkspaceResult>(server, { what: 'index', method: indexWorkspaceMethod, roots, log });
    if (result !== undefined) report(result);
    return result;
  }

  function report({ files, functions, cancelled, elapsedMs, problems }: IndexWorkspaceResult): void {
    const text = cancelled
      ? 'the index was stopped'
      : `functions that take or drop pages for other files: ${functions}, in ${counted(files, 'file')}`;
    log.info(`index: ${text}, ${(elapsedMs / 1000).toFixed(1)} s`);
    for (const problem of problems) log.warn(problem);
    const [first] = problems;
    if (first !== undefined && files === 0) void vscode.window.showInformationMessage(`gupscope: ${first}`);
    else void vscode.window.setStatusBarMessage(`gupscope: ${text}.`, 10_000);
  }

  /** Asked for twice, it runs once. */
  return vscode.commands.registerCommand('gupscope.indexWorkspace', () => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  });
}

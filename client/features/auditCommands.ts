/** `gupscope.auditWorkspace` with progress and a cancel button, and `gupscope.auditFile` for one file that need not be open. */
import * as vscode from 'vscode';
import {
  type AuditFileParams,
  type AuditWorkspaceResult,
  auditFileMethod,
  auditWorkspaceMethod,
  type FileStatus,
} from '../../src/protocol/requests.ts';
import type { FindingsStore } from '../findingsStore.ts';
import { requestWithProgress } from '../longRequest.ts';
import type { Server } from '../server.ts';
import { isCFileUri } from '../trackedDocuments.ts';
import { counted, viewId } from './findingsTree.ts';

export interface Audits extends vscode.Disposable {
  readonly isBusy: boolean;
  readonly onDidChangeBusy: vscode.Event<void>;
  /** Audits the workspace again if it was audited before. */
  repeat(): Promise<void>;
}

export function registerAuditCommands(store: FindingsStore, server: Server, log: vscode.LogOutputChannel): Audits {
  const busyChanged = new vscode.EventEmitter<void>();
  let running: Promise<AuditWorkspaceResult | undefined> | undefined;
  let wasAudited = false;

  const setBusy = (busy: boolean): void => {
    void vscode.commands.executeCommand('setContext', 'gupscope.auditing', busy);
    busyChanged.fire();
  };

  /** Resolves with the result, or undefined if it could not run; the user was then told. Asked for twice, it runs once. */
  async function auditWorkspace(): Promise<AuditWorkspaceResult | undefined> {
    const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
    if (folders.length === 0) {
      void vscode.window.showInformationMessage('gupscope: open a folder on this computer to audit it.');
      return undefined;
    }
    void vscode.commands.executeCommand(`${viewId}.focus`);
    running ??= runAudit(folders).finally(() => {
      running = undefined;
      setBusy(false);
    });
    setBusy(true);
    return running;
  }

  async function runAudit(folders: readonly vscode.WorkspaceFolder[]): Promise<AuditWorkspaceResult | undefined> {
    const client = await server.ready();
    wasAudited = true;
    store.startAudit();
    const roots = folders.map((folder) => client.code2ProtocolConverter.asUri(folder.uri));
    const result = await requestWithProgress<AuditWorkspaceResult>(server, { what: 'audit', method: auditWorkspaceMethod, roots, log });
    if (result !== undefined) report(result);
    return result;
  }

  function report(result: AuditWorkspaceResult): void {
    const total = result.findings.error + result.findings.warning + result.findings.note;
    const where = total === 0 ? '' : ` in ${counted(result.filesWithFindings, 'file')}`;
    const text = `${counted(total, 'finding')}${where}; ${counted(result.files, 'file')} ${result.cancelled ? 'looked at before it was stopped' : 'looked at'}`;
    log.info(`audit ${result.audit}: ${text}, ${(result.elapsedMs / 1000).toFixed(1)} s`);
    for (const problem of result.problems) log.warn(problem);
    const more = result.problems.length === 0 ? '' : ` ${counted(result.problems.length, 'remark')} in the output channel.`;
    void vscode.window.setStatusBarMessage(`gupscope: ${text}.`, 10_000);
    if (result.problems.length > 0)
      void vscode.window.showInformationMessage(`gupscope: ${text}.${more}`, 'Show Output').then((choice) => {
        if (choice !== undefined) log.show();
      });
  }

  /** `uri`: from the explorer; without one, the active editor. */
  async function auditFile(uri?: vscode.Uri): Promise<FileStatus | undefined> {
    const target = uri ?? vscode.window.activeTextEditor?.document.uri;
    if (target === undefined || !isCFileUri(target)) {
      void vscode.window.showInformationMessage('gupscope: open a .c or .h file to audit it.');
      return undefined;
    }
    const client = await server.ready();
    const params: AuditFileParams = { uri: client.code2ProtocolConverter.asUri(target) };
    const status = await server.request<FileStatus>(auditFileMethod, params);
    store.setStatus(status, status.version !== null);
    await vscode.commands.executeCommand(`${viewId}.focus`);
    return status;
  }

  const parts = [
    busyChanged,
    vscode.commands.registerCommand('gupscope.auditWorkspace', auditWorkspace),
    vscode.commands.registerCommand('gupscope.auditFile', auditFile),
  ];
  return {
    get isBusy() {
      return running !== undefined;
    },
    onDidChangeBusy: busyChanged.event,
    repeat: async () => {
      if (wasAudited) await auditWorkspace();
    },
    dispose: () => vscode.Disposable.from(...parts).dispose(),
  };
}

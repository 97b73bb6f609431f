/** `gupscope.auditWorkspace` with progress and a cancel button, and `gupscope.auditFile` for one file that need not be open. */
import * as vscode from 'vscode';
import { WorkDoneProgress, type WorkDoneProgressReport } from 'vscode-languageclient/node';
import {
  type AuditFileParams,
  type AuditWorkspaceParams,
  type AuditWorkspaceResult,
  auditFileMethod,
  auditWorkspaceMethod,
  type FileStatus,
} from '../../src/protocol/requests.ts';
import type { FindingsStore } from '../findingsStore.ts';
import type { Server } from '../server.ts';
import { isCFileUri } from '../trackedDocuments.ts';
import { counted, viewId } from './findingsTree.ts';

const SHOW_PROGRESS_AFTER_MS = 700;

export interface Audits extends vscode.Disposable {
  readonly isBusy: boolean;
  readonly onDidChangeBusy: vscode.Event<void>;
  /** Audits the workspace again if it was audited before. */
  repeat(): Promise<void>;
}

/** A notification with a cancel button, until `answer` is there. */
async function showProgress(
  answer: Promise<unknown>,
  steps: vscode.Event<WorkDoneProgressReport>,
  stop: vscode.CancellationTokenSource,
): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'gupscope', cancellable: true };
  await vscode.window.withProgress(options, async (progress, token) => {
    let done = 0;
    const listeners = [
      token.onCancellationRequested(() => stop.cancel()),
      steps((step) => {
        const percentage = step.percentage ?? done;
        progress.report({ increment: percentage - done, ...(step.message === undefined ? {} : { message: step.message }) });
        done = percentage;
      }),
    ];
    await Promise.allSettled([answer]);
    vscode.Disposable.from(...listeners).dispose();
  });
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
    const workDoneToken = `gupscope-audit-${Date.now()}`;
    const params: AuditWorkspaceParams = { roots: folders.map((folder) => client.code2ProtocolConverter.asUri(folder.uri)), workDoneToken };
    const stop = new vscode.CancellationTokenSource();
    const steps = new vscode.EventEmitter<WorkDoneProgressReport>();
    const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (step) => {
      if (step.kind === 'report') steps.fire(step);
    });
    const answer = server.request<AuditWorkspaceResult>(auditWorkspaceMethod, params, stop.token);
    // A small tree is done before one could read that it is being audited.
    const soon = setTimeout(() => void showProgress(answer, steps.event, stop), SHOW_PROGRESS_AFTER_MS);
    try {
      const result = await answer;
      report(result);
      return result;
    } catch (error) {
      log.warn(`audit: ${String(error)}`);
      if (!stop.token.isCancellationRequested)
        void vscode.window.showErrorMessage(
          `gupscope: the audit failed (${error instanceof Error ? error.message : String(error)}); see the output channel.`,
        );
      return undefined;
    } finally {
      clearTimeout(soon);
      listening.dispose();
      steps.dispose();
      stop.dispose();
    }
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

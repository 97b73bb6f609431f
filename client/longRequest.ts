/** Requests about whole folders that take seconds: with progress and a cancel button, and a message if they fail. */
import * as vscode from 'vscode';
import { WorkDoneProgress, type WorkDoneProgressReport } from 'vscode-languageclient/node';
import type { AuditWorkspaceParams } from '../src/protocol/requests.ts';
import type { Server } from './server.ts';

const SHOW_PROGRESS_AFTER_MS = 700;

export interface LongRequest {
  /** A noun, for messages. */
  readonly what: string;
  readonly method: string;
  readonly roots: readonly string[];
  readonly log: vscode.LogOutputChannel;
}

/** Resolves with the answer, or undefined if there is none; the user was then told. */
export async function requestWithProgress<R>(server: Server, { what, method, roots, log }: LongRequest): Promise<R | undefined> {
  const client = await server.ready();
  const workDoneToken = `gupscope-${what}-${Date.now()}`;
  const params: AuditWorkspaceParams = { roots, workDoneToken };
  const stop = new vscode.CancellationTokenSource();
  const steps = new vscode.EventEmitter<WorkDoneProgressReport>();
  const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (step) => {
    if (step.kind === 'report') steps.fire(step);
  });
  const answer = server.request<R>(method, params, stop.token);
  // A small tree is done before one could read that something goes on.
  const soon = setTimeout(() => void showProgress(answer, steps.event, stop), SHOW_PROGRESS_AFTER_MS);
  try {
    return await answer;
  } catch (error) {
    log.warn(`${what}: ${String(error)}`);
    if (!stop.token.isCancellationRequested)
      void vscode.window.showErrorMessage(
        `gupscope: the ${what} failed (${error instanceof Error ? error.message : String(error)}); see the output channel.`,
      );
    return undefined;
  } finally {
    clearTimeout(soon);
    listening.dispose();
    steps.dispose();
    stop.dispose();
  }
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

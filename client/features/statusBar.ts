/** The status bar item: findings of the active file, whether the server is at work, and whether a function was analysed in part only. */
import * as vscode from 'vscode';
import type { FindingsStore, KnownFile } from '../findingsStore.ts';
import type { Server } from '../server.ts';
import { isCDocument } from '../trackedDocuments.ts';
import { counted } from './findingsTree.ts';

export interface StatusBar extends vscode.Disposable {
  /** What the item shows; undefined while it is hidden. */
  readonly text: string | undefined;
  readonly tooltip: string;
}

/** `isBusy` tells whether an audit runs; it changes with `onDidChangeBusy`. */
export function registerStatusBar(
  store: FindingsStore,
  server: Server,
  audit: { readonly isBusy: boolean; readonly onDidChangeBusy: vscode.Event<void> },
): StatusBar {
  const item = vscode.window.createStatusBarItem('gupscope.status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'gupscope';
  item.command = 'gupscope.findings.focus';
  let shown: string | undefined;

  const show = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const file = document && isCDocument(document) ? store.file(document.uri) : undefined;
    const state = stateOf(server, audit.isBusy, file);
    void vscode.commands.executeCommand('setContext', 'gupscope.activeFileHasFindings', (file?.findings.length ?? 0) > 0);
    shown = state?.text;
    if (state === undefined) {
      item.hide();
      return;
    }
    item.text = state.text;
    item.tooltip = state.tooltip;
    item.accessibilityInformation = { label: `gupscope: ${state.tooltip}`, role: 'button' };
    item.show();
  };

  show();
  const parts = [
    item,
    store.onDidChange(show),
    server.onDidChangeState(show),
    audit.onDidChangeBusy(show),
    vscode.window.onDidChangeActiveTextEditor(show),
  ];
  return {
    get text() {
      return shown;
    },
    get tooltip() {
      return typeof item.tooltip === 'string' ? item.tooltip : '';
    },
    dispose: () => vscode.Disposable.from(...parts).dispose(),
  };
}

/** Undefined: there is nothing to say about the active editor. */
function stateOf(server: Server, isBusy: boolean, file: KnownFile | undefined): { readonly text: string; readonly tooltip: string } | undefined {
  if (isBusy) return { text: '$(sync~spin) gupscope', tooltip: 'Auditing the workspace' };
  if (server.state === 'starting') return { text: '$(sync~spin) gupscope', tooltip: 'Starting the language server' };
  if (file === undefined) return undefined;
  if (server.state === 'stopped')
    return { text: '$(circle-slash) gupscope', tooltip: 'The language server does not run; run "gupscope: Restart Language Server"' };
  const count = file.findings.length;
  const summary = `${count === 0 ? 'No findings in this file' : `${counted(count, 'finding')} in this file`}${notShown(file)}`;
  const icon = iconOf(file);
  if (file.partial.length === 0) return { text: `${icon} gupscope ${count}`, tooltip: summary };
  const functions = file.partial.map((part) => `${part.name} (line ${part.range.start.line + 1}): ${part.reason}`);
  return {
    text: `${icon} gupscope ${count} $(question)`,
    tooltip: [`${summary}; ${counted(file.partial.length, 'function')} analysed in part:`, ...functions].join('\n'),
  };
}

/** `; not shown: 1 that a comment allows, 3 that the baseline knows`, or nothing. */
function notShown({ notShown: hidden }: KnownFile): string {
  if (hidden === undefined) return '';
  const { allowed, known } = hidden;
  const parts = [
    ...(allowed === 0 ? [] : [`${allowed} that ${allowed === 1 ? 'a comment allows' : 'comments allow'}`]),
    ...(known === 0 ? [] : [`${known} that the baseline knows`]),
  ];
  return `; not shown: ${parts.join(', ')}`;
}

/** That of the worst finding. */
function iconOf({ findings }: KnownFile): string {
  if (findings.some(({ level }) => level === 'error')) return '$(error)';
  if (findings.some(({ level }) => level === 'warning')) return '$(warning)';
  return findings.length > 0 ? '$(info)' : '$(check)';
}

/** What the editor tests do again and again: open, edit and write files, and wait for what the extension then shows. Waits are for events, never for a time. */
import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { GupscopeApi } from '../../../client/api.ts';
import type { TreeNode } from '../../../client/findingsTreeNode.ts';

const WAIT_MS = 30_000;

/** The copy of the samples that the editor has open; tests may change it. */
export function workspaceFolder(): string {
  const folder = process.env['GUPSCOPE_EDITOR_WORKSPACE'];
  if (folder === undefined) throw new Error('GUPSCOPE_EDITOR_WORKSPACE is not set: start the tests with runEditorTests.mjs');
  return folder;
}

export const inWorkspace = (...parts: readonly string[]): vscode.Uri => vscode.Uri.file(path.join(workspaceFolder(), ...parts));

export const submitC = (): vscode.Uri => inWorkspace('drivers/block/tapvol/submit.c');
export const copyC = (): vscode.Uri => inWorkspace('drivers/block/tapvol/copy.c');
export const tapvolH = (): vscode.Uri => inWorkspace('drivers/block/tapvol/tapvol.h');

export function extension(): vscode.Extension<GupscopeApi> {
  const found = vscode.extensions.getExtension<GupscopeApi>('gupscope.gupscope');
  assert(found, 'the extension is not installed');
  return found;
}

export const api = async (): Promise<GupscopeApi> => extension().activate();

export const show = async (uri: vscode.Uri): Promise<vscode.TextEditor> =>
  vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });

export const closeAll = async (): Promise<void> => {
  // The editor may be writing settings of its own at the same time.
  const mine = vscode.workspace.textDocuments.filter(({ uri }) => uri.fsPath.startsWith(workspaceFolder()));
  for (const document of mine) if (document.isDirty) await revert(document);
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
};

async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

/** Outside the editor, as another program would. */
export function writeFile(uri: vscode.Uri, text: string): vscode.Uri {
  fs.mkdirSync(path.dirname(uri.fsPath), { recursive: true });
  fs.writeFileSync(uri.fsPath, text);
  return uri;
}

type Listen = (listener: () => void) => vscode.Disposable;

/** Resolves with the first value of `probe` that is neither undefined nor false, asked now and at each event; rejects after a while and says what it saw last. */
export async function until<T>(
  what: string,
  events: readonly Listen[],
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  last?: () => unknown,
): Promise<T> {
  const listeners: vscode.Disposable[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      const look = (): void => {
        Promise.resolve(probe()).then((value) => {
          if (value !== undefined && value !== false) resolve(value);
        }, reject);
      };
      for (const listen of events) listeners.push(listen(look));
      timer = setTimeout(() => reject(new Error(`waited in vain for ${what}${last ? `; there is ${JSON.stringify(last())}` : ''}`)), WAIT_MS);
      look();
    });
  } finally {
    clearTimeout(timer);
    for (const listener of listeners) listener.dispose();
  }
}

export const ours = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter((diagnostic) => diagnostic.source === 'gupscope')
    .sort((a, b) => a.range.start.compareTo(b.range.start));

const onDiagnostics: Listen = (listener) => vscode.languages.onDidChangeDiagnostics(listener);

/** The diagnostics of `uri` once they please `wanted`. */
export const diagnosticsWhere = (
  uri: vscode.Uri,
  what: string,
  wanted: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<vscode.Diagnostic[]> =>
  until(
    `diagnostics of ${path.basename(uri.fsPath)}: ${what}`,
    [onDiagnostics],
    () => {
      const found = ours(uri);
      return wanted(found) && found;
    },
    () => ours(uri).map((d) => `${d.range.start.line}:${d.range.start.character} ${d.message}`),
  );

export const someDiagnostics = (uri: vscode.Uri): Promise<vscode.Diagnostic[]> => diagnosticsWhere(uri, 'any', (found) => found.length > 0);

/** What a user reads of the findings view, indented by depth. */
export async function rows(gupscope: GupscopeApi): Promise<readonly string[]> {
  const { tree } = gupscope.findings;
  const below = async (node: TreeNode | undefined, depth: number): Promise<string[]> => {
    const children = (await tree.getChildren(node)) ?? [];
    const lines = await Promise.all(
      children.map(async (child) => {
        const item = await tree.getTreeItem(child);
        return [
          `${'  '.repeat(depth)}${typeof item.label === 'string' ? item.label : ''} | ${typeof item.description === 'string' ? item.description : ''}`,
          ...(await below(child, depth + 1)),
        ];
      }),
    );
    return lines.flat();
  };
  return below(undefined, 0);
}

export const rowsWhere = (gupscope: GupscopeApi, what: string, wanted: (lines: readonly string[]) => boolean): Promise<readonly string[]> => {
  let last: readonly string[] = [];
  return until(
    `rows of the findings view: ${what}`,
    [gupscope.findings.onDidChange],
    async () => {
      last = await rows(gupscope);
      return wanted(last) && last;
    },
    () => last,
  );
};

export const statusWhere = (gupscope: GupscopeApi, what: string, wanted: (text: string | undefined) => boolean): Promise<true> =>
  until(
    `status bar: ${what}`,
    [gupscope.findings.onDidChange, gupscope.server.onDidChangeState, (listener) => vscode.window.onDidChangeActiveTextEditor(listener)],
    () => wanted(gupscope.status?.text),
    () => gupscope.status,
  );

/** The 0-based ranges of every occurrence of `word` as a whole identifier. */
export function rangesOf(document: vscode.TextDocument, word: string): vscode.Range[] {
  return [...document.getText().matchAll(new RegExp(`\\b${word}\\b`, 'g'))].map(
    (m) => new vscode.Range(document.positionAt(m.index), document.positionAt(m.index + word.length)),
  );
}

export const quickFixes = async (uri: vscode.Uri, at: vscode.Range): Promise<vscode.CodeAction[]> =>
  vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, at, vscode.CodeActionKind.QuickFix.value, 20);

/**
 * `gupscope.replay`: a finding as a timeline. Asked by the line above a function, by the light bulb, by a row of the findings view, or for the finding at the
 * cursor. `gupscope.openReplay` shows one that was saved.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ReplayParams } from '../../src/protocol/replay.ts';
import type { ListedFinding } from '../../src/protocol/requests.ts';
import type { FindingsStore } from '../findingsStore.ts';
import type { TreeNode } from '../findingsTreeNode.ts';
import { hasPath } from '../pathFocus.ts';
import type { Server } from '../server.ts';
import { Timeline } from '../timeline/timeline.ts';
import { isCDocument } from '../trackedDocuments.ts';

/** What a link or an action carries. */
type About = Pick<ReplayParams, 'uri' | 'fingerprint' | 'position' | 'rule'>;

export function registerReplay(context: vscode.ExtensionContext, store: FindingsStore, server: Server): Timeline {
  const timeline = new Timeline(context.extensionUri, server);

  async function replay(about?: About | TreeNode): Promise<void> {
    const params = given(about) ?? atCursor() ?? (await choose());
    if (params === undefined) return;
    try {
      await timeline.replay({ kind: 'finding', params });
    } catch (error) {
      // Nothing at the cursor, but something in the file.
      const other = about === undefined ? await choose() : undefined;
      if (other === undefined) complain(error);
      else await timeline.replay({ kind: 'finding', params: other }).catch(complain);
    }
  }

  function atCursor(): About | undefined {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || !isCDocument(editor.document)) return undefined;
    const { line, character } = editor.selection.active;
    return { uri: editor.document.uri.toString(), position: { line, character } };
  }

  async function choose(): Promise<About | undefined> {
    const editor = vscode.window.activeTextEditor;
    const here = editor && store.file(editor.document.uri);
    const files = here?.findings.some(hasPath) === true ? [here] : store.files();
    const items = files.flatMap((file) =>
      file.findings.filter(hasPath).map((finding: ListedFinding) => ({
        label: finding.message,
        description: `${path.posix.basename(file.file)}:${finding.range.start.line + 1}`,
        about: { uri: file.uri, fingerprint: finding.fingerprint },
      })),
    );
    if (items.length === 0) return undefined;
    return (await vscode.window.showQuickPick(items, { placeHolder: 'Finding to replay', matchOnDescription: true }))?.about;
  }

  async function openSaved(file?: vscode.Uri): Promise<void> {
    const [chosen] =
      file === undefined
        ? ((await vscode.window.showOpenDialog({ filters: { 'Saved replays': ['json'] }, title: 'Saved replay to open' })) ?? [])
        : [file];
    if (chosen === undefined) return;
    try {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(chosen));
      await timeline.replay({ kind: 'saved', params: { name: path.posix.basename(chosen.path), text } });
    } catch (error) {
      complain(error);
    }
  }

  context.subscriptions.push(
    vscode.commands.registerCommand('gupscope.replay', replay),
    vscode.commands.registerCommand('gupscope.openReplay', openSaved),
    vscode.commands.registerCommand('gupscope.replay.nextStep', () => timeline.go(1)),
    vscode.commands.registerCommand('gupscope.replay.previousStep', () => timeline.go(-1)),
  );
  return timeline;
}

const complain = (error: unknown): void =>
  void vscode.window.showWarningMessage(`gupscope: ${error instanceof Error ? error.message : String(error)}`);

function given(about: About | TreeNode | undefined): About | undefined {
  if (about === undefined) return undefined;
  if (!('kind' in about)) return about;
  return 'finding' in about ? { uri: about.uri, fingerprint: about.finding.fingerprint } : undefined;
}

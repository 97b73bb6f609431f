/**
 * The debugger of replays in the editor: what it is asked to step through (a row of the findings view, the light bulb, the finding at the cursor, a launch
 * configuration), the adapter that does it, and the choice of another policy while it stands.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { FindingsStore } from '../findingsStore.ts';
import type { TreeNode } from '../findingsTreeNode.ts';
import { hasPath, pathAt, type ShownPath } from '../pathFocus.ts';
import { cDocuments } from '../trackedDocuments.ts';

const DEBUGGER = 'gupscope';

/** What the adapter answers to `gupscope/policies`. */
interface Policies {
  readonly current: string;
  readonly policies: readonly { readonly policy: string; readonly title: string; readonly verdict: string; readonly outcome: string | null }[];
}

export function registerDebugReplay(context: vscode.ExtensionContext, store: FindingsStore): vscode.Disposable {
  const adapter = path.join(context.extensionPath, 'dist', 'dap.cjs');

  const atCursor = (): ShownPath | undefined => {
    const editor = vscode.window.activeTextEditor;
    const file = editor && store.file(editor.document.uri);
    if (editor === undefined || file === undefined) return undefined;
    const { active } = editor.selection;
    const onLine = file.findings.find((finding) => hasPath(finding) && finding.range.start.line === active.line);
    return pathAt(file, active) ?? (onLine && { uri: file.uri, finding: onLine });
  };

  async function debugReplay(about?: ShownPath | TreeNode): Promise<boolean> {
    const wanted = about !== undefined && 'finding' in about && hasPath(about.finding) ? about : (atCursor() ?? (await choose(store)));
    if (wanted === undefined) return false;
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(wanted.uri));
    const isBegun = await vscode.debug.startDebugging(folder, configurationOf({ uri: wanted.uri, finding: wanted.finding }));
    // The pages are what it is about; by itself the editor shows them only once a breakpoint was hit.
    if (isBegun && vscode.workspace.getConfiguration('debug').get('openDebug') !== 'neverOpen')
      await vscode.commands.executeCommand('workbench.view.debug');
    return isBegun;
  }

  async function debugUnderPolicy(): Promise<void> {
    const session = vscode.debug.activeDebugSession;
    if (session?.type !== DEBUGGER) {
      void vscode.window.showInformationMessage('gupscope: no replay is being debugged.');
      return;
    }
    // What it shows comes from the adapter of this extension.
    const { current, policies } = (await session.customRequest('gupscope/policies')) as Policies;
    const items = policies.map(({ policy, title, verdict, outcome }) => ({
      label: policy,
      description: `${outcome ?? verdict}${policy === current ? ', shown now' : ''}`,
      detail: title,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      placeHolder: 'Policy under which the replay begins again',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (chosen !== undefined) await session.customRequest('gupscope/restart', { policy: chosen.label });
  }

  const configurations: vscode.DebugConfigurationProvider = {
    resolveDebugConfiguration: async (_folder, given) => {
      if (given['program'] !== undefined || given['saved'] !== undefined) return given;
      const wanted = atCursor() ?? (await choose(store));
      // Undefined ends the launch without a word; the user has had one.
      return wanted && { ...configurationOf(wanted), ...given };
    },
    resolveDebugConfigurationWithSubstitutedVariables: (folder, given) => ({
      ...(folder === undefined ? {} : { cwd: folder.uri.fsPath }),
      ...settingsFor(folder, given['program']),
      ...given,
    }),
  };

  const offer: vscode.CodeActionProvider = {
    provideCodeActions(document, range) {
      const file = store.file(document.uri);
      const here = file && pathAt(file, range.start);
      if (here === undefined || document.uri.scheme !== 'file') return [];
      const action = new vscode.CodeAction('Debug the replay of this finding', vscode.CodeActionKind.QuickFix);
      action.command = { command: 'gupscope.debugReplay', title: action.title, arguments: [here] };
      return [action];
    },
  };

  return vscode.Disposable.from(
    vscode.debug.registerDebugAdapterDescriptorFactory(DEBUGGER, {
      // The word stands for the Node that the editor itself runs on.
      createDebugAdapterDescriptor: () => new vscode.DebugAdapterExecutable('node', [adapter]),
    }),
    vscode.debug.registerDebugConfigurationProvider(DEBUGGER, configurations),
    vscode.commands.registerCommand('gupscope.debugReplay', debugReplay),
    vscode.commands.registerCommand('gupscope.debugUnderPolicy', debugUnderPolicy),
    vscode.languages.registerCodeActionsProvider(cDocuments, offer, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
  );
}

function configurationOf({ uri, finding }: ShownPath): vscode.DebugConfiguration {
  const file = vscode.Uri.parse(uri).fsPath;
  const line = finding.range.start.line + 1;
  return {
    type: DEBUGGER,
    request: 'launch',
    name: `Replay ${path.basename(file)}:${line}`,
    program: file,
    line,
    rule: finding.rule,
    internalConsoleOptions: 'openOnSessionStart',
  };
}

/** What the diagnostics of the same file were made with. */
function settingsFor(folder: vscode.WorkspaceFolder | undefined, program: unknown): Record<string, string> {
  const scope = typeof program === 'string' ? vscode.Uri.file(program) : folder?.uri;
  const settings = vscode.workspace.getConfiguration('gupscope', scope);
  const names = ['kernelVersion', 'tree'] as const;
  return Object.fromEntries(names.flatMap((name) => [[name, settings.get<string>(name) ?? '']].filter(([, value]) => value !== '')));
}

async function choose(store: FindingsStore): Promise<ShownPath | undefined> {
  const file = store.file(vscode.window.activeTextEditor?.document.uri ?? vscode.Uri.parse(''));
  const findings = file?.findings.filter(hasPath) ?? [];
  if (file === undefined || findings.length === 0) {
    void vscode.window.showInformationMessage('gupscope: no finding with a path in this file; there is nothing to replay.');
    return undefined;
  }
  const items = findings.map((finding) => ({ label: finding.message, description: `line ${finding.range.start.line + 1}`, finding }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Finding whose replay to debug' });
  return chosen && { uri: file.uri, finding: chosen.finding };
}

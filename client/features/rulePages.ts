/** `gupscope.showRule`: the page of a rule, rendered, and a light-bulb entry on each finding that leads there. The text comes from the server. */
import * as vscode from 'vscode';
import { type RuleText, type RuleTextParams, type RuleTitle, rulesMethod, ruleTextMethod } from '../../src/protocol/requests.ts';
import type { TreeNode } from '../findingsTreeNode.ts';
import type { Server } from '../server.ts';
import { cDocuments } from '../trackedDocuments.ts';

const scheme = 'gupscope-rule';

export function registerRulePages(server: Server): vscode.Disposable {
  const pages: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: async (uri, token) => {
      const rule = uri.path.slice(1).replace(/\.md$/, '');
      const params: RuleTextParams = { rule };
      const page = await server.request<RuleText | null>(ruleTextMethod, params, token);
      return page?.text ?? `# ${rule}\n\nThere is no rule of this name.\n`;
    },
  };

  /** `about`: a rule id, or the row of the findings view that the command was called on. */
  async function showRule(about?: string | TreeNode): Promise<void> {
    const rule = idOf(about) ?? ruleAtCursor() ?? (await choose());
    if (rule === undefined) return;
    const page = vscode.Uri.from({ scheme, path: `/${rule}.md` });
    // Loaded first, so that a server that does not start is an error here and not an empty preview.
    await vscode.workspace.openTextDocument(page);
    await vscode.commands.executeCommand('markdown.showPreview', page);
  }

  async function choose(): Promise<string | undefined> {
    const rules = await server.request<readonly RuleTitle[]>(rulesMethod, {});
    const chosen = await vscode.window.showQuickPick(
      rules.map(({ rule, title }) => ({ label: rule, detail: title })),
      { placeHolder: 'Rule to read about', matchOnDetail: true },
    );
    return chosen?.label;
  }

  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, pages),
    vscode.commands.registerCommand('gupscope.showRule', showRule),
    vscode.languages.registerCodeActionsProvider(
      cDocuments,
      { provideCodeActions: explainActions },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}

function explainActions(_document: vscode.TextDocument, _range: vscode.Range, context: vscode.CodeActionContext): vscode.CodeAction[] {
  const ours = context.diagnostics.filter(isOurs);
  const rules = new Set(ours.flatMap((diagnostic) => ruleOf(diagnostic) ?? []));
  return [...rules].map((rule) => {
    const action = new vscode.CodeAction(`Explain ${rule}`, vscode.CodeActionKind.QuickFix);
    action.command = { command: 'gupscope.showRule', title: action.title, arguments: [rule] };
    action.diagnostics = ours.filter((diagnostic) => ruleOf(diagnostic) === rule);
    return action;
  });
}

function idOf(about: string | TreeNode | undefined): string | undefined {
  if (about === undefined || typeof about === 'string') return about;
  switch (about.kind) {
    case 'finding':
    case 'step':
      return about.finding.rule;
    case 'rule':
      return about.name;
    case 'subsystem':
    case 'file':
      return undefined;
  }
}

function ruleAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const here = vscode.languages
    .getDiagnostics(editor.document.uri)
    .find((diagnostic) => isOurs(diagnostic) && diagnostic.range.contains(editor.selection.active));
  return here && ruleOf(here);
}

const isOurs = (diagnostic: vscode.Diagnostic): boolean => diagnostic.source === 'gupscope';

function ruleOf(diagnostic: vscode.Diagnostic): string | undefined {
  const { code } = diagnostic;
  return code === undefined ? undefined : String(typeof code === 'object' ? code.value : code);
}

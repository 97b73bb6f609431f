/** What is there to read: the page of a rule, the walkthrough and its sample. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, extension, someDiagnostics, until } from './support/editor.ts';

const tabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
const tabWhere = (what: string, wanted: (tab: vscode.Tab) => boolean): Promise<vscode.Tab> =>
  until(
    what,
    [(listener) => vscode.window.tabGroups.onDidChangeTabs(listener)],
    () => tabs().find(wanted),
    () => tabs().map((tab) => tab.label),
  );

describe('gupscope.showRule', () => {
  afterEach(closeAll);

  it('shows the page of the rule, rendered', async () => {
    await vscode.commands.executeCommand('gupscope.showRule', 'bvec/direct-page-access');
    const tab = await tabWhere('a preview', ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('markdown.preview'));
    assert.match(tab.label, /direct-page-access/);
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('gupscope-rule:/bvec/direct-page-access.md'));
    assert.match(page.getText(), /^# bvec\/direct-page-access\n/);
    assert.match(page.getText(), /```c\n/);
  });

  it('says so for a rule that is not', async () => {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('gupscope-rule:/no/such-rule.md'));
    assert.match(page.getText(), /There is no rule of this name/);
  });
});

describe('walkthrough', () => {
  afterEach(closeAll);

  it('opens', async () => {
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'gupscope.gupscope#start', false);
    await tabWhere('the walkthrough', (tab) => /walkthrough|welcome/i.test(tab.label));
    const [walkthrough] = extension().packageJSON.contributes.walkthroughs;
    assert.deepEqual(
      walkthrough.steps.map((step: { readonly id: string }) => step.id),
      ['open', 'see', 'replay', 'fix', 'audit'],
    );
  });

  it('opens a copy of the sample that has findings to fix', async () => {
    await vscode.commands.executeCommand('gupscope.openSample');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const { document } = editor;
    assert.ok(!document.uri.fsPath.startsWith(extension().extensionPath), 'the installed files stay as they are');
    await someDiagnostics(document.uri);
    await vscode.commands.executeCommand('gupscope.fixAll');
    assert.ok(document.getText().includes('return bvec_virt(bv);'), 'the sample comes with a tree, so helpers are found');
  });
});

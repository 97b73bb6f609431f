/** A finding with a path, as a user follows it: the steps under the diagnostic, in the hover, in the findings view, and behind the lines that they speak of. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import type { GupscopeApi } from '../../client/api.ts';
import { api, closeAll, diagnosticsWhere, inWorkspace, quickFixes, rowsWhere, show, until } from './support/editor.ts';

const bufferC = (): vscode.Uri => inWorkspace('drivers/media/framegrab/buffer.c');
const rule = 'gup/leak-on-path';
const ruleOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);

describe('the path of a finding', () => {
  let gupscope: GupscopeApi;
  let editor: vscode.TextEditor;
  let leak: vscode.Diagnostic;

  before(async () => {
    gupscope = await api();
  });
  beforeEach(async () => {
    editor = await show(bufferC());
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    const found = await diagnosticsWhere(bufferC(), rule, (all) => all.some((d) => ruleOf(d) === rule));
    const [first] = found.filter((d) => ruleOf(d) === rule);
    assert.ok(first);
    leak = first;
    await rowsWhere(gupscope, 'the leak', (lines) => lines.some((line) => line.includes(first.message)));
  });
  afterEach(closeAll);

  const steps = (): readonly vscode.DiagnosticRelatedInformation[] => leak.relatedInformation ?? [];
  const remarks = (): readonly string[] => gupscope.path.remarks(bufferC()).map(({ line, text }) => `${line} ${text}`);
  const remarksWhere = (what: string, wanted: (lines: readonly string[]) => boolean): Promise<true> =>
    until(`remarks: ${what}`, [(listener) => gupscope.path.onDidChange(listener)], () => wanted(remarks()), remarks);

  it('stands under the diagnostic, numbered, each step at its place', () => {
    assert.ok(steps().length > 2);
    assert.deepEqual(
      steps().map(({ message }) => message.split(' ')[0]),
      steps().map((_, i) => `${i + 1}.`),
    );
    for (const { location } of steps()) assert.equal(location.uri.toString(), bufferC().toString());
    assert.match(editor.document.getText(steps()[0]?.location.range), /pin_user_pages_fast/);
  });

  it('is listed in the hover as links', async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', bufferC(), leak.range.start);
    const text = hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value))).join('\n');
    for (const [i, { location }] of steps().entries()) {
      const line = location.range.start.line + 1;
      assert.ok(text.includes(`${i + 1}. [line ${line}](file:///`) && text.includes(`buffer.c#L${line},`), text);
    }
  });

  it('hangs below the finding in the view, and a click on a step goes there', async () => {
    const lines = await rowsWhere(gupscope, 'the leak', (all) => all.some((line) => line.includes(leak.message)));
    const at = lines.findIndex((line) => line.includes(leak.message));
    const below = lines.slice(at + 1, at + 1 + steps().length).map((line) => line.trim());
    assert.deepEqual(
      below,
      steps().map(({ message, location }) => `${message} | line ${location.range.start.line + 1}`),
    );
    const { tree } = gupscope.findings;
    const all = async (node: Parameters<typeof tree.getChildren>[0]): Promise<NonNullable<typeof node>[]> => {
      const children = (await tree.getChildren(node)) ?? [];
      return [...children, ...(await Promise.all(children.map(all))).flat()];
    };
    const step = (await all(undefined)).find((node) => node.kind === 'step' && node.finding.message === leak.message && node.number === 1);
    assert.ok(step);
    const { command } = await tree.getTreeItem(step);
    assert.ok(command?.arguments);
    await vscode.commands.executeCommand(command.command, ...command.arguments);
    assert.match(vscode.window.activeTextEditor?.document.getText(vscode.window.activeTextEditor.selection) ?? '', /^pin_user_pages_fast/);
  });

  it('is written behind its lines while the cursor is in the finding or on a step, and goes with an edit', async () => {
    assert.deepEqual(remarks(), []);
    const at = (position: vscode.Position): void => {
      editor.selection = new vscode.Selection(position, position);
    };
    at(leak.range.start);
    await remarksWhere('the path', (lines) => lines.length > 2);
    assert.match(remarks()[0] ?? '', new RegExp(`^${steps()[0]?.location.range.start.line} ① pin_user_pages_fast`));
    const shown = remarks();
    assert.ok(steps()[1]);
    at(steps()[1]?.location.range.start ?? leak.range.start);
    await until('the cursor on a step', [(listener) => vscode.window.onDidChangeTextEditorSelection(listener)], () => true);
    assert.deepEqual(remarks(), shown);
    at(new vscode.Position(0, 0));
    await remarksWhere('none elsewhere', (lines) => lines.length === 0);
    at(leak.range.start);
    await remarksWhere('the path again', (lines) => lines.length > 2);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '/* moved */\n'));
    // The edit takes them away; they come back, a line further down, with the next analysis.
    await remarksWhere('the path moved', (lines) => (lines[0] ?? '').startsWith(`${(steps()[0]?.location.range.start.line ?? 0) + 1} ① `));
  });

  it('is walked along with the list of its steps: Enter stays at one, Escape goes back', async () => {
    const titles = (await quickFixes(bufferC(), leak.range)).map(({ title }) => title);
    assert.ok(titles.includes('Show the path, step by step'), titles.join());
    const isAt = (line: number | undefined): Promise<true> =>
      until(
        `the cursor in line ${line}`,
        [(listener) => vscode.window.onDidChangeTextEditorSelection(listener)],
        () => vscode.window.activeTextEditor?.selection.start.line === line,
        () => vscode.window.activeTextEditor?.selection.start,
      );
    const lineOf = (step: number): number | undefined => steps()[step]?.location.range.start.line;
    for (const [close, line] of [
      ['workbench.action.acceptSelectedQuickOpenItem', lineOf(1)],
      ['workbench.action.closeQuickOpen', leak.range.start.line],
    ] as const) {
      editor.selection = new vscode.Selection(leak.range.start, leak.range.start);
      const shown = vscode.commands.executeCommand('gupscope.showPath');
      await isAt(lineOf(0));
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      await isAt(lineOf(1));
      await vscode.commands.executeCommand(close);
      await shown;
      await isAt(line);
    }
  });
});

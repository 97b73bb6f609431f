/** The view `gupscope.findings` after an audit: its rows in each grouping, what a click does, and that it follows edits and files. */
import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import type { GupscopeApi } from '../../client/api.ts';
import type { AuditWorkspaceResult } from '../../src/protocol/requests.ts';
import { api, closeAll, copyC, inWorkspace, rows, rowsWhere, show, someDiagnostics, submitC, writeFile } from './support/editor.ts';

const top = (lines: readonly string[]): readonly string[] => lines.filter((line) => !line.startsWith(' '));
const fileRow = (lines: readonly string[], name: string): string | undefined => lines.find((line) => line.trimStart().startsWith(`${name} | `));
const countIn = (line: string | undefined): number => Number(/\| (\d+)/.exec(line ?? '')?.[1]);

const audit = async (): Promise<AuditWorkspaceResult> => {
  const result = await vscode.commands.executeCommand<AuditWorkspaceResult | undefined>('gupscope.auditWorkspace');
  assert.ok(result, 'the audit ran');
  return result;
};

describe('findings view', () => {
  let gupscope: GupscopeApi;
  let total: number;

  before(async () => {
    await closeAll();
    gupscope = await api();
    // The browser build saves by itself after a second, and then there is nothing to throw away.
    await vscode.workspace.getConfiguration('files').update('autoSave', 'off', vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('gupscope.findings.groupBySubsystem');
    const result = await audit();
    assert.equal(result.cancelled, false);
    assert.deepEqual(result.problems, []);
    total = result.findings.error + result.findings.warning + result.findings.note;
    assert.ok(total > 20, String(total));
  });
  afterEach(closeAll);

  it('groups by subsystem, with counts that add up', async () => {
    const lines = await rowsWhere(gupscope, 'the audit', (found) => top(found).reduce((sum, line) => sum + countIn(line), 0) === total);
    const names = top(lines).map((line) => line.split(' | ')[0] ?? '');
    assert.deepEqual(names, [...names].sort());
    assert.ok(names.includes('drivers/block/tapvol') && names.includes('fs/notefs'), names.join());
    assert.ok(fileRow(lines, 'submit.c')?.startsWith('  submit.c | '), 'files stand under their subsystem');
  });

  it('has no row for a member of another structure', async () => {
    assert.equal(fileRow(await rows(gupscope), 'ring.c'), undefined);
  });

  it('groups by rule and by file', async () => {
    await vscode.commands.executeCommand('gupscope.findings.groupByRule');
    assert.equal(gupscope.findings.grouping, 'rule');
    const byRule = top(await rows(gupscope));
    assert.equal(
      byRule.reduce((sum, line) => sum + countIn(line), 0),
      total,
    );
    assert.ok(
      byRule.some((line) => line.startsWith('bvec/direct-page-access | ')),
      byRule.join('\n'),
    );
    await vscode.commands.executeCommand('gupscope.findings.groupByFile');
    const files = top(await rows(gupscope));
    assert.equal(
      files.reduce((sum, line) => sum + countIn(line), 0),
      total,
    );
    assert.match(files.join('\n'), /^copy\.c \| \d+ drivers\/block\/tapvol$/m);
    await vscode.commands.executeCommand('gupscope.findings.groupBySubsystem');
  });

  it('goes to the place when a row is clicked', async () => {
    const { tree } = gupscope.findings;
    const first = async (node: Parameters<typeof tree.getChildren>[0]) => (await tree.getChildren(node))?.[0];
    const finding = await first(await first(await first(undefined)));
    assert.ok(finding?.kind === 'finding');
    const item = await tree.getTreeItem(finding);
    assert.equal(item.label, `${finding.finding.enclosing ?? 'line'}:${finding.finding.range.start.line + 1}`);
    assert.equal(item.description, finding.finding.message);
    assert.ok(item.command?.arguments);
    await vscode.commands.executeCommand(item.command.command, ...item.command.arguments);
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    assert.equal(editor.document.uri.toString(), vscode.Uri.parse(finding.uri).toString());
    const { start, end } = finding.finding.range;
    assert.ok(!editor.selection.isEmpty);
    assert.deepEqual([editor.selection.start.line, editor.selection.start.character], [start.line, start.character]);
    assert.deepEqual([editor.selection.end.line, editor.selection.end.character], [end.line, end.character]);
  });

  it('follows edits of an open file, and goes back when they are thrown away', async () => {
    const editor = await show(copyC());
    await someDiagnostics(copyC());
    const count = countIn(fileRow(await rows(gupscope), 'copy.c'));
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(0, 0), 'static struct page *extra(struct bio_vec *bv)\n{\n\treturn bv->bv_page;\n}\n'),
    );
    await rowsWhere(gupscope, 'one more', (lines) => countIn(fileRow(lines, 'copy.c')) === count + 1);
    await closeAll();
    await rowsWhere(gupscope, 'as before', (lines) => countIn(fileRow(lines, 'copy.c')) === count);
  });

  it('keeps what was saved when the file closes', async () => {
    const uri = writeFile(inWorkspace('drivers/misc/saved.c'), '#include <linux/bvec.h>\nint nothing;\n');
    const editor = await show(uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 0), 'struct page *p(struct bio_vec *bv)\n{\n\treturn bv->bv_page;\n}\n'));
    await rowsWhere(gupscope, 'saved.c', (lines) => fileRow(lines, 'saved.c') !== undefined);
    await editor.document.save();
    await closeAll();
    assert.equal(countIn(fileRow(await rowsWhere(gupscope, 'saved.c', (lines) => fileRow(lines, 'saved.c') !== undefined), 'saved.c')), 1);
  });

  it('follows files that are written, renamed and deleted', async () => {
    const uri = writeFile(
      inWorkspace('drivers/misc/late.c'),
      '#include <linux/bvec.h>\nstruct page *p(struct bio_vec *bv)\n{\n\treturn bv->bv_page;\n}\n',
    );
    await rowsWhere(gupscope, 'late.c', (lines) => countIn(fileRow(lines, 'late.c')) === 1);
    const renamed = inWorkspace('drivers/misc/later.c');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uri, renamed);
    // VS Code drops a creation and a removal that follow too soon on each other, so the removal waits until the creation was told.
    const watcher = vscode.workspace.createFileSystemWatcher(renamed.fsPath);
    const created = new Promise<void>((resolve) => {
      watcher.onDidCreate(() => resolve());
    });
    assert.ok(await vscode.workspace.applyEdit(edit));
    await created;
    watcher.dispose();
    await rowsWhere(
      gupscope,
      'later.c instead of late.c',
      (lines) => fileRow(lines, 'late.c') === undefined && countIn(fileRow(lines, 'later.c')) === 1,
    );
    fs.rmSync(renamed.fsPath);
    await rowsWhere(gupscope, 'no later.c', (lines) => fileRow(lines, 'later.c') === undefined);
  });

  it('is filled again by refresh', async () => {
    const before = (await rows(gupscope)).length;
    assert.ok(before > 20);
    await vscode.commands.executeCommand('gupscope.findings.refresh');
    await rowsWhere(gupscope, 'as before', (found) => found.length === before);
  });

  it('takes one file that need not be open', async () => {
    await vscode.commands.executeCommand('gupscope.auditFile', submitC());
    assert.ok(fileRow(await rows(gupscope), 'submit.c'));
  });

  it('runs once when it is asked for twice, and again after that', async () => {
    const [first, second] = await Promise.all([audit(), audit()]);
    assert.equal(first.audit, second.audit, 'asked for twice at a time, it runs once');
    assert.ok((await audit()).audit > first.audit);
  });
});

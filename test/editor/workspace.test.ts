/** Renamed and deleted files, headers that change, a second root with its own tree and settings. */
import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  api,
  closeAll,
  diagnosticsWhere,
  inWorkspace,
  ours,
  quickFixes,
  rowsWhere,
  show,
  someDiagnostics,
  workspaceFolder,
  writeFile,
} from './support/editor.ts';

const reader = '#include <linux/bvec.h>\nvoid *p(struct bio_vec *bv)\n{\n\treturn page_address(bv->bv_page) + bv->bv_offset;\n}\n';

describe('files', () => {
  afterEach(closeAll);

  it('that are renamed take their diagnostics along', async () => {
    const from = writeFile(inWorkspace('drivers/misc/old.c'), reader);
    const to = inWorkspace('drivers/misc/new.c');
    await show(from);
    await someDiagnostics(from);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await someDiagnostics(to);
    await diagnosticsWhere(from, 'none', (found) => found.length === 0);
  });

  it('that are renamed to another kind lose them', async () => {
    const from = writeFile(inWorkspace('drivers/misc/kind.c'), reader);
    const to = inWorkspace('drivers/misc/kind.c.orig');
    await show(from);
    await someDiagnostics(from);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await diagnosticsWhere(from, 'none', (found) => found.length === 0);
    assert.deepEqual(ours(to), []);
  });

  it('that are deleted lose their diagnostics', async () => {
    const uri = writeFile(inWorkspace('drivers/misc/gone.c'), reader);
    await show(uri);
    await someDiagnostics(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(uri);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await diagnosticsWhere(uri, 'none', (found) => found.length === 0);
  });

  it('that another program changes are read again', async () => {
    const uri = writeFile(inWorkspace('drivers/misc/outside.c'), reader);
    await show(uri);
    await diagnosticsWhere(uri, 'one', (found) => found.length === 1);
    writeFile(uri, `${reader}${reader.replace('*p(', '*q(').replace(/^#.*\n/, '')}`);
    await diagnosticsWhere(uri, 'two', (found) => found.length === 2);
  });

  it('are judged by the headers of their tree as those change', async () => {
    const uri = writeFile(inWorkspace('drivers/misc/byHeader.c'), reader);
    const header = inWorkspace('include/linux/bvec.h');
    const text = fs.readFileSync(header.fsPath, 'utf8');
    await show(uri);
    const [before] = await someDiagnostics(uri);
    assert.ok(before?.message.includes('bvec_virt'), before?.message);
    try {
      writeFile(header, text.replaceAll('bvec_virt', 'bvec_other_name'));
      await diagnosticsWhere(uri, 'no talk of bvec_virt', ([found]) => found !== undefined && !found.message.includes('bvec_virt'));
    } finally {
      writeFile(header, text);
    }
    await diagnosticsWhere(uri, 'bvec_virt again', ([found]) => found?.message.includes('bvec_virt') ?? false);
  });
});

describe('several roots', () => {
  const second = path.join(path.dirname(workspaceFolder()), 'second');
  const inSecond = vscode.Uri.file(path.join(second, 'drivers/own/driver.c'));
  const folders = (): string[] => (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  /** VS Code shows the new list at once, and tells when it holds: the event counts. */
  const change = async (start: number, remove: number, ...add: readonly { uri: vscode.Uri }[]): Promise<void> => {
    const told = new Promise<void>((resolve) => {
      const listening = vscode.workspace.onDidChangeWorkspaceFolders(() => {
        listening.dispose();
        resolve();
      });
    });
    assert.ok(vscode.workspace.updateWorkspaceFolders(start, remove, ...add));
    await told;
  };

  before(async () => {
    assert.equal(folders().length, 1);
    // A tree of its own, of another version and without helpers.
    writeFile(vscode.Uri.file(path.join(second, 'Makefile')), 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n');
    writeFile(
      vscode.Uri.file(path.join(second, 'include/linux/bvec.h')),
      'struct page;\nstruct bio_vec { struct page *bv_page; unsigned int bv_len; unsigned int bv_offset; };\n',
    );
    writeFile(inSecond, reader);
    await change(1, 0, { uri: vscode.Uri.file(second) });
    assert.deepEqual(folders(), [workspaceFolder(), second]);
  });
  after(async () => {
    await vscode.workspace
      .getConfiguration('gupscope', vscode.Uri.file(second))
      .update('rules', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    await closeAll();
    await change(1, 1);
  });

  it('each have their own tree', async () => {
    await show(inSecond);
    const [finding] = await someDiagnostics(inSecond);
    assert.ok(finding);
    assert.ok(!finding.message.includes('bvec_virt'), finding.message);
    const titles = (await quickFixes(inSecond, finding.range)).map((action) => action.title).join('\n');
    assert.ok(!titles.includes('bvec_virt'), titles);
    const first = writeFile(inWorkspace('drivers/misc/byRoot.c'), reader);
    await show(first);
    const [inFirst] = await someDiagnostics(first);
    assert.ok(inFirst?.message.includes('bvec_virt'), inFirst?.message);
  });

  it('each have their own settings', async () => {
    await show(inSecond);
    await someDiagnostics(inSecond);
    await vscode.workspace
      .getConfiguration('gupscope', vscode.Uri.file(second))
      .update('rules', { 'bvec/direct-page-access': 'error' }, vscode.ConfigurationTarget.WorkspaceFolder);
    await diagnosticsWhere(inSecond, 'errors', ([found]) => found?.severity === vscode.DiagnosticSeverity.Error);
    const first = writeFile(inWorkspace('drivers/misc/byRoot.c'), reader);
    await show(first);
    const [inFirst] = await someDiagnostics(first);
    assert.ok(inFirst && inFirst.severity !== vscode.DiagnosticSeverity.Error);
  });

  it('are all audited', async () => {
    const gupscope = await api();
    await vscode.commands.executeCommand('gupscope.auditWorkspace');
    const has = (lines: readonly string[], name: string): boolean => lines.some((line) => line.trim().startsWith(`${name} | `));
    await rowsWhere(gupscope, 'files of both roots', (lines) => has(lines, 'driver.c') && has(lines, 'submit.c'));
  });
});

/** Settings of the editor and of `.gupscope.json`: levels, files left out, and what happens to diagnostics that are already there. */
import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { closeAll, copyC, diagnosticsWhere, inWorkspace, show, someDiagnostics, submitC, workspaceFolder, writeFile } from './support/editor.ts';

const set = async (name: string, value: unknown): Promise<void> =>
  vscode.workspace.getConfiguration('gupscope').update(name, value, vscode.ConfigurationTarget.Workspace);

const all =
  (severity: vscode.DiagnosticSeverity) =>
  (found: readonly vscode.Diagnostic[]): boolean =>
    found.length > 0 && found.every((d) => d.severity === severity);

describe('settings', () => {
  const names = ['rules', 'exclude', 'include', 'kernelVersion', 'tree'];
  afterEach(async () => {
    for (const name of names) await set(name, undefined);
    fs.rmSync(inWorkspace('.gupscope.json').fsPath, { force: true });
    await closeAll();
  });

  it('change the level of a rule and switch it off, while the file is open', async () => {
    const uri = submitC();
    await show(uri);
    const count = (await someDiagnostics(uri)).length;
    await set('rules', { 'bvec/*': 'error' });
    assert.equal((await diagnosticsWhere(uri, 'errors', all(vscode.DiagnosticSeverity.Error))).length, count);
    await set('rules', { 'bvec/*': 'error', 'bvec/direct-page-access': 'off' });
    await diagnosticsWhere(uri, 'none', (found) => found.length === 0);
    await set('rules', undefined);
    await diagnosticsWhere(uri, 'all back', (found) => found.length === count);
  });

  it('leave files out', async () => {
    await show(submitC());
    await someDiagnostics(submitC());
    await set('exclude', ['drivers/block/**']);
    await diagnosticsWhere(submitC(), 'none', (found) => found.length === 0);
    await set('exclude', undefined);
    await set('include', ['drivers/block/tapvol/submit.c']);
    await someDiagnostics(submitC());
    await show(copyC());
    await diagnosticsWhere(copyC(), 'none', (found) => found.length === 0);
  });

  it('of the editor go before those of .gupscope.json, which is read when it changes', async () => {
    await show(submitC());
    await someDiagnostics(submitC());
    writeFile(inWorkspace('.gupscope.json'), JSON.stringify({ rules: { 'bvec/direct-page-access': 'error' } }));
    await diagnosticsWhere(submitC(), 'errors', all(vscode.DiagnosticSeverity.Error));
    await set('rules', { 'bvec/direct-page-access': 'note' });
    await diagnosticsWhere(submitC(), 'notes', all(vscode.DiagnosticSeverity.Information));
    await set('rules', undefined);
    await diagnosticsWhere(submitC(), 'errors', all(vscode.DiagnosticSeverity.Error));
    fs.rmSync(inWorkspace('.gupscope.json').fsPath);
    await diagnosticsWhere(submitC(), 'no errors', (found) => found.length > 0 && found.every((d) => d.severity !== vscode.DiagnosticSeverity.Error));
  });

  it('that are wrong cost nothing else', async () => {
    await show(submitC());
    const count = (await someDiagnostics(submitC())).length;
    await set('kernelVersion', 'newest');
    await set('rules', { 'bvec/direct-page-access': 'error' });
    assert.equal((await diagnosticsWhere(submitC(), 'errors', all(vscode.DiagnosticSeverity.Error))).length, count);
  });

  it('name the tree of a driver that is built out of tree', async () => {
    const outside = path.join(path.dirname(workspaceFolder()), 'out-of-tree');
    const text = 'void *p(struct bio_vec *bv)\n{\n\treturn page_address(bv->bv_page) + bv->bv_offset;\n}\n';
    const uri = writeFile(vscode.Uri.file(path.join(outside, 'driver.c')), text);
    const bare = path.join(outside, 'bare-tree');
    writeFile(vscode.Uri.file(path.join(bare, 'Makefile')), 'VERSION = 5\nPATCHLEVEL = 10\nSUBLEVEL = 0\n');
    writeFile(
      vscode.Uri.file(path.join(bare, 'include/linux/bvec.h')),
      'struct page;\nstruct bio_vec { struct page *bv_page; unsigned int bv_len; unsigned int bv_offset; };\n',
    );
    await set('tree', workspaceFolder());
    await show(uri);
    await diagnosticsWhere(uri, 'bvec_virt, which this tree has', ([found]) => found?.message.includes('bvec_virt') ?? false);
    await set('tree', bare);
    await diagnosticsWhere(uri, 'no bvec_virt, which this tree lacks', ([found]) => found !== undefined && !found.message.includes('bvec_virt'));
  });
});

/** The light bulb and "fix all": the text that comes out, one undo that takes it back, and line ends that stay. */
import { strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { closeAll, copyC, diagnosticsWhere, inWorkspace, quickFixes, rangesOf, show, someDiagnostics, submitC, writeFile } from './support/editor.ts';

/** The one `bv_page` in the first line that holds `text`. */
function accessIn(document: vscode.TextDocument, text: string): vscode.Range {
  const found = rangesOf(document, 'bv_page').find(({ start }) => document.lineAt(start.line).text.includes(text));
  assert.ok(found, `no bv_page in a line with ${text}`);
  return found;
}

/** Applies the preferred quick fix there. */
async function fix(document: vscode.TextDocument, at: vscode.Range): Promise<vscode.CodeAction> {
  const actions = await quickFixes(document.uri, at);
  const preferred = actions.filter((action) => action.isPreferred);
  assert.equal(preferred.length, 1, `one preferred fix of: ${actions.map((a) => a.title).join(', ')}`);
  const [action] = preferred;
  assert.ok(action?.edit, 'the fix was resolved');
  assert.ok(await vscode.workspace.applyEdit(action.edit));
  return action;
}

describe('quick fixes', () => {
  afterEach(closeAll);

  it('turn page_address() + bv_offset into bvec_virt(), and one undo takes it back', async () => {
    const { document } = await show(submitC());
    const before = document.getText();
    const count = (await someDiagnostics(document.uri)).length;
    const action = await fix(document, accessIn(document, 'page_address(bv->bv_page)'));
    assert.match(action.title, /bvec_virt/);
    assert.equal(document.getText(), before.replace('page_address(bv->bv_page) + bv->bv_offset', 'bvec_virt(bv)'));
    await diagnosticsWhere(document.uri, 'one less', (found) => found.length === count - 1);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });

  it('turn three assignments into one bvec_set_page(), whatever their order', async () => {
    const { document } = await show(submitC());
    const before = document.getText();
    await someDiagnostics(document.uri);
    await fix(document, accessIn(document, 'rq->special_vec.bv_page = page;'));
    const three = '\trq->special_vec.bv_offset = 0;\n\trq->special_vec.bv_len = TAP_SLOT_BYTES;\n\trq->special_vec.bv_page = page;\n';
    assert.ok(before.includes(three));
    assert.equal(document.getText(), before.replace(three, '\tbvec_set_page(&rq->special_vec, page, TAP_SLOT_BYTES, 0);\n'));
  });

  it('keep CRLF', async () => {
    const text = [
      'void fill(struct bio_vec *bv, struct page *page)',
      '{',
      '\tbv->bv_page = page;',
      '\tbv->bv_len = 512;',
      '\tbv->bv_offset = 0;',
      '}',
      '',
    ];
    const uri = writeFile(inWorkspace('drivers/misc/crlfFix.c'), ['#include <linux/bvec.h>', ...text].join('\r\n'));
    const { document } = await show(uri);
    await someDiagnostics(uri);
    await fix(document, accessIn(document, 'bv->bv_page = page;'));
    await document.save();
    assert.equal(
      fs.readFileSync(uri.fsPath, 'utf8'),
      ['#include <linux/bvec.h>', text[0], '{', '\tbvec_set_page(bv, page, 512, 0);', '}', ''].join('\r\n'),
    );
  });

  it('lead to the page of the rule', async () => {
    const { document } = await show(submitC());
    await someDiagnostics(document.uri);
    const actions = await quickFixes(document.uri, accessIn(document, 'page_address'));
    const explain = actions.find((action) => action.title === 'Explain bvec/direct-page-access');
    assert.deepEqual(explain?.command?.arguments, ['bvec/direct-page-access']);
  });

  it('are not offered where there is no finding', async () => {
    const { document } = await show(submitC());
    await someDiagnostics(document.uri);
    const actions = await quickFixes(document.uri, new vscode.Range(0, 0, 0, 0));
    assert.deepEqual(
      actions.map((action) => action.title),
      [],
    );
  });
});

describe('gupscope.fixAll', () => {
  afterEach(closeAll);

  it('fixes all that is safe at once, twice is once, and one undo takes it back', async () => {
    const { document } = await show(copyC());
    const before = document.getText();
    const found = await someDiagnostics(document.uri);
    await vscode.commands.executeCommand('gupscope.fixAll');
    const after = document.getText();
    for (const helper of ['memcpy_from_bvec(to, &bv);', 'memzero_bvec(&bv);', 'memcpy_to_bvec(&bv, from);', 'bvec_kmap_local(&bv);'])
      assert.ok(after.includes(helper), `${helper} in\n${after}`);
    const left = await diagnosticsWhere(document.uri, 'fewer', (now) => now.length < found.length);
    assert.deepEqual(
      left.map((d) => document.getText(d.range)),
      left.map(() => 'bv_page'),
    );
    await vscode.commands.executeCommand('gupscope.fixAll');
    assert.equal(document.getText(), after);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
  });
});

/** Squiggles: where they are, to the character, in C files and headers, and how they follow edits. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, diagnosticsWhere, inWorkspace, ours, rangesOf, show, someDiagnostics, submitC, tapvolH, writeFile } from './support/editor.ts';

const rule = 'bvec/direct-page-access';
const plain = (ranges: readonly vscode.Range[]) => ranges.map(({ start, end }) => [start.line, start.character, end.line, end.character]);

describe('diagnostics', () => {
  afterEach(closeAll);

  it('underline every bv_page of a C file, and nothing else', async () => {
    const { document } = await show(submitC());
    const found = await someDiagnostics(document.uri);
    assert.deepEqual(plain(found.map((d) => d.range)), plain(rangesOf(document, 'bv_page')));
    for (const { code, source, severity } of found) {
      assert.equal(source, 'gupscope');
      assert.ok(typeof code === 'object' && code.value === rule && code.target.toString().startsWith('https://'));
      assert.ok(severity === vscode.DiagnosticSeverity.Warning || severity === vscode.DiagnosticSeverity.Information);
    }
  });

  it('underline a macro body in a header, and leave a member of the same name of another structure alone', async () => {
    const { document } = await show(tapvolH());
    const found = await someDiagnostics(document.uri);
    const macro = rangesOf(document, 'bv_page').filter(({ start }) => document.lineAt(start.line).text.startsWith('#define TAP_PAGE'));
    assert.deepEqual(plain(found.map((d) => d.range)), plain(macro));
  });

  it('are exact with CRLF and with surrogate pairs before the word', async () => {
    const lines = [
      '#include <linux/bvec.h>',
      '/* \u{1F4C4}\u{1F4C4} two pages */',
      'struct page *first(struct bio_vec *bv)',
      '{',
      '\treturn /* \u{1F4CC} */ bv->bv_page;',
      '}',
      '',
    ];
    const uri = writeFile(inWorkspace('drivers/misc/crlf.c'), lines.join('\r\n'));
    const { document } = await show(uri);
    assert.equal(document.eol, vscode.EndOfLine.CRLF);
    const [finding, ...more] = await someDiagnostics(uri);
    assert.ok(finding);
    assert.deepEqual(more, []);
    assert.equal(document.getText(finding.range), 'bv_page');
    assert.deepEqual(plain([finding.range]), [[4, 21, 4, 28]]);
  });

  it('follow edits: a new access shows, a removed one goes, lines above shift the rest', async () => {
    const editor = await show(submitC());
    const { document } = editor;
    const before = await someDiagnostics(document.uri);
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(5, 0), '\nstatic struct page *extra(struct bio_vec *bv)\n{\n\treturn bv->bv_page;\n}\n'),
    );
    const grown = await diagnosticsWhere(document.uri, 'one more', (found) => found.length === before.length + 1);
    assert.deepEqual(plain(grown.map((d) => d.range)), plain(rangesOf(document, 'bv_page')));
    const [added] = rangesOf(document, 'bv_page');
    assert.ok(added);
    await editor.edit((edit) => edit.replace(added, 'bv_len'));
    const shrunk = await diagnosticsWhere(document.uri, 'as many as before', (found) => found.length === before.length);
    assert.deepEqual(plain(shrunk.map((d) => d.range)), plain(rangesOf(document, 'bv_page')));
  });

  it('survive text that is not C while one types', async () => {
    const editor = await show(submitC());
    const { document } = editor;
    const before = await someDiagnostics(document.uri);
    const end = document.lineAt(document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, '\n/* open comment'));
    await editor.edit((edit) =>
      edit.insert(document.lineAt(document.lineCount - 1).range.end, ' bv_page */\nstatic int broken(struct bio_vec *bv)\n{\n\treturn bv->bv_page'),
    );
    const found = await diagnosticsWhere(document.uri, 'one more', (now) => now.length === before.length + 1);
    const last = found.at(-1);
    assert.ok(last);
    assert.equal(document.getText(last.range), 'bv_page');
    assert.equal(last.range.start.line, document.lineCount - 1);
  });

  it('come for a document that has no file yet', async () => {
    const uri = inWorkspace('drivers/misc/unsaved.c').with({ scheme: 'untitled' });
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'struct page *p(struct bio_vec *bv)\n{\n\treturn bv->bv_page;\n}\n'));
    const [finding] = await someDiagnostics(uri);
    assert.ok(finding);
    assert.deepEqual(plain([finding.range]), [[2, 12, 2, 19]]);
  });

  it('do not come for other files and languages', async () => {
    const text = writeFile(inWorkspace('notes.txt'), 'bv->bv_page\n');
    const cpp = writeFile(inWorkspace('drivers/misc/other.cpp'), 'struct page *p(struct bio_vec *bv) { return bv->bv_page; }\n');
    await show(text);
    await show(cpp);
    await show(submitC());
    await someDiagnostics(submitC());
    assert.deepEqual([...ours(text), ...ours(cpp)], []);
  });
});

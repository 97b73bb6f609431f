/** Hovers: on a finding and on a function of the knowledge base, from a tree that is only read. */
import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { closeAll, copyC, rangesOf, show, someDiagnostics, submitC } from './support/editor.ts';

async function hoverText(document: vscode.TextDocument, at: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value))).join('\n');
}

describe('hover', () => {
  after(closeAll);

  it('says what the member is, and leaves the finding to VS Code, which shows it above', async () => {
    const { document } = await show(submitC());
    const [finding] = await someDiagnostics(document.uri);
    assert.ok(finding);
    const text = await hoverText(document, finding.range.start);
    assert.match(text, /The page of a bio_vec/);
    assert.ok(!text.includes(finding.message), text);
  });

  it('says under which condition the text is compiled', async () => {
    const { document } = await show(copyC());
    await someDiagnostics(document.uri);
    const inArm = rangesOf(document, 'bv_page').find(({ start }) => document.lineAt(start.line).text.includes('kmap_atomic'));
    assert.ok(inArm);
    assert.match(await hoverText(document, inArm.start), /Compiled if `.*LINUX_VERSION_CODE.*`/);
  });

  it('tells what the knowledge base knows of a function, for this version', async () => {
    const { document } = await show(copyC());
    await someDiagnostics(document.uri);
    const [call] = rangesOf(document, 'kmap_local_page');
    assert.ok(call);
    const text = await hoverText(document, call.start);
    assert.match(text, /kmap_local_page/);
    assert.match(text, /6\.12/);
  });

  it('is silent on other words', async () => {
    const { document } = await show(copyC());
    await someDiagnostics(document.uri);
    const [word] = rangesOf(document, 'bytes_moved');
    assert.ok(word);
    assert.equal(await hoverText(document, word.start), '');
  });
});

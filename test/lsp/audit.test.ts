/** The audit of whole folders: what it finds, its progress, its end before time, and that the editor is answered meanwhile. */
import { symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import type { AuditWorkspaceResult, FileStatus, RuleText, RuleTitle, WorkspaceFindings } from '../../src/protocol/requests.ts';
import { LspClient, pullCapabilities, pushCapabilities } from '../support/lspClient.ts';
import { type SampleTree, sampleTree } from '../support/sampleTree.ts';

const SUBMIT = 'drivers/block/tapvol/submit.c';

let tree: SampleTree;
let client: LspClient;

beforeEach(async () => {
  tree = sampleTree();
  client = await LspClient.start({ folders: [tree.uri], initializationOptions: { fileStatus: true } });
});
afterEach(() => {
  client.kill();
  tree.remove();
});

const batches = (from = 0): WorkspaceFindings[] =>
  client.received.slice(from).flatMap((m) => (m.method === 'gupscope/workspaceFindings' ? [m.params as WorkspaceFindings] : []));
const files = (from = 0): WorkspaceFindings['files'][number][] => batches(from).flatMap((batch) => batch.files);
const audit = (params: object = {}): Promise<AuditWorkspaceResult> => client.request('gupscope/auditWorkspace', params);

describe('the audit of the workspace', () => {
  it('finds in each file what its diagnostics would say, in order of path, with counts', async () => {
    const result = await audit();
    expect(result).toMatchObject({ audit: 1, cancelled: false, problems: [] });
    const found = files();
    expect(found.map((file) => file.file)).toEqual(found.map((file) => file.file).sort());
    expect(result.filesWithFindings).toBe(found.length);
    const total = found.reduce((n, file) => n + file.findings.length, 0);
    expect(result.findings.error + result.findings.warning + result.findings.note).toBe(total);
    for (const file of found) {
      await client.open(file.uri, tree.text(file.file));
      const items = await client.diagnostics(file.uri);
      expect(file.findings.map((f) => [f.range, f.rule, f.message, f.fingerprint])).toEqual(
        items.map((d) => [d.range, d.code, d.message, (d.data as { fingerprint: string }).fingerprint]),
      );
      for (const finding of file.findings) {
        const fixes = await client.codeActions(file.uri, finding.range, {
          only: ['quickfix'],
          diagnostics: items.filter(
            (d) => d.range.start.line === finding.range.start.line && d.range.start.character === finding.range.start.character,
          ),
        });
        if (finding.fixable) expect(fixes.length).toBeGreaterThan(0);
      }
    }
    expect(found.find((file) => file.file === SUBMIT)).toMatchObject({ uri: tree.uriOf(SUBMIT), subsystem: 'drivers/block/tapvol' });
    expect(found.find((file) => file.file === SUBMIT)?.findings[0]?.enclosing).toBeTypeOf('string');
  });

  it('reports progress from its beginning to its end, on the given token or one of its own', async () => {
    await audit({ workDoneToken: 'mine' });
    const steps = (token: unknown): { kind: string; percentage?: number }[] =>
      client.received.flatMap((m) => {
        const params = m.params as { token: unknown; value: { kind: string; percentage?: number } };
        return m.method === '$/progress' && params.token === token ? [params.value] : [];
      });
    const mine = steps('mine');
    expect(mine[0]).toMatchObject({ kind: 'begin', cancellable: true });
    expect(mine.at(-1)).toEqual({ kind: 'end' });
    expect(mine.findLast((step) => step.kind === 'report')?.percentage).toBe(100);
    await client.request('workspace/executeCommand', { command: 'gupscope.server.auditWorkspace', arguments: [] });
    const created = client.received.find((m) => m.method === 'window/workDoneProgress/create');
    expect(steps((created?.params as { token: unknown } | undefined)?.token).at(-1)).toEqual({ kind: 'end' });
  });

  it('takes open buffers over the disk, leaves excluded files out, and does not follow links', async () => {
    tree.write('.gupscope.json', '{ "exclude": ["fs/**"] }');
    symlinkSync(tree.root, tree.path('drivers/loop'));
    await client.open(tree.uriOf(SUBMIT), 'struct page *f(struct bio_vec *bv) { return bv->bv_page; }\n');
    await audit();
    const found = files();
    expect(found.filter((file) => file.file.startsWith('fs/'))).toEqual([]);
    expect(found.filter((file) => file.file.includes('loop'))).toEqual([]);
    expect(found.find((file) => file.file === SUBMIT)?.findings.map((f) => f.range.start.line)).toEqual([0]);
  });

  it('names what it could not read, and goes on', async () => {
    tree.write('drivers/misc/binary.c', Buffer.from([0, 1, 2, ...Buffer.from(' bv_page ')]));
    tree.write('drivers/misc/huge.c', Buffer.alloc(33 * 1024 * 1024, ' bv_page'));
    const result = await audit();
    expect(result.problems).toHaveLength(2);
    expect(result.problems.join('\n')).toMatch(/binary\.c is a binary file[^]*huge\.c has more than 32 MB/);
    expect(result.filesWithFindings).toBeGreaterThan(2);
  });

  it('audits the folders that it is given, and refuses what is none', async () => {
    await audit({ roots: [tree.uriOf('fs')] });
    expect(files().map((file) => file.file)).toEqual(['fs/notefs/io.c']);
    const gone = await audit({ roots: [tree.uriOf('no-such-folder')] });
    expect(gone.problems).toEqual([expect.stringContaining('no-such-folder')]);
    await expect(audit({ roots: ['http://example.org/x'] })).rejects.toMatchObject({ code: -32803 });
    const rootless = await LspClient.start({ folders: [], capabilities: pullCapabilities });
    await expect(rootless.request('gupscope/auditWorkspace', {})).rejects.toMatchObject({
      code: -32803,
      message: expect.stringContaining('no folder'),
    });
    expect(await rootless.stop()).toBe(0);
  });

  it('stops when the user says so, and the editor is answered all the while', async () => {
    // Enough to be at it for a while.
    const text = tree.text(SUBMIT);
    for (let i = 0; i < 400; i++) tree.write(`drivers/copies/d${i}/s.c`, text);
    await client.open(tree.uriOf(SUBMIT), text);
    await client.diagnostics(tree.uriOf(SUBMIT));
    const created = client.next((m) => m.method === 'window/workDoneProgress/create');
    const running = audit();
    const { params } = await created;
    const { token } = params as { token: string };
    await client.next((m) => m.method === 'gupscope/workspaceFindings');
    expect((await client.diagnostics(tree.uriOf(SUBMIT))).length).toBeGreaterThan(0);
    await client.notify('window/workDoneProgress/cancel', { token });
    const result = await running;
    expect(result.cancelled).toBe(true);
    expect(result.files).toBeLessThan(400);
    const again = await audit();
    expect(again).toMatchObject({ audit: 2, cancelled: false });
    expect(again.files).toBeGreaterThan(400);
  });

  it('ends an audit that is still running when a new one is asked for, and with the server', async () => {
    for (let i = 0; i < 200; i++) tree.write(`drivers/copies/d${i}/s.c`, tree.text(SUBMIT));
    const first = audit();
    await client.next((m) => m.method === '$/progress');
    const second = await audit({ roots: [tree.uriOf('fs')] });
    expect((await first).cancelled).toBe(true);
    expect(second).toMatchObject({ audit: 2, cancelled: false, filesWithFindings: 1 });
    const last = audit();
    await client.next((m) => m.method === '$/progress');
    expect(await client.stop()).toBe(0);
    await last.catch(() => undefined);
  });

  it('keeps its list true for files that change on disk or vanish', async () => {
    await audit();
    const uri = tree.uriOf('fs/notefs/io.c');
    let from = client.received.length;
    tree.write('fs/notefs/io.c', 'int nothing;\n');
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
    await client.next((m) => m.method === 'gupscope/workspaceFindings', from);
    expect(batches(from)).toMatchObject([{ audit: 1, files: [{ uri, findings: [] }] }]);
    from = client.received.length;
    tree.write('fs/notefs/new.c', tree.text(SUBMIT));
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: tree.uriOf('fs/notefs/new.c'), type: 1 }] });
    await client.next((m) => m.method === 'gupscope/workspaceFindings', from);
    expect(files(from)[0]?.findings.length).toBeGreaterThan(0);
  });
});

describe('the audit for a client that does not ask for diagnostics', () => {
  const pushed = (of: LspClient, from = 0): PublishDiagnosticsParams[] =>
    of.received.slice(from).flatMap((m) => (m.method === 'textDocument/publishDiagnostics' ? [m.params as PublishDiagnosticsParams] : []));

  it('publishes what it found in closed files, says how much, and takes it back with the next one', async () => {
    const old = await LspClient.start({ folders: [tree.uri], capabilities: pushCapabilities });
    const command = (roots?: string[]): Promise<unknown> =>
      old.request('workspace/executeCommand', { command: 'gupscope.server.auditWorkspace', arguments: roots === undefined ? [] : [{ roots }] });
    await old.open(tree.uriOf(SUBMIT), tree.text(SUBMIT));
    await old.published(tree.uriOf(SUBMIT), 0);
    const from = old.received.length;
    await command();
    const closed = pushed(old, from);
    expect(closed.map((p) => p.uri)).toContain(tree.uriOf('fs/notefs/io.c'));
    expect(closed.map((p) => p.uri)).not.toContain(tree.uriOf(SUBMIT));
    expect(
      closed
        .flatMap((p) => p.diagnostics)
        .every((d) => d.source === 'gupscope' && (d.codeDescription !== undefined || `${d.code}`.startsWith('gupscope/'))),
    ).toBe(true);
    expect(old.messages().join()).toMatch(/^gupscope: \d+ files looked at, \d+ errors?, \d+ warnings?, \d+ notes? in \d+ of them$/);
    const second = old.received.length;
    await command([tree.uriOf('drivers')]);
    const io = pushed(old, second).filter((p) => p.uri === tree.uriOf('fs/notefs/io.c'));
    expect(io.map((p) => p.diagnostics.length)).toEqual([0]);
    expect(await old.stop()).toBe(0);
  });

  it('publishes the state on disk when an audited file closes', async () => {
    const old = await LspClient.start({ folders: [tree.uri], capabilities: pushCapabilities });
    await old.request('workspace/executeCommand', { command: 'gupscope.server.auditWorkspace' });
    const uri = tree.uriOf(SUBMIT);
    await old.open(uri, 'int nothing;\n');
    const from = old.received.length;
    await old.close(uri);
    expect((await old.published(uri, from)).diagnostics).toEqual([]);
    expect(
      (await old.next((m) => m.method === 'textDocument/publishDiagnostics' && JSON.stringify(m.params).includes('bv_page'), from)).params,
    ).toMatchObject({ uri });
    expect(await old.stop()).toBe(0);
  });
});

describe('the state of one file', () => {
  it('is told after each analysis that says something new, and cleared on closing', async () => {
    const uri = tree.uriOf(SUBMIT);
    const isStatus = (m: { method: string }): boolean => m.method === 'gupscope/fileStatus';
    const first = client.next(isStatus);
    await client.open(uri, tree.text(SUBMIT));
    const items = await client.diagnostics(uri);
    const status = (await first).params as FileStatus;
    expect(status).toMatchObject({ uri, file: SUBMIT, subsystem: 'drivers/block/tapvol', version: 1, partial: [] });
    expect(status.findings.map((f) => f.range)).toEqual(items.map((d) => d.range));
    const cleared = client.next(isStatus);
    await client.close(uri);
    expect((await cleared).params).toMatchObject({ uri, findings: [], version: 1 });
  });

  it('is told of a new text that nobody asks about', async () => {
    const uri = tree.uriOf(SUBMIT);
    const isStatus = (m: { method: string }): boolean => m.method === 'gupscope/fileStatus';
    const first = client.next(isStatus);
    await client.open(uri, tree.text(SUBMIT));
    await client.diagnostics(uri);
    expect(((await first).params as FileStatus).findings.length).toBeGreaterThan(5);
    const second = client.next(isStatus);
    await client.change(uri, 2, [{ text: '#include <linux/bvec.h>\nstruct page *p(struct bio_vec *bv)\n{\n\treturn bv->bv_page;\n}\n' }]);
    const status = (await second).params as FileStatus;
    expect(status.version).toBe(2);
    expect(status.findings.map((f) => f.enclosing)).toEqual(['p']);
  });

  it('is told on demand for a file on disk, and refused for one that cannot be read', async () => {
    const status = await client.request<FileStatus>('gupscope/auditFile', { uri: tree.uriOf(SUBMIT) });
    expect(status).toMatchObject({ file: SUBMIT, version: null });
    expect(status.findings.length).toBeGreaterThan(5);
    await expect(client.request('gupscope/auditFile', { uri: tree.uriOf('gone.c') })).rejects.toMatchObject({
      code: -32803,
      message: expect.stringContaining('gone.c'),
    });
    await expect(client.request('gupscope/auditFile', { uri: tree.uriOf('Makefile') })).rejects.toMatchObject({ code: -32803 });
  });
});

describe('rules', () => {
  it('can be listed and read', async () => {
    const rules = await client.request<RuleTitle[]>('gupscope/rules', {});
    expect(rules.map((r) => r.rule)).toContain('bvec/direct-page-access');
    const page = await client.request<RuleText>('gupscope/ruleText', { rule: 'bvec/direct-page-access' });
    expect(page.text.length).toBeGreaterThan(500);
    expect(page.url).toMatch(/^https:/);
    expect(await client.request('gupscope/ruleText', { rule: 'no/such' })).toBeNull();
  });
});

/** Beginning, end, and everything that a broken client can send in between. */
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gupscope, LspClient, pullCapabilities } from '../support/lspClient.ts';
import { type SampleTree, sampleTree } from '../support/sampleTree.ts';

const SUBMIT = 'drivers/block/tapvol/submit.c';

let tree: SampleTree;
let client: LspClient;

beforeEach(() => {
  tree = sampleTree();
  client = new LspClient();
});
afterEach(() => {
  client.kill();
  tree.remove();
});

const start = (): Promise<unknown> => client.initialize({ folders: [tree.uri], capabilities: pullCapabilities });

describe('the life of a server', () => {
  it('ends with 0 after shutdown and exit', async () => {
    await start();
    expect(await client.stop()).toBe(0);
    expect(client.stderr).toBe('');
  });

  it('ends with 1 on exit without shutdown', async () => {
    await start();
    await client.notify('exit', undefined);
    expect(await client.exited).toBe(1);
  });

  it('ends with 1 when the editor goes away, with 0 if it had said goodbye', async () => {
    await start();
    client.process.stdin?.end();
    expect(await client.exited).toBe(1);
    const polite = await LspClient.start({ folders: [tree.uri] });
    await polite.request('shutdown', undefined);
    polite.process.stdin?.end();
    expect(await polite.exited).toBe(0);
  });

  it('ends when the process that it was told to watch is gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.once('exit', resolve));
    await client.request('initialize', { processId: child.pid, rootUri: null, capabilities: {} });
    expect(await client.exited).toBe(1);
  });

  it('refuses requests before initialize and after shutdown, and a second initialize', async () => {
    const ask = (): Promise<unknown> => client.pull(tree.uriOf(SUBMIT));
    await expect(ask()).rejects.toMatchObject({ code: -32002 });
    await start();
    await expect(client.request('initialize', { processId: null, rootUri: null, capabilities: {} })).rejects.toMatchObject({ code: -32600 });
    await client.request('shutdown', undefined);
    await expect(ask()).rejects.toMatchObject({ code: -32600 });
  });

  it('says in one line what is missing when it is told no way to talk', async () => {
    const run = new LspClient({ command: [process.execPath, gupscope, 'lsp'] });
    expect(await run.exited).toBe(2);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(run.stderr).toContain('--stdio');
  });

  it('writes nothing but messages to stdout', async () => {
    const child = spawn(process.execPath, [gupscope, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.stdin.end();
    await new Promise((resolve) => child.once('exit', resolve));
    expect(Buffer.concat(chunks).toString()).toMatch(/^(Content-Length: \d+\r\n\r\n\{[^]*?\})+$/);
  });
});

describe('broken messages', () => {
  const alive = async (): Promise<void> => {
    await client.open(tree.uriOf(SUBMIT), tree.text(SUBMIT));
    expect((await client.diagnostics(tree.uriOf(SUBMIT))).length).toBeGreaterThan(0);
  };

  it('with wrong parameters are refused one by one', async () => {
    await start();
    const uri = tree.uriOf(SUBMIT);
    const wrong: readonly (readonly [string, unknown])[] = [
      ['textDocument/diagnostic', {}],
      ['textDocument/diagnostic', { textDocument: { uri: 7 } }],
      ['textDocument/hover', { textDocument: { uri }, position: { line: -1, character: 0 } }],
      ['textDocument/hover', { textDocument: { uri }, position: { line: 0.5, character: null } }],
      ['textDocument/codeAction', { textDocument: { uri }, range: {}, context: {} }],
      ['textDocument/codeAction', { textDocument: { uri }, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } }],
      ['codeAction/resolve', {}],
      ['workspace/executeCommand', { command: 'no.such' }],
      ['workspace/executeCommand', { command: 'gupscope.server.auditWorkspace', arguments: [{ roots: 'x' }] }],
      ['gupscope/auditWorkspace', { roots: [1] }],
      ['gupscope/auditFile', {}],
      ['gupscope/ruleText', {}],
    ];
    for (const [method, params] of wrong)
      await expect(client.request(method, params), `${method} ${JSON.stringify(params)}`).rejects.toMatchObject({ code: -32602 });
    await expect(client.request('textDocument/noSuchThing', {})).rejects.toMatchObject({ code: -32601 });
    await alive();
  });

  it('that need no answer are dropped', async () => {
    await start();
    const uri = tree.uriOf(SUBMIT);
    await alive();
    const before = await client.diagnostics(uri);
    await client.notify('textDocument/didOpen', {});
    await client.notify('textDocument/didOpen', { textDocument: { uri: 'not a uri', languageId: 'c', version: 1, text: 'x' } });
    await client.notify('textDocument/didOpen', { textDocument: { uri: 'file:///%E0%A4%A.c', languageId: 'c', version: 1, text: 'x' } });
    await client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: {}, end: {} }, text: 'x' }],
    });
    await client.notify('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{}] });
    await client.change(tree.uriOf('not-open.c'), 2, [{ text: 'x' }]);
    await client.close(tree.uriOf('not-open.c'));
    await client.notify('workspace/didChangeWatchedFiles', { changes: 'all' });
    await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [{}], removed: [] } });
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.notify('no/suchNotification', {});
    await client.notify('$/setTrace', { value: 'verbose' });
    expect(await client.diagnostics(uri)).toEqual(before);
  });

  it('that are no JSON do not end the conversation', async () => {
    await start();
    client.process.stdin?.write('Content-Length: 9\r\n\r\n{"broken"');
    client.process.stdin?.write('Content-Length: 2\r\n\r\n[]');
    client.process.stdin?.write('Content-Length: 4\r\n\r\nnull');
    await alive();
  });

  it('in which a document changes outside of its text are clamped', async () => {
    await start();
    const uri = tree.uriOf(SUBMIT);
    await alive();
    const far = { line: 1_000_000, character: 1_000_000 };
    await client.change(uri, 2, [{ range: { start: far, end: { line: 0, character: 0 } }, text: 'int gone;\n' }]);
    expect(await client.diagnostics(uri)).toEqual([]);
  });
});

describe('cancellation', () => {
  /** Sends all in one write, so that the server reads them together, and gives the answer to the request named `mine`. */
  const sendTogether = (...messages: readonly object[]): Promise<unknown> => {
    const answered = new Promise<unknown>((resolve) => {
      client.process.stdout?.on('data', (chunk: Buffer) => {
        for (const part of chunk.toString().split(/Content-Length: \d+\r\n\r\n/)) if (part.includes('"id":"mine"')) resolve(JSON.parse(part));
      });
    });
    const bodies = messages.map((message) => JSON.stringify({ jsonrpc: '2.0', ...message }));
    client.process.stdin?.write(bodies.map((body) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`).join(''));
    return answered;
  };

  it('is answered as such, and the next question gets its answer', async () => {
    await start();
    const uri = tree.uriOf(SUBMIT);
    await client.open(uri, tree.text(SUBMIT));
    const answer = await sendTogether(
      { id: 'mine', method: 'textDocument/diagnostic', params: { textDocument: { uri } } },
      { method: '$/cancelRequest', params: { id: 'mine' } },
    );
    expect(answer).toMatchObject({ error: { code: -32800 } });
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
  });

  it('by newer text right behind the question tells the client to ask again', async () => {
    await start();
    const uri = tree.uriOf(SUBMIT);
    await client.open(uri, tree.text(SUBMIT));
    await client.diagnostics(uri);
    const text = 'struct bio_vec { struct page *bv_page; };\nvoid *f(struct bio_vec *bv) { return bv->bv_page; }\n';
    const answer = await sendTogether(
      { id: 'mine', method: 'textDocument/diagnostic', params: { textDocument: { uri } } },
      { method: 'textDocument/didChange', params: { textDocument: { uri, version: 2 }, contentChanges: [{ text }] } },
    );
    expect(answer).toMatchObject({ error: { code: -32802, data: { retriggerRequest: true } } });
    expect((await client.diagnostics(uri)).map((d) => d.range.start.line)).toEqual([1]);
  });

  it('of a hover by newer text says that the content changed', async () => {
    await start();
    const uri = tree.uriOf(SUBMIT);
    await client.open(uri, tree.text(SUBMIT));
    const answer = await sendTogether(
      { id: 'mine', method: 'textDocument/hover', params: { textDocument: { uri }, position: { line: 10, character: 6 } } },
      { method: 'textDocument/didChange', params: { textDocument: { uri, version: 2 }, contentChanges: [{ text: '' }] } },
    );
    expect(answer).toMatchObject({ error: { code: -32801 } });
  });
});

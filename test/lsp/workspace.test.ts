/** Settings, several roots, headers and files that change, are renamed or vanish: what the server answers afterwards. */
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LspClient, pullCapabilities, pushCapabilities } from '../support/lspClient.ts';
import { emptyTree, type SampleTree, sampleTree } from '../support/sampleTree.ts';

const SUBMIT = 'drivers/block/tapvol/submit.c';
const COPY = 'drivers/block/tapvol/copy.c';
const BVEC = 'include/linux/bvec.h';
const CHANGED = 2;
const DELETED = 3;

let tree: SampleTree;
const clients: LspClient[] = [];

const start = async (options: Parameters<typeof LspClient.start>[0] = {}): Promise<LspClient> => {
  const client = await LspClient.start({ folders: [tree.uri], ...options });
  clients.push(client);
  return client;
};
const open = async (client: LspClient, file: string, of = tree): Promise<string> => {
  await client.open(of.uriOf(file), of.text(file));
  return of.uriOf(file);
};
const watched = (client: LspClient, uri: string, type: number): Promise<void> =>
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
const refreshed = (client: LspClient, from: number): Promise<unknown> => client.next((m) => m.method === 'workspace/diagnostic/refresh', from);

beforeEach(() => {
  tree = sampleTree();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.kill();
  tree.remove();
});

describe('settings', () => {
  it('of the editor change levels and silence rules, at once when they change', async () => {
    let settings: unknown = { rules: { 'bvec/*': 'error' }, include: [], exclude: [], kernelVersion: '', trace: { server: 'off' } };
    const client = await start({ settings: () => settings });
    const uri = await open(client, SUBMIT);
    expect(new Set((await client.diagnostics(uri)).map((d) => d.severity))).toEqual(new Set([1]));
    settings = { rules: { 'bvec/direct-page-access': 'off' } };
    const from = client.received.length;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await refreshed(client, from);
    expect(await client.diagnostics(uri)).toEqual([]);
    expect(client.messages()).toEqual([]);
  });

  it('are registered for, as are the files that matter', async () => {
    const client = await start();
    const registered = (method: string): Promise<unknown> =>
      client.next((m) => m.method === 'client/registerCapability' && JSON.stringify(m.params).includes(method), 0);
    expect(await registered('workspace/didChangeConfiguration')).toMatchObject({
      params: { registrations: [{ registerOptions: { section: 'gupscope' } }] },
    });
    expect(JSON.stringify(await registered('workspace/didChangeWatchedFiles'))).toContain('**/*.{c,h}');
  });

  it('come from .gupscope.json at the root, the editor overrides it, and both follow changes', async () => {
    tree.write('.gupscope.json', JSON.stringify({ rules: { 'bvec/*': 'error' }, exclude: ['fs/**'] }));
    let settings: unknown = null;
    const client = await start({ settings: () => settings });
    const submit = await open(client, SUBMIT);
    const io = await open(client, 'fs/notefs/io.c');
    expect(new Set((await client.diagnostics(submit)).map((d) => d.severity))).toEqual(new Set([1]));
    expect(await client.diagnostics(io)).toEqual([]);
    settings = { rules: { 'bvec/direct-page-access': 'warning' } };
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    expect(new Set((await client.diagnostics(submit)).map((d) => d.severity))).toEqual(new Set([2]));
    expect(await client.diagnostics(io)).toEqual([]);
    settings = null;
    tree.write('.gupscope.json', '{}');
    const from = client.received.length;
    await watched(client, tree.uriOf('.gupscope.json'), CHANGED);
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await refreshed(client, from);
    expect(new Set((await client.diagnostics(submit)).map((d) => d.severity))).toEqual(new Set([2, 3]));
    expect((await client.diagnostics(io)).length).toBeGreaterThan(0);
  });

  it('that are wrong give one sentence each and the defaults', async () => {
    tree.write('.gupscope.json', '{ "rules": { "bvec/*": "fatal" } }');
    let settings: unknown = { rules: { 'bvec/*': 7 }, kernelVersion: 'six', include: 'drivers', tree: ['x'] };
    const client = await start({ settings: () => settings });
    const submit = await open(client, SUBMIT);
    const copy = await open(client, COPY);
    expect(new Set((await client.diagnostics(submit)).map((d) => d.severity))).toEqual(new Set([2, 3]));
    await client.diagnostics(copy);
    const messages = client.messages();
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatch(/^gupscope: .*\.gupscope\.json.*rules\.bvec\/\*.*defaults are used/);
    for (const name of ['gupscope.rules.bvec/*', 'gupscope.kernelVersion', 'gupscope.include', 'gupscope.tree']) expect(messages[1]).toContain(name);
    settings = 'nonsense';
    tree.write('.gupscope.json', 'not json');
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    expect((await client.diagnostics(submit)).length).toBeGreaterThan(0);
    expect(client.messages()).toHaveLength(4);
  });

  it('may come in the initialization options or be pushed, where the client answers no questions', async () => {
    const client = await start({
      capabilities: { textDocument: { diagnostic: {} } },
      initializationOptions: { settings: { rules: { 'bvec/*': 'off' } } },
    });
    const uri = await open(client, SUBMIT);
    expect(await client.diagnostics(uri)).toEqual([]);
    await client.notify('workspace/didChangeConfiguration', { settings: { gupscope: { rules: { 'bvec/*': 'error' } } } });
    expect(new Set((await client.diagnostics(uri)).map((d) => d.severity))).toEqual(new Set([1]));
    expect(client.received.some((m) => m.method === 'workspace/configuration')).toBe(false);
  });

  it('name a tree for a driver that is built out of it', async () => {
    const driver = emptyTree();
    try {
      driver.write('d.c', '#include <linux/bvec.h>\nphys_addr_t f(struct bio_vec *bv)\n{\n\treturn page_to_phys(bv->bv_page) + bv->bv_offset;\n}\n');
      tree.write(BVEC, tree.text(BVEC).replaceAll('bvec_phys', 'bvec_physical'));
      let settings: unknown = { tree: `${tree.root}/` };
      const client = await start({ folders: [driver.uri], settings: () => settings });
      const uri = await open(client, 'd.c', driver);
      const titles = async (): Promise<string[]> => {
        const [finding] = await client.diagnostics(uri);
        return finding === undefined ? [] : (await client.codeActions(uri, finding.range, { only: ['quickfix'] })).map((a) => a.title);
      };
      expect(await titles()).not.toContain('Use bvec_phys()');
      settings = {};
      await client.notify('workspace/didChangeConfiguration', { settings: null });
      expect(await titles()).toContain('Use bvec_phys()');
      settings = { tree: driver.path('no-such-tree') };
      await client.notify('workspace/didChangeConfiguration', { settings: null });
      await titles();
      expect(client.messages()).toEqual([expect.stringContaining('no-such-tree')]);
    } finally {
      driver.remove();
    }
  });
});

describe('roots', () => {
  it('each have their own tree and settings', async () => {
    const other = sampleTree();
    try {
      other.write('.gupscope.json', '{ "rules": { "bvec/*": "error" } }');
      other.write(BVEC, other.text(BVEC).replaceAll('bvec_phys', 'bvec_physical'));
      const client = await start({
        folders: [tree.uri, other.uri],
        settings: (scope) => (scope === tree.uri ? { rules: { 'bvec/*': 'note' } } : null),
      });
      const here = await open(client, SUBMIT);
      const there = await open(client, SUBMIT, other);
      expect(new Set((await client.diagnostics(here)).map((d) => d.severity))).toEqual(new Set([3]));
      expect(new Set((await client.diagnostics(there)).map((d) => d.severity))).toEqual(new Set([1]));
      expect(JSON.stringify(await client.diagnostics(here))).toContain('bvec_phys(bv)');
      expect(JSON.stringify(await client.diagnostics(there))).not.toContain('bvec_phys(bv)');
    } finally {
      other.remove();
    }
  });

  it('come and go', async () => {
    const driver = emptyTree();
    try {
      driver.write('sub/d.c', tree.text('drivers/misc/userdma.c'));
      driver.write('sub/e.c', 'struct bio_vec { struct page *bv_page; };\nvoid *f(struct bio_vec *bv) { return bv->bv_page; }\n');
      driver.write('.gupscope.json', '{ "rules": { "bvec/*": "error" } }');
      const client = await start();
      const uri = await open(client, 'sub/e.c', driver);
      // Outside of every root and tree the file's own folder is the root, and there are no settings.
      expect((await client.diagnostics(uri)).map((d) => d.severity)).toEqual([3]);
      const change = (added: string[], removed: string[]): Promise<void> =>
        client.notify('workspace/didChangeWorkspaceFolders', {
          event: { added: added.map((u) => ({ uri: u, name: 'x' })), removed: removed.map((u) => ({ uri: u, name: 'x' })) },
        });
      const from = client.received.length;
      await change([driver.uri], []);
      await refreshed(client, from);
      expect((await client.diagnostics(uri)).map((d) => d.severity)).toEqual([1]);
      await change([], [driver.uri]);
      expect((await client.diagnostics(uri)).map((d) => d.severity)).toEqual([3]);
    } finally {
      driver.remove();
    }
  });

  it('may be one old rootUri, or none', async () => {
    const client = new LspClient();
    clients.push(client);
    await client.request('initialize', { processId: null, rootUri: tree.uri, capabilities: pullCapabilities });
    await client.notify('initialized', {});
    expect((await client.diagnostics(await open(client, SUBMIT))).length).toBeGreaterThan(0);
    const rootless = await start({ folders: [] });
    expect((await rootless.diagnostics(await open(rootless, SUBMIT))).length).toBeGreaterThan(0);
  });
});

describe('files that change under us', () => {
  const withoutPhys = (text: string): string => text.replaceAll('bvec_phys', 'bvec_physical');

  it('a header on disk: its facts are forgotten, and the client is told to ask again', async () => {
    const client = await start();
    const uri = await open(client, SUBMIT);
    expect(JSON.stringify(await client.diagnostics(uri))).toContain('bvec_phys(bv)');
    tree.write(BVEC, withoutPhys(tree.text(BVEC)));
    const from = client.received.length;
    await watched(client, tree.uriOf(BVEC), CHANGED);
    await refreshed(client, from);
    expect(JSON.stringify(await client.diagnostics(uri))).not.toContain('bvec_phys(bv)');
  });

  it('a header beside the file, in its open buffer and on disk: what it declares is what counts', async () => {
    const client = await start();
    tree.write('drivers/misc/own.h', 'struct own_vec { void *bv_page; };\nstruct own { struct own_vec vec; };\n');
    tree.write('drivers/misc/own.c', '#include <linux/bvec.h>\n#include "own.h"\nvoid *f(struct own *o) { return o->vec.bv_page; }\n');
    const theirs = tree.text('drivers/misc/own.h').replace('struct own_vec vec;', 'struct bio_vec vec;');
    const uri = await open(client, 'drivers/misc/own.c');
    const count = async (): Promise<number> => (await client.diagnostics(uri)).length;
    expect(await count()).toBe(0);
    const header = await open(client, 'drivers/misc/own.h');
    await client.change(header, 2, [{ text: theirs }]);
    expect(await count()).toBe(1);
    await client.close(header);
    expect(await count()).toBe(0);
    tree.write('drivers/misc/own.h', theirs);
    await watched(client, header, CHANGED);
    expect(await count()).toBe(1);
  });

  it('a helper that comes and goes in the unsaved buffer of a tree header', async () => {
    const client = await start();
    const uri = await open(client, SUBMIT);
    const header = await open(client, BVEC);
    await client.change(header, 2, [{ text: withoutPhys(tree.text(BVEC)) }]);
    expect(JSON.stringify(await client.diagnostics(uri))).not.toContain('bvec_phys(bv)');
    await client.close(header);
    expect(JSON.stringify(await client.diagnostics(uri))).toContain('bvec_phys(bv)');
  });

  it('a rename: the old name is closed, the new one is judged by its own name and place', async () => {
    const client = await start();
    const uri = await open(client, SUBMIT);
    const before = await client.diagnostics(uri);
    const renamed = tree.uriOf('drivers/block/tapvol/moved.c');
    await client.close(uri);
    await client.notify('workspace/didRenameFiles', { files: [{ oldUri: uri, newUri: renamed }] });
    await client.open(renamed, tree.text(SUBMIT));
    expect(await client.diagnostics(uri)).toEqual([]);
    expect((await client.diagnostics(renamed)).map((d) => d.range)).toEqual(before.map((d) => d.range));
    const text = tree.uriOf('drivers/block/tapvol/moved.txt');
    await client.close(renamed);
    await client.open(text, tree.text(SUBMIT));
    expect(await client.diagnostics(text)).toEqual([]);
  });

  it('a file deleted on disk is judged as long as it is open, and a deleted header no longer counts', async () => {
    const client = await start();
    const uri = await open(client, SUBMIT);
    const before = await client.diagnostics(uri);
    tree.remove();
    expect(existsSync(tree.path(SUBMIT))).toBe(false);
    await watched(client, uri, DELETED);
    expect(await client.diagnostics(uri)).toEqual(before);
    await watched(client, tree.uriOf(BVEC), DELETED);
    await watched(client, tree.uriOf('Makefile'), DELETED);
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
  });

  it('one document that cannot be judged does not cost the others', async () => {
    const client = await start();
    const uri = await open(client, SUBMIT);
    const strange = `${tree.uri}/drivers/misc/strange.c`;
    await client.open(strange, `${'({['.repeat(20_000)} bv_page`);
    await client.pull(strange);
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
  });
});

describe('publishing, for clients that do not ask', () => {
  it('happens on opening, after changes with their version, and clears on closing', async () => {
    const client = await start({ capabilities: pushCapabilities });
    expect(client.initialized?.capabilities.diagnosticProvider).toBeUndefined();
    const uri = tree.uriOf(SUBMIT);
    let from = client.received.length;
    await client.open(uri, tree.text(SUBMIT), 5);
    const first = await client.published(uri, from);
    expect(first.version).toBe(5);
    expect(first.diagnostics.length).toBeGreaterThan(0);
    from = client.received.length;
    // A burst is answered once, with the last version.
    for (let version = 6; version < 16; version++)
      await client.change(uri, version, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' }]);
    const second = await client.published(uri, from);
    expect(second.version).toBe(15);
    expect(second.diagnostics.map((d) => d.range.start.line)).toEqual(first.diagnostics.map((d) => d.range.start.line + 10));
    from = client.received.length;
    await client.close(uri);
    expect(await client.published(uri, from)).toEqual({ uri, diagnostics: [] });
  });

  it('happens again when a header, a setting or a file outside changes', async () => {
    let settings: unknown = null;
    const client = await start({ capabilities: pushCapabilities, settings: () => settings });
    const uri = tree.uriOf(SUBMIT);
    let from = client.received.length;
    await client.open(uri, tree.text(SUBMIT));
    expect(JSON.stringify(await client.published(uri, from))).toContain('bvec_phys(bv)');
    const header = tree.uriOf(BVEC);
    await client.open(header, tree.text(BVEC));
    await client.published(uri, from + 1);
    from = client.received.length;
    await client.change(header, 2, [{ text: withoutPhys(tree.text(BVEC)) }]);
    expect(JSON.stringify(await client.published(uri, from))).not.toContain('bvec_phys(bv)');
    settings = { rules: { 'bvec/*': 'off' } };
    from = client.received.length;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    expect((await client.published(uri, from)).diagnostics).toEqual([]);
  });

  const withoutPhys = (text: string): string => text.replaceAll('bvec_phys', 'bvec_physical');
});

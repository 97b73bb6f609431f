/** Findings that are allowed by a comment or stand in a baseline, in an editor: what is shown, and what the light bulb writes. */
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic, Range, WorkspaceEdit } from 'vscode-languageserver';
import { applyWorkspaceEdit, gupscope, LspClient, pullCapabilities } from '../support/lspClient.ts';
import { type SampleTree, sampleTree } from '../support/sampleTree.ts';

const BUFFER = 'drivers/media/framegrab/buffer.c';
const BASELINE = 'gupscope-baseline.sarif';
const CHANGED = 2;

let tree: SampleTree;
const clients: LspClient[] = [];

const start = async (options: Parameters<typeof LspClient.start>[0] = {}): Promise<LspClient> => {
  const client = await LspClient.start({ folders: [tree.uri], ...options });
  clients.push(client);
  return client;
};

beforeEach(() => {
  tree = sampleTree();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.kill();
  tree.remove();
});

const open = async (client: LspClient, text = tree.text(BUFFER)): Promise<string> => {
  await client.open(tree.uriOf(BUFFER), text);
  return tree.uriOf(BUFFER);
};
const codes = (items: readonly Diagnostic[]): unknown[] => items.map((d) => d.code);
const lines = (text: string): string[] => text.split('\n');

/** The sample's leak: where it is lost. */
async function leakIn(client: LspClient, uri: string): Promise<Diagnostic> {
  const leak = (await client.diagnostics(uri)).find((d) => d.code === 'gup/leak-on-path');
  if (leak === undefined) throw new Error('the sample leaks no more');
  return leak;
}

async function allowAction(client: LspClient, uri: string, about: Diagnostic): Promise<WorkspaceEdit> {
  const actions = await client.codeActions(uri, about.range, { diagnostics: [about], only: ['quickfix'] });
  const action = actions.find((a) => a.title === 'Allow gup/leak-on-path here, with a reason');
  expect(action).toMatchObject({ kind: 'quickfix', diagnostics: [about] });
  expect(action?.isPreferred).toBeUndefined();
  const { edit } = await client.request<CodeAction>('codeAction/resolve', action);
  if (edit === undefined) throw new Error('no edit came');
  return edit;
}

describe('a comment that allows a finding', () => {
  it('is written by the light bulb without a reason, allows nothing yet, and then does', async () => {
    const client = await start();
    const uri = await open(client);
    const leak = await leakIn(client, uri);
    const edit = await allowAction(client, uri, leak);
    const written = applyWorkspaceEdit({ [uri]: tree.text(BUFFER) }, edit)[uri] ?? '';
    const at = leak.range.start.line;
    expect(lines(written).slice(at, at + 2)).toEqual(['\t\t/* gupscope: allow gup/leak-on-path -- */', lines(tree.text(BUFFER))[at]]);
    await client.change(uri, 2, [{ text: written }]);
    expect(codes(await client.diagnostics(uri))).toEqual(expect.arrayContaining(['gup/leak-on-path', 'gupscope/malformed-allow']));
    await client.change(uri, 3, [{ text: written.replace('-- */', '-- grab_wait_idle() took them over */') }]);
    const allowed = codes(await client.diagnostics(uri));
    expect(allowed).not.toContain('gup/leak-on-path');
    expect(allowed.filter((code) => String(code).startsWith('gupscope/'))).toEqual([]);
    expect(await client.request('gupscope/auditFile', { uri })).toMatchObject({ notShown: { allowed: 1, known: 0 } });
  });

  it('has the cursor where the reason goes, for a client that can put it there', async () => {
    const client = await start({
      capabilities: {
        ...pullCapabilities,
        workspace: { ...pullCapabilities.workspace, workspaceEdit: { documentChanges: true, snippetEditSupport: true } },
      },
    });
    const uri = await open(client);
    const leak = await leakIn(client, uri);
    const { documentChanges } = await allowAction(client, uri, leak);
    const position = { line: leak.range.start.line, character: 2 };
    expect(documentChanges).toEqual([
      {
        textDocument: { uri, version: 1 },
        edits: [
          {
            range: { start: position, end: position },
            snippet: { kind: 'snippet', value: '/* gupscope: allow gup/leak-on-path -- $1 */\n\t\t' },
          },
        ],
      },
    ]);
  });

  it('inside a macro is written so that the macro goes on', async () => {
    const client = await start();
    const text = '#include <linux/bvec.h>\n#define BOTH(bv, a) do {\t\\\r\n\ta = (bv)->bv_page;\t\\\r\n} while (0)\r\n';
    const uri = tree.uriOf('drivers/m.c');
    await client.open(uri, text);
    const [finding] = await client.diagnostics(uri);
    if (finding === undefined) throw new Error('nothing was found in the macro');
    const actions = await client.codeActions(uri, finding.range, { diagnostics: [finding] });
    const { edit } = await client.request<CodeAction>(
      'codeAction/resolve',
      actions.find((a) => a.title.startsWith('Allow ')),
    );
    const after = applyWorkspaceEdit({ [uri]: text }, edit ?? {})[uri] ?? '';
    expect(after).toContain('\\\r\n\t/* gupscope: allow bvec/direct-page-access -- */ \\\r\n\ta = (bv)->bv_page;\t\\\r\n');
    await client.change(uri, 2, [{ text: after.replace('-- */', '-- a macro of old */') }]);
    expect(await client.diagnostics(uri)).toEqual([]);
  });

  it('that allows nothing is shown, taken away by a quick fix, and never by fix all', async () => {
    const client = await start();
    const text = tree.text(BUFFER).replace('\tkfree(pages);', '\t/* gupscope: allow gup/double-release -- of old */\n\tkfree(pages);');
    const uri = await open(client, text);
    const unused = (await client.diagnostics(uri)).find((d) => d.code === 'gupscope/unused-allow');
    if (unused === undefined) throw new Error('no note about the comment');
    expect(unused).toMatchObject({ severity: 3, source: 'gupscope' });
    expect(unused.codeDescription).toBeUndefined();
    const actions = await client.codeActions(uri, unused.range, { diagnostics: [unused] });
    expect(actions[0]?.title).toBe('Remove unused allow');
    const { edit } = await client.request<CodeAction>('codeAction/resolve', actions[0]);
    expect(applyWorkspaceEdit({ [uri]: text }, edit ?? {})[uri]).toBe(tree.text(BUFFER));
    const everything: Range = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };
    const [all] = await client.codeActions(uri, everything, { only: ['source.fixAll'] });
    const whole = await client.request<CodeAction>('codeAction/resolve', all);
    const fixed = applyWorkspaceEdit({ [uri]: text }, whole.edit ?? {})[uri];
    expect(fixed).not.toBe(text);
    expect(fixed).toContain('gupscope: allow gup/double-release -- of old');
  });
});

describe('a baseline', () => {
  const write = (): void => {
    execFileSync(
      process.execPath,
      [gupscope, 'audit', '--no-baseline', '--fail-on', 'never', '--format', 'sarif', '--output', tree.path(BASELINE), tree.root],
      {
        stdio: 'ignore',
      },
    );
  };
  const watched = (client: LspClient, file: string): Promise<void> =>
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: tree.uriOf(file), type: CHANGED }] });

  it('of .gupscope.json hides what stands in it, shows what is new, and is read again when it changes', async () => {
    write();
    tree.write('.gupscope.json', JSON.stringify({ baseline: BASELINE }));
    const client = await start();
    const uri = await open(client);
    expect(await client.diagnostics(uri)).toEqual([]);
    expect(await client.request('gupscope/auditFile', { uri })).toMatchObject({ findings: [], notShown: { allowed: 0, known: 3 } });
    const worse = tree
      .text(BUFFER)
      .replace('\tunpin_user_pages(pages, pinned);\n', '\tunpin_user_pages(pages, pinned);\n\tunpin_user_pages(pages, pinned);\n');
    await client.change(uri, 2, [{ text: worse }]);
    expect(codes(await client.diagnostics(uri))).toEqual(['gup/double-release']);

    const log = JSON.parse(tree.text(BASELINE)) as { runs: { results: unknown[] }[] };
    for (const run of log.runs) run.results = [];
    tree.write(BASELINE, JSON.stringify(log));
    const from = client.received.length;
    await watched(client, BASELINE);
    await client.next((m) => m.method === 'workspace/diagnostic/refresh', from);
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(1);
  });

  it('of the editor goes before that of the file; one that is none is said, and hides nothing', async () => {
    write();
    tree.write('.gupscope.json', '{ "baseline": "none.sarif" }');
    let settings: unknown = { baseline: BASELINE };
    const client = await start({ settings: () => settings });
    const uri = await open(client);
    expect(await client.diagnostics(uri)).toEqual([]);
    expect(client.messages()).toEqual([]);
    settings = { baseline: '' };
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
    expect(client.messages()).toEqual([`gupscope: cannot read the baseline ${tree.path('none.sarif')}. Nothing is taken for known.`]);
    tree.write('none.sarif', '{}');
    await watched(client, 'none.sarif');
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
    expect(client.messages()[1]).toContain(`${tree.path('none.sarif')} is no SARIF 2.1.0 log`);
  });

  it('holds for the audit of the workspace too', async () => {
    write();
    tree.write('.gupscope.json', JSON.stringify({ baseline: BASELINE }));
    const client = await start();
    expect(await client.request('gupscope/auditWorkspace', {})).toMatchObject({ findings: { error: 0, warning: 0, note: 0 }, problems: [] });
  });
});

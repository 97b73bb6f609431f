/** The road of editors that ask: diagnostics, hover, code actions and their edits, over real stdio on a copy of the sample tree. */
import { execFileSync } from 'node:child_process';
import type { Log } from 'sarif';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic, Range } from 'vscode-languageserver';
import { applyWorkspaceEdit, gupscope, LspClient, pullCapabilities } from '../support/lspClient.ts';
import { type SampleTree, sampleTree } from '../support/sampleTree.ts';
import { edits as typing } from '../support/typist.ts';

const SUBMIT = 'drivers/block/tapvol/submit.c';
const COPY = 'drivers/block/tapvol/copy.c';
const BVEC = 'include/linux/bvec.h';

let tree: SampleTree;
let client: LspClient;

beforeEach(async () => {
  tree = sampleTree();
  client = await LspClient.start({ folders: [tree.uri] });
});
afterEach(() => {
  client.kill();
  tree.remove();
});

const open = async (file: string): Promise<string> => {
  await client.open(tree.uriOf(file), tree.text(file));
  return tree.uriOf(file);
};

/** The text that a range covers. */
function textIn(text: string, { start, end }: Range): string {
  const lines = text.split(/(?<=\n)/);
  return start.line === end.line ? (lines[start.line]?.slice(start.character, end.character) ?? '') : '';
}

const lineOf = (text: string, needle: string): number => text.slice(0, text.indexOf(needle)).split('\n').length - 1;

async function findingAt(uri: string, line: number): Promise<Diagnostic> {
  const found = (await client.diagnostics(uri)).find((d) => d.range.start.line === line);
  if (found === undefined) throw new Error(`no finding on line ${line} of ${uri}`);
  return found;
}

describe('diagnostics', () => {
  it('stand on the member token, with source, rule, link and level', async () => {
    const uri = await open(SUBMIT);
    const items = await client.diagnostics(uri);
    expect(items.length).toBeGreaterThan(5);
    for (const item of items) {
      expect(textIn(tree.text(SUBMIT), item.range)).toBe('bv_page');
      expect(item.source).toBe('gupscope');
      expect(item.code).toBe('bvec/direct-page-access');
      expect(item.codeDescription?.href).toMatch(/^https:\/\//);
      expect(item.data).toEqual({ fingerprint: expect.stringMatching(/^[0-9a-f]+$/) });
    }
    // A helper of this tree does it: a warning. Nothing does: a note, shown as information.
    expect(new Set(items.map((item) => item.severity))).toEqual(new Set([2, 3]));
  });

  it('are the findings of the command line', async () => {
    const uri = await open(COPY);
    const items = await client.diagnostics(uri);
    const sarif = execFileSync(process.execPath, [gupscope, 'audit', '--format', 'sarif', '--fail-on', 'never', tree.path(COPY)], {
      encoding: 'utf8',
    });
    const { runs } = JSON.parse(sarif) as Log;
    expect(items.length).toBeGreaterThan(5);
    expect(
      items.map((d) => [d.message, d.range.start.line + 1, d.range.start.character + 1, (d.data as { fingerprint: string }).fingerprint]),
    ).toEqual(
      runs[0]?.results?.map((r) => {
        const region = r.locations?.[0]?.physicalLocation?.region;
        return [r.message.text, region?.startLine, region?.startColumn, r.partialFingerprints?.['gupscope/v1']];
      }),
    );
  });

  it('say under which condition their text is compiled, and so does the hover', async () => {
    const uri = `${tree.uri}/drivers/block/tapvol/arms.c`;
    await client.open(
      uri,
      '#include <linux/bvec.h>\n#if defined(CONFIG_TAPVOL)\nstruct page *first(struct bio_vec *bv)\n{\n\treturn bv->bv_page;\n}\n#endif\n',
    );
    const [item] = await client.diagnostics(uri);
    expect(item?.message).toMatch(/ \(if CONFIG_TAPVOL\)$/);
    const { line, character } = item?.range.start ?? { line: 0, character: 0 };
    expect(JSON.stringify(await client.hover(uri, line, character))).toContain('Compiled if `defined(CONFIG_TAPVOL)`');
  });

  it('are unchanged for the result that the client has, and full again after an edit that moves them', async () => {
    const uri = await open(SUBMIT);
    const first = await client.pull(uri);
    if (first.kind !== 'full' || first.resultId === undefined) throw new Error('the first answer is no full one');
    expect(await client.pull(uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    // Behind every finding nothing moves.
    const end = tree.text(SUBMIT).split('\n').length - 1;
    await client.change(uri, 2, [{ range: { start: { line: end, character: 0 }, end: { line: end, character: 0 } }, text: '/* end */\n' }]);
    expect((await client.pull(uri, first.resultId)).kind).toBe('unchanged');
    await client.change(uri, 3, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' }]);
    const moved = await client.pull(uri, first.resultId);
    if (moved.kind !== 'full') throw new Error('everything moved, and the answer is unchanged');
    expect(moved.items.map((d) => d.range.start.line)).toEqual(first.items.map((d) => d.range.start.line + 1));
  });

  it('follow edits as a fresh look at the same text would', async () => {
    const uri = await open(SUBMIT);
    await client.diagnostics(uri);
    let text = tree.text(SUBMIT);
    let version = 1;
    const edit = async (needle: string, replacement: string): Promise<void> => {
      const line = lineOf(text, needle);
      const character = (text.split('\n')[line] ?? '').indexOf(needle);
      text = text.replace(needle, () => replacement);
      await client.change(uri, ++version, [
        { range: { start: { line, character }, end: { line, character: character + needle.length } }, text: replacement },
      ]);
      await client.open(`${tree.uri}/drivers/block/tapvol/fresh${version}.c`, text);
      const fresh = await client.diagnostics(`${tree.uri}/drivers/block/tapvol/fresh${version}.c`);
      expect(await client.diagnostics(uri)).toEqual(fresh);
    };
    await edit('bv->bv_page = page;', 'bv->bv_page = page; /* open');
    await edit('/* open', '');
    await edit('bv->bv_page++;', 'bv->bv_page++; {');
    await edit('bv->bv_page++; {', 'bv->bv_page++;');
    await edit('#include "tapvol.h"', '');
    await edit('bv->bv_page++;', '');
  });

  it('stay those of a fresh look through a long session of typing', async () => {
    for (const file of [SUBMIT, COPY, 'drivers/block/tapvol/tapvol.h']) {
      const uri = await open(file);
      let text = tree.text(file);
      let version = 1;
      for (const edit of typing(text, 60, 7)) {
        await client.change(uri, ++version, [{ range: edit.range, text: edit.text }]);
        text = applyWorkspaceEdit({ [uri]: text }, { changes: { [uri]: [{ range: edit.range, newText: edit.text }] } })[uri] ?? '';
        const fresh = uri.replace(/(\.[ch])$/, '-fresh$1');
        await client.open(fresh, text);
        expect(await client.diagnostics(uri), `${file}, version ${version}: ${edit.kind}`).toEqual(await client.diagnostics(fresh));
        await client.close(fresh);
      }
    }
  });

  it('say so of a file that is too long, and come back when it is not', async () => {
    const uri = `${tree.uri}/drivers/misc/long.c`;
    await client.open(uri, `${tree.text(SUBMIT)}${'/* */\n'.repeat(6_000_000)}`);
    expect((await client.diagnostics(uri)).map((d) => d.code)).toEqual(['gupscope/problem']);
    await client.change(uri, 2, [{ text: tree.text(SUBMIT) }]);
    expect((await client.diagnostics(uri)).map((d) => d.code)).toContain('bvec/direct-page-access');
  });

  it('are given for .c and .h names only, whatever the language', async () => {
    const text = tree.text(SUBMIT);
    for (const name of ['a.txt', 'a.cpp', 'a.C', 'a.hpp']) {
      const uri = `${tree.uri}/drivers/block/tapvol/${name}`;
      await client.open(uri, text);
      expect(await client.diagnostics(uri)).toEqual([]);
    }
    const header = `${tree.uri}/drivers/block/tapvol/a.h`;
    await client.notify('textDocument/didOpen', { textDocument: { uri: header, languageId: 'cpp', version: 1, text } });
    expect((await client.diagnostics(header)).length).toBeGreaterThan(0);
  });

  it('of an untitled document come by its name', async () => {
    const text = 'struct bio_vec { struct page *bv_page; };\nvoid *f(struct bio_vec *bv) { return bv->bv_page; }\n';
    await client.open('untitled:Untitled-1', text);
    expect(await client.diagnostics('untitled:Untitled-1')).toEqual([]);
    await client.open('untitled:new.c', text);
    expect((await client.diagnostics('untitled:new.c')).map((d) => d.range.start.line)).toEqual([1]);
  });
});

describe('hover', () => {
  it('tells what the knowledge base says of a tracked function', async () => {
    const text = 'int f(unsigned long a, struct page **p) { return pin_user_pages_fast(a, 1, FOLL_WRITE, p); }\n';
    const uri = `${tree.uri}/drivers/misc/h.c`;
    await client.open(uri, text);
    const character = text.indexOf('pin_user_pages_fast');
    const hover = await client.hover(uri, 0, character + 3);
    expect(hover?.range).toEqual({ start: { line: 0, character }, end: { line: 0, character: character + 'pin_user_pages_fast'.length } });
    const value = hover === null || typeof hover.contents !== 'object' || !('kind' in hover.contents) ? '' : hover.contents.value;
    expect(value).toContain('pin_user_pages_fast');
    expect(value).toMatch(/unpin_user_page/);
    expect(value).toMatch(/https:\/\//);
    expect(await client.hover(uri, 0, 1)).toBeNull();
  });

  it('tells of a finding, and in plain text to a client that has no Markdown', async () => {
    const uri = await open(SUBMIT);
    const [first] = await client.diagnostics(uri);
    if (first === undefined) throw new Error('no finding');
    const { start } = first.range;
    expect(JSON.stringify(await client.hover(uri, start.line, start.character))).toContain('**bvec/direct-page-access**');
    const plain = await LspClient.start({ folders: [tree.uri], capabilities: { ...pullCapabilities, textDocument: { diagnostic: {} } } });
    await plain.open(uri, tree.text(SUBMIT));
    const hover = await plain.hover(uri, start.line, start.character);
    expect(hover?.contents).toMatchObject({ kind: 'plaintext', value: expect.stringContaining('bvec/direct-page-access') });
    expect(JSON.stringify(hover)).not.toContain('**');
    expect(await plain.stop()).toBe(0);
  });

  it('says why a finding has no quick fix, below what it says of the finding', async () => {
    const uri = await open(SUBMIT);
    const items = await client.diagnostics(uri);
    const hovers = await Promise.all(items.map(({ range: { start } }) => client.hover(uri, start.line, start.character)));
    const without = hovers.map((h) => JSON.stringify(h?.contents)).filter((text) => text.includes('No quick fix: '));
    const json = execFileSync(process.execPath, [gupscope, 'audit', '--format', 'json', '--fail-on', 'never', tree.path(SUBMIT)], {
      encoding: 'utf8',
    });
    const reasons = (JSON.parse(json) as { noFixReason: string | null }[]).flatMap(({ noFixReason }) => noFixReason ?? []);
    expect(reasons.length).toBeGreaterThan(0);
    expect(without).toHaveLength(reasons.length);
    for (const [i, reason] of reasons.entries()) {
      expect(without[i]).toContain(`No quick fix: ${reason}.`);
      expect(without[i]?.indexOf('**bvec/')).toBeLessThan(without[i]?.indexOf('No quick fix') ?? 0);
    }
  });
});

describe('code actions', () => {
  const everything: Range = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };

  it('offer the preferred fix of a finding, and give its edit when asked', async () => {
    const uri = await open(SUBMIT);
    const line = lineOf(tree.text(SUBMIT), 'page_to_phys(bv->bv_page)');
    const finding = await findingAt(uri, line);
    const actions = await client.codeActions(uri, finding.range, { diagnostics: [finding] });
    const fix = actions.find((a) => a.kind === 'quickfix');
    expect(fix).toMatchObject({ title: 'Use bvec_phys()', isPreferred: true, diagnostics: [finding] });
    expect(fix?.edit).toBeUndefined();
    const { edit } = await client.request<{ edit: Parameters<typeof applyWorkspaceEdit>[1] }>('codeAction/resolve', fix);
    expect(edit.documentChanges).toMatchObject([{ textDocument: { uri, version: 1 } }]);
    const after = applyWorkspaceEdit({ [uri]: tree.text(SUBMIT) }, edit)[uri] ?? '';
    expect(after.split('\n')[line]).toBe('\treturn bvec_phys(bv);');
    await client.change(uri, 2, [{ text: after }]);
    expect((await client.diagnostics(uri)).map((d) => d.range.start.line)).not.toContain(line);
  });

  it('carry their edit at once for a client that cannot ask for it later, without versions if it has none', async () => {
    const eager = await LspClient.start({
      folders: [tree.uri],
      capabilities: {
        textDocument: { diagnostic: {}, codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } } },
      },
    });
    const uri = tree.uriOf(SUBMIT);
    await eager.open(uri, tree.text(SUBMIT));
    const [action] = await eager.codeActions(uri, (await eager.diagnostics(uri))[0]?.range ?? everything, { only: ['quickfix'] });
    expect(action?.data).toBeUndefined();
    expect(Object.keys(action?.edit?.changes ?? {})).toEqual([uri]);
    expect(await eager.stop()).toBe(0);
  });

  it('are commands for a client that knows nothing else, and those apply the edit', async () => {
    const old = await LspClient.start({ folders: [tree.uri], capabilities: { workspace: { applyEdit: true }, textDocument: { diagnostic: {} } } });
    const uri = tree.uriOf(SUBMIT);
    await old.open(uri, tree.text(SUBMIT));
    const range = (await old.diagnostics(uri))[0]?.range ?? everything;
    const [command] = await old.request<{ title: string; command: string; arguments: unknown[] }[]>('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    });
    expect(command?.command).toBe('gupscope.server.applyFix');
    const applied = old.next((m) => m.method === 'workspace/applyEdit');
    await old.request('workspace/executeCommand', { command: command?.command, arguments: command?.arguments });
    expect(JSON.stringify((await applied).params)).toContain(uri);
    expect(await old.stop()).toBe(0);
  });

  it('keep to the kinds that the client asks for', async () => {
    const uri = await open(SUBMIT);
    const kinds = async (only: readonly string[]): Promise<string[]> => [
      ...new Set((await client.codeActions(uri, everything, { only })).map((a) => a.kind ?? '')),
    ];
    expect(await kinds(['quickfix'])).toEqual(['quickfix']);
    expect(await kinds(['source'])).toEqual(['source.fixAll.gupscope']);
    expect(await kinds(['source.fixAll'])).toEqual(['source.fixAll.gupscope']);
    expect(await kinds(['source.fixAll.gupscope'])).toEqual(['source.fixAll.gupscope']);
    expect(await kinds(['source.fixAll.eslint'])).toEqual([]);
    expect(await kinds(['refactor'])).toEqual([]);
    expect(await client.codeActions(uri, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } })).toEqual([]);
  });

  it('fix all as the command line does, and nothing is left for a second time', async () => {
    for (const file of [SUBMIT, COPY, 'fs/notefs/io.c']) {
      const uri = await open(file);
      const [action] = await client.codeActions(uri, everything, { only: ['source.fixAll.gupscope'] });
      const { edit } = await client.request<{ edit: Parameters<typeof applyWorkspaceEdit>[1] }>('codeAction/resolve', action);
      const after = applyWorkspaceEdit({ [uri]: tree.text(file) }, edit)[uri] ?? '';
      const other = sampleTree();
      try {
        execFileSync(process.execPath, [gupscope, 'fix', '--write', other.path(file)], { stdio: ['ignore', 'ignore', 'pipe'] });
        expect(after).toBe(other.text(file));
      } finally {
        other.remove();
      }
      expect(after).not.toBe(tree.text(file));
      await client.change(uri, 2, [{ text: after }]);
      expect(await client.codeActions(uri, everything, { only: ['source.fixAll'] })).toEqual([]);
    }
  });

  it('introduce an accessor in the header once: the next fix sees it in the unsaved buffer', async () => {
    const uri = await open(COPY);
    const header = tree.uriOf(BVEC);
    const before = await client.diagnostics(uri);
    const introducing = async (): Promise<{ title: string; edit: Parameters<typeof applyWorkspaceEdit>[1] } | undefined> => {
      for (const { range } of await client.diagnostics(uri))
        for (const action of await client.codeActions(uri, range, { only: ['quickfix'] }))
          if (/bvec_page\(\)/.test(action.title)) return client.request('codeAction/resolve', action);
      return undefined;
    };
    const first = await introducing();
    if (first === undefined) throw new Error('no fix introduces the accessor');
    expect(first.title).toContain('include/linux/bvec.h');
    expect(first.edit.documentChanges?.map((c) => ('textDocument' in c ? [c.textDocument.uri, c.textDocument.version] : []))).toEqual([
      [uri, 1],
      [header, null],
    ]);
    const texts = applyWorkspaceEdit({ [uri]: tree.text(COPY), [header]: tree.text(BVEC) }, first.edit);
    await client.open(header, texts[header] ?? '');
    await client.change(uri, 2, [{ text: texts[uri] ?? '' }]);
    expect((await client.diagnostics(uri)).length).toBe(before.length - 1);
    const second = await introducing();
    expect(second?.title).toBe('Use bvec_page()');
    expect(second?.edit.documentChanges?.length).toBe(1);
  });

  it('introduce nothing whose name some file of the tree has already, and say which', async () => {
    tree.write('drivers/misc/clash.c', 'static int bvec_page(int i)\n{\n\treturn i;\n}\n');
    const uri = await open(COPY);
    const actions = await client.codeActions(uri, everything, { only: ['quickfix'] });
    const introducing = actions.find((a) => a.title.includes('Add bvec_page()'));
    await expect(client.request('codeAction/resolve', introducing)).rejects.toMatchObject({
      code: -32803,
      message: expect.stringContaining('drivers/misc/clash.c already has something named bvec_page'),
    });
  });

  it('say that the code changed when it did before the edit was asked for', async () => {
    const uri = await open(SUBMIT);
    const range = (await client.diagnostics(uri))[0]?.range ?? everything;
    const [action] = await client.codeActions(uri, range, { only: ['quickfix'] });
    await client.change(uri, 2, [{ text: 'int nothing;\n' }]);
    await expect(client.request('codeAction/resolve', action)).rejects.toMatchObject({ code: -32801 });
    await client.close(uri);
    await expect(client.request('codeAction/resolve', action)).rejects.toMatchObject({ code: -32803 });
  });
});

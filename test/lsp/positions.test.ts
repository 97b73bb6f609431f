/** Where findings stand in texts that count differently in bytes, code points and code units. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Position } from 'vscode-languageserver';
import { applyWorkspaceEdit, LspClient } from '../support/lspClient.ts';
import { type SampleTree, sampleTree } from '../support/sampleTree.ts';

let tree: SampleTree;
let client: LspClient;
let count = 0;

beforeAll(async () => {
  tree = sampleTree();
  client = await LspClient.start({ folders: [tree.uri] });
});
afterAll(() => {
  client.kill();
  tree.remove();
});

const BODY = 'phys_addr_t f(struct bio_vec *bv)\n{\n\treturn /* X */ page_to_phys(bv->bv_page) + bv->bv_offset;\n}\n';
const source = (body: string): string => `#include <linux/bvec.h>\n${body}`;

/** The positions of every `bv_page`, in lines and UTF-16 code units, by a count of our own. */
function expected(text: string): Position[] {
  return [...text.matchAll(/\bbv_page\b/g)].map((m) => {
    const before = text.slice(0, m.index).split(/\r\n|\n|\r/);
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  });
}

async function check(text: string): Promise<string> {
  const uri = `${tree.uri}/drivers/misc/p${count++}.c`;
  await client.open(uri, text);
  const items = await client.diagnostics(uri);
  expect(items.map((d) => d.range.start)).toEqual(expected(text));
  expect(items.map((d) => d.range.end.character - d.range.start.character)).toEqual(items.map(() => 'bv_page'.length));
  const [action] = await client.codeActions(uri, items[0]?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, {
    only: ['quickfix'],
  });
  const { edit } = await client.request<{ edit: Parameters<typeof applyWorkspaceEdit>[1] }>('codeAction/resolve', action);
  const after = applyWorkspaceEdit({ [uri]: text }, edit)[uri] ?? '';
  expect(after).toBe(text.replace('page_to_phys(bv->bv_page) + bv->bv_offset', 'bvec_phys(bv)'));
  return uri;
}

describe('positions', () => {
  it('says that it counts UTF-16', () => {
    expect(client.initialized?.capabilities.positionEncoding).toBe('utf-16');
  });

  it('count characters beyond the basic plane as two', async () => {
    await check(source(BODY.replace('X', '\u{1f600}\u{1f4be} é 漢')));
  });

  it('hold with CRLF, and the fix keeps it', async () => {
    await check(source(BODY).replaceAll('\n', '\r\n'));
  });

  it('hold with lone carriage returns and a mixture', async () => {
    await check(source(`/* a\rb */\r\n${BODY.replace('{\n', '{\r\n')}`));
  });

  it('hold where an editor shows U+FFFD for bytes that are not UTF-8', async () => {
    await check(source(BODY.replace('X', 'caf\ufffd \ufffd\ufffd')));
  });

  it('hold with lone surrogates', async () => {
    await check(source(BODY.replace('X', '\ud83d and \ude00')));
  });

  it('count a byte order mark that the editor left in the text', async () => {
    await check(`\ufeff${source(BODY)}`);
  });

  it('hold after edits between the halves of a pair and between the halves of a CRLF', async () => {
    const text = source(BODY.replace('X', '\u{1f600}')).replaceAll('\n', '\r\n');
    const uri = await check(text);
    const at = expected(text)[0];
    if (at === undefined) throw new Error('no bv_page');
    const half = (text.split('\r\n')[at.line] ?? '').indexOf('\u{1f600}') + 1;
    const edits = [
      { range: { start: { line: at.line, character: half }, end: { line: at.line, character: half } }, text: 'z' },
      { range: { start: { line: 0, character: 1000 }, end: { line: 1, character: 0 } }, text: '\n\n' },
      { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } }, text: '\u{1f600}' },
    ];
    await client.change(uri, 2, edits);
    const lines = text.split('\r\n');
    const line = lines[at.line] ?? '';
    lines[at.line] = `${line.slice(0, half)}z${line.slice(half)}`;
    const after = `${lines[0]}\n\u{1f600}\n${lines.slice(1).join('\r\n')}`;
    expect((await client.diagnostics(uri)).map((d) => d.range.start)).toEqual(expected(after));
  });

  it('of an edit in a closed header count its bytes that are not UTF-8 as the editor will show them', async () => {
    const own = sampleTree();
    try {
      const header = own.text('include/linux/bvec.h');
      // Latin-1 in a comment on the very line behind which the accessor goes.
      const bytes = Buffer.concat([
        Buffer.from(header.split('unsigned int bv_offset;')[0] ?? ''),
        Buffer.from('unsigned int bv_offset; /* caf\xe9 \u00e9 */', 'latin1'),
      ]);
      const rest = Buffer.from(header.split('unsigned int bv_offset;')[1] ?? '');
      writeFileSync(own.path('include/linux/bvec.h'), Buffer.concat([bytes, rest]));
      const other = await LspClient.start({ folders: [own.uri] });
      const uri = own.uriOf('drivers/block/tapvol/copy.c');
      await other.open(uri, own.text('drivers/block/tapvol/copy.c'));
      const titles: string[] = [];
      for (const { range } of await other.diagnostics(uri)) {
        for (const action of await other.codeActions(uri, range, { only: ['quickfix'] })) {
          if (!action.title.includes('Add bvec_page()')) continue;
          titles.push(action.title);
          const { edit } = await other.request<{ edit: Parameters<typeof applyWorkspaceEdit>[1] }>('codeAction/resolve', action);
          const shown = new TextDecoder().decode(Buffer.concat([bytes, rest]));
          const after = applyWorkspaceEdit({ [uri]: own.text('drivers/block/tapvol/copy.c'), [own.uriOf('include/linux/bvec.h')]: shown }, edit);
          expect(after[own.uriOf('include/linux/bvec.h')]).toMatch(/\};\n\n(\/\*[^]*?\*\/\n)?static inline struct page \*bvec_page\(/);
        }
      }
      expect(titles.length).toBeGreaterThan(0);
      expect(await other.stop()).toBe(0);
    } finally {
      own.remove();
    }
  });
});

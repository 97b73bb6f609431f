/** A finding with a path, over real stdio: its steps in the diagnostic, in the hover and in what a findings view is told. */
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import type { FileStatus } from '../../src/protocol/requests.ts';
import { gupscope, LspClient, pullCapabilities } from '../support/lspClient.ts';
import { type SampleTree, sampleTree } from '../support/sampleTree.ts';

const BUFFER = 'drivers/media/framegrab/buffer.c';
const RULE = 'gup/leak-on-path';

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

const textAt = (text: string, { start, end }: Diagnostic['range']): string =>
  (text.split('\n')[start.line] ?? '').slice(start.character, end.line === start.line ? end.character : undefined);

async function leakIn(by: LspClient): Promise<Diagnostic> {
  const uri = tree.uriOf(BUFFER);
  await by.open(uri, tree.text(BUFFER));
  const found = (await by.diagnostics(uri)).find((d) => d.code === RULE);
  if (found === undefined) throw new Error(`${RULE} finds nothing in ${BUFFER}`);
  return found;
}

describe('the path of a finding', () => {
  it('is the related information of its diagnostic, numbered, in order', async () => {
    const { relatedInformation = [] } = await leakIn(client);
    expect(relatedInformation.length).toBeGreaterThan(2);
    for (const [i, { location, message }] of relatedInformation.entries()) {
      expect(message).toMatch(new RegExp(`^${i + 1}\\. \\S`));
      expect(location.uri).toBe(tree.uriOf(BUFFER));
    }
    expect(
      textAt(tree.text(BUFFER), relatedInformation[0]?.location.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }),
    ).toContain('pin_user_pages_fast');
  });

  it('is that of the command line', async () => {
    const { relatedInformation = [], data } = await leakIn(client);
    const json = execFileSync(process.execPath, [gupscope, 'audit', '--rule', RULE, '--format', 'json', '--fail-on', 'never', tree.path(BUFFER)], {
      encoding: 'utf8',
    });
    const findings = JSON.parse(json) as { fingerprint: string; path: { startLine: number; startColumn: number; message: string }[] }[];
    const same = findings.find((f) => f.fingerprint === (data as { fingerprint: string }).fingerprint);
    expect(relatedInformation.map(({ location: { range }, message }) => [range.start.line + 1, range.start.character + 1, message])).toEqual(
      same?.path.map((s, i) => [s.startLine, s.startColumn, `${i + 1}. ${s.message}`]),
    );
  });

  it('is left out for a client that cannot show it', async () => {
    const plain = await LspClient.start({ folders: [tree.uri], capabilities: { textDocument: { diagnostic: {} } } });
    expect(await leakIn(plain)).not.toHaveProperty('relatedInformation');
    expect(await plain.stop()).toBe(0);
  });

  it('is a list of links in the hover, and plain lines where there is no Markdown', async () => {
    const leak = await leakIn(client);
    const { line, character } = leak.range.start;
    const first = leak.relatedInformation?.[0];
    const hover = await client.hover(tree.uriOf(BUFFER), line, character);
    const value = hover?.contents !== undefined && 'value' in (hover.contents as object) ? (hover.contents as { value: string }).value : '';
    const at = first?.location.range.start ?? { line: 0, character: 0 };
    expect(value).toContain(`1. [line ${at.line + 1}](${tree.uriOf(BUFFER)}#L${at.line + 1},${at.character + 1}): `);
    const plain = await LspClient.start({
      folders: [tree.uri],
      capabilities: { ...pullCapabilities, textDocument: { diagnostic: { relatedInformation: true } } },
    });
    await leakIn(plain);
    const text = JSON.stringify((await plain.hover(tree.uriOf(BUFFER), line, character))?.contents);
    expect(text).toContain(`1. line ${at.line + 1}: pin_user_pages_fast() `);
    expect(await plain.stop()).toBe(0);
  });

  it('comes with the list of findings, of open files and of others', async () => {
    const uri = tree.uriOf(BUFFER);
    const closed = await client.request<FileStatus>('gupscope/auditFile', { uri });
    const leak = await leakIn(client);
    const open = await client.request<FileStatus>('gupscope/auditFile', { uri });
    for (const status of [closed, open]) {
      const path = status.findings.find((f) => f.rule === RULE)?.path ?? [];
      expect(path.map((step, i) => `${i + 1}. ${step.message}`)).toEqual(leak.relatedInformation?.map(({ message }) => message));
      expect(path[0]).toMatchObject({ uri, kind: 'acquire', range: leak.relatedInformation?.[0]?.location.range });
    }
  });
});

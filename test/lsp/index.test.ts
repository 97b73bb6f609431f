/** Functions of other files in an editor: unknown at first, found by *Index workspace*, kept for the next session, and true to what is in open buffers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic, InitializeResult } from 'vscode-languageserver';
import type { IndexWorkspaceResult } from '../../src/protocol/requests.ts';
import { gupscope, kernelTree, temporaryFolder } from '../cli/cliFixture.ts';
import { LspClient, type LspClientOptions, pushCapabilities } from '../support/lspClient.ts';

const HEADER = `struct buf { struct page **pages; int n; };
int buf_take(struct buf *b, unsigned long at, int n);
void buf_drop(struct buf *b);
`;
const TAKE = `#include "buf.h"
int buf_take(struct buf *b, unsigned long at, int n)
{
	int got = pin_user_pages_fast(at, n, FOLL_WRITE | FOLL_LONGTERM, b->pages);

	if (got == n)
		return 0;
	if (got > 0)
		unpin_user_pages(b->pages, got);
	return -EFAULT;
}
void buf_drop(struct buf *b)
{
	unpin_user_pages(b->pages, b->n);
}
`;
const USER = `#include "../own/buf.h"
int user_begin(unsigned long at)
{
	struct page *pages[16];
	struct buf b = { .pages = pages, .n = 16 };
	int ret = buf_take(&b, at, 16);

	if (ret)
		return ret;
	if (start_engine(at))
		return -EIO;
	buf_drop(&b);
	return 0;
}
`;
const TAKES = 'drivers/own/take.c';
const USES = 'drivers/far/user.c';
/** The line of the exit that loses the pages. */
const LOST = 10;

let tree: string;
let cache: string;
const clients: LspClient[] = [];

const uriOf = (file: string): string => pathToFileURL(join(tree, file)).href;
const start = async (options: LspClientOptions = {}): Promise<LspClient> => {
  const client = await LspClient.start({ folders: [pathToFileURL(tree).href], env: { XDG_CACHE_HOME: cache }, ...options });
  clients.push(client);
  return client;
};
const index = (client: LspClient, params: object = {}): Promise<IndexWorkspaceResult> => client.request('gupscope/indexWorkspace', params);
const leaks = (items: readonly Diagnostic[]): number[] => items.filter((d) => d.code === 'gup/leak-on-path').map((d) => d.range.start.line);
const refreshed = (client: LspClient, from?: number): Promise<unknown> => client.next((m) => m.method === 'workspace/diagnostic/refresh', from);

beforeEach(() => {
  tree = kernelTree({ 'drivers/own/buf.h': HEADER, [TAKES]: TAKE, [USES]: USER });
  cache = temporaryFolder();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.kill();
});

describe('functions of other files in an editor', () => {
  it('are not known before they are looked for, and then what hangs on them is told', async () => {
    const client = await start();
    await client.open(uriOf(USES), USER);
    expect(leaks(await client.diagnostics(uriOf(USES)))).toEqual([]);
    const from = client.received.length;
    expect(await index(client, { workDoneToken: 'mine' })).toMatchObject({ functions: 1, cancelled: false, problems: [] });
    await refreshed(client, from);
    expect(leaks(await client.diagnostics(uriOf(USES)))).toEqual([LOST]);
    const kinds = client.received.flatMap((m) => {
      if (m.method !== '$/progress') return [];
      const { token, value } = m.params as { token: unknown; value: { kind: string } };
      return token === 'mine' ? [value.kind] : [];
    });
    expect([kinds[0], kinds.at(-1)]).toEqual(['begin', 'end']);
  });

  it('are published anew to an editor that does not ask', async () => {
    const client = await start({ capabilities: pushCapabilities });
    const first = client.published(uriOf(USES));
    await client.open(uriOf(USES), USER);
    expect(leaks((await first).diagnostics)).toEqual([]);
    const second = client.published(uriOf(USES));
    await client.request('workspace/executeCommand', { command: 'gupscope.server.indexWorkspace' });
    expect(leaks((await second).diagnostics)).toEqual([LOST]);
    expect(client.messages().at(-1)).toMatch(/^gupscope: functions that take or drop pages for other files: 1, in \d+ files$/);
  });

  it('are known in the next session, and after an audit of the tree on the command line', async () => {
    const made = gupscope(['audit', '--cache', join(cache, 'gupscope/audit'), tree], { cwd: tree });
    expect(made.stdout).toContain('leak-on-path');
    const client = await start();
    const from = client.received.length;
    await client.open(uriOf(USES), USER);
    await client.diagnostics(uriOf(USES));
    await refreshed(client, from);
    expect(leaks(await client.diagnostics(uriOf(USES)))).toEqual([LOST]);
    expect(await client.request('gupscope/auditFile', { uri: uriOf(USES) })).toMatchObject({ findings: [{ rule: 'gup/leak-on-path' }] });
  });

  it('are what open buffers make of them', async () => {
    const client = await start();
    await client.open(uriOf(USES), USER);
    await index(client);
    expect(leaks(await client.diagnostics(uriOf(USES)))).toEqual([LOST]);
    await client.open(uriOf(TAKES), TAKE);
    await client.diagnostics(uriOf(TAKES));
    const from = client.received.length;
    await client.change(uriOf(TAKES), 2, [{ text: TAKE.replace('if (got == n)\n\t\treturn 0;\n', '') }]);
    await client.diagnostics(uriOf(TAKES));
    await refreshed(client, from);
    expect(leaks(await client.diagnostics(uriOf(USES)))).toEqual([]);
    await client.change(uriOf(TAKES), 3, [{ text: TAKE }]);
    await client.diagnostics(uriOf(TAKES));
    expect(leaks(await client.diagnostics(uriOf(USES)))).toEqual([LOST]);
  });

  it('are unknown once their file has changed on disk', async () => {
    const client = await start();
    await client.open(uriOf(USES), USER);
    await index(client);
    writeFileSync(join(tree, TAKES), `/* Another text. */\n${TAKE}`);
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(TAKES), type: 2 }] });
    expect(leaks(await client.diagnostics(uriOf(USES)))).toEqual([]);
    await index(client);
    expect(leaks(await client.diagnostics(uriOf(USES)))).toEqual([LOST]);
  });

  it('stop being looked for when the user says so', async () => {
    for (let i = 0; i < 400; i++) writeFileSync(join(tree, `drivers/own/copy${i}.c`), TAKE.replaceAll('buf_', `buf${i}_`));
    const client = await start();
    const created = client.next((m) => m.method === 'window/workDoneProgress/create');
    const running = index(client);
    const { token } = (await created).params as { token: string };
    await client.notify('window/workDoneProgress/cancel', { token });
    expect(await running).toMatchObject({ functions: 0, cancelled: true });
  });

  it('need a kernel tree, and the command is offered', async () => {
    tree = temporaryFolder();
    const client = await start();
    expect((client.initialized as InitializeResult).capabilities.executeCommandProvider?.commands).toContain('gupscope.server.indexWorkspace');
    expect((await index(client)).problems).toEqual([expect.stringContaining('no kernel tree')]);
  });
});

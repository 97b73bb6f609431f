/** What calls do to the counts of pages, as hints behind them; off unless the setting asks for them. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { InlayHint } from 'vscode-languageserver';
import { LspClient, pullCapabilities } from '../support/lspClient.ts';
import { type SampleTree, sampleTree } from '../support/sampleTree.ts';

const source = `#include <linux/mm.h>

static void drop(struct page **pages, int n)
{
	unpin_user_pages(pages, n);
}

int take(unsigned long start, struct page **pages, struct page *other)
{
	int ret = pin_user_pages_fast(start, 4, FOLL_WRITE, pages);
	if (ret < 0)
		return ret;
	get_page(other);
	drop(pages, ret);
	put_page(other);
	return 0;
}

int one(unsigned long start)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	unpin_user_page(page);
	return 0;
}
`;

let tree: SampleTree;
let client: LspClient;
let enabled: boolean;
let uri: string;

beforeEach(async () => {
  tree = sampleTree();
  enabled = true;
  uri = tree.uriOf('drivers/misc/hints.c');
  client = await LspClient.start({
    folders: [tree.uri],
    settings: () => ({ inlayHints: { enabled } }),
    capabilities: { ...pullCapabilities, workspace: { ...pullCapabilities.workspace, inlayHint: { refreshSupport: true } } },
  });
  await client.open(uri, source);
});
afterEach(() => {
  client.kill();
  tree.remove();
});

const hintsIn = async (from: number, to: number): Promise<readonly string[]> => {
  const range = { start: { line: from, character: 0 }, end: { line: to, character: 0 } };
  const hints = await client.request<readonly InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range });
  const lines = source.split('\n');
  return hints.map(
    ({ position: { line, character }, label }) =>
      `${lines[line]?.slice(0, character).trim().split(' = ').at(-1)} ${typeof label === 'string' ? label : 'parts'}`,
  );
};

it('stand behind each call that takes or drops, and behind calls of functions of the file that do', async () => {
  expect(await hintsIn(0, 30)).toEqual([
    'unpin_user_pages(pages, n) −1 pin ×n',
    'pin_user_pages_fast(start, 4, FOLL_WRITE, pages) +1 pin ×4',
    'get_page(other) +1 ref',
    'drop(pages, ret) −1 pin ×n',
    'put_page(other) −1 ref',
    'if (pin_user_pages_fast(start, 1, 0, &page) +1 pin',
    'unpin_user_page(page) −1 pin',
  ]);
});

it('are those of the lines that were asked for', async () => {
  expect(await hintsIn(20, 30)).toEqual(['if (pin_user_pages_fast(start, 1, 0, &page) +1 pin', 'unpin_user_page(page) −1 pin']);
});

it('are off until the setting asks for them, and the client is told when that changes', async () => {
  enabled = false;
  const refreshed = client.next(({ method }) => method === 'workspace/inlayHint/refresh');
  await client.notify('workspace/didChangeConfiguration', { settings: {} });
  await refreshed;
  expect(await hintsIn(0, 30)).toEqual([]);
});

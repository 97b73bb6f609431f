import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gupscope, temporaryFolder } from './cliFixture.ts';

const source = `#include <linux/mm.h>

static int guess(unsigned long start)
{
	struct page *pages[8];
	int got;

	got = pin_user_pages_fast(start, 8, 0, pages);
	unpin_user_pages(pages, got);
	return got;
}

static int load(struct engine *e, unsigned long start)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	put_page(page);
	return engine_start(e);
}

static struct page *first(struct bio *bio)
{
	return bio->bi_io_vec->bv_page;
}
`;
const folder = temporaryFolder();
writeFileSync(join(folder, 'x.c'), source);

const audit = (...args: string[]) =>
  gupscope(['audit', 'x.c', '--kernel-version', '6.12', '--no-cache', '--fail-on', 'never', ...args], { cwd: folder });

interface Found {
  readonly rule: string;
  readonly level: string;
  readonly replay?: { readonly verdict?: string; readonly outcome?: string; readonly loweredFrom?: string; readonly sentence: string };
}

const found = (text: string): readonly Found[] => JSON.parse(text) as readonly Found[];

it('does not search unless it is told to', () => {
  for (const finding of found(audit('--format', 'json').stdout)) expect(finding).not.toHaveProperty('replay');
});

it('adds the verdict to each finding, and lowers the level where nothing breaks', () => {
  const plain = found(audit('--format', 'json').stdout);
  const searched = found(audit('--format', 'json', '--replay').stdout);
  expect(searched.map(({ rule }) => rule)).toEqual(plain.map(({ rule }) => rule));
  const of = (rule: string): Found | undefined => searched.find((f) => f.rule === rule);
  expect(of('gup/mismatched-release')).toMatchObject({ level: 'error', replay: { verdict: 'violated', outcome: 'LEAK' } });
  expect(of('gup/unchecked-result')).toMatchObject({ level: 'warning', replay: { verdict: 'holds', outcome: 'OK', loweredFrom: 'error' } });
  const member = of('bvec/direct-page-access');
  expect(member?.level).toBe(plain.find(({ rule }) => rule === 'bvec/direct-page-access')?.level);
  expect(member?.replay).toEqual({ sentence: expect.stringContaining('breaks nothing by itself') as string });
});

it('says it beside the path for a reader, and counts the level that is left', () => {
  const ran = audit('--replay');
  expect(ran.stdout).toMatch(/x\.c:\d+:\d+: note: replay: After \d+ steps the count of page stays at \d+/);
  expect(ran.stdout).toMatch(/note: replay: Holds under longterm-deny: .*; error without the replay/);
  expect(ran.stdout).not.toContain('breaks nothing by itself');
  expect(ran.stderr).toMatch(/^1 error, /m);
});

it('keeps it in SARIF, where the level is that of the verdict', () => {
  const log = JSON.parse(audit('--replay', '--format', 'sarif').stdout) as {
    runs: readonly { results: readonly { ruleId: string; level: string; properties: { gupscope?: { replay?: { loweredFrom?: string } } } }[] }[];
  };
  const result = log.runs[0]?.results.find(({ ruleId }) => ruleId === 'gup/unchecked-result');
  expect(result?.level).toBe('warning');
  expect(result?.properties.gupscope?.replay?.loweredFrom).toBe('error');
});

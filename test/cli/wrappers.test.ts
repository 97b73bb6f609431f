/** What functions do for callers in other files, through the built command line: found in rounds, kept by content. */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gupscope, kernelTree, temporaryFolder } from './cliFixture.ts';

const HEADER = `struct buf { struct page **pages; int n; };
int buf_take(struct buf *b, unsigned long at, int n);
int frame_take(struct buf *b, unsigned long at);
void buf_drop(struct buf *b);
int buf_look(struct buf *b);
`;

/** Takes, and knows a tracked word. */
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

/** A wrapper of the wrapper: no tracked word stands here. */
const FRAME = `#include "buf.h"
int frame_take(struct buf *b, unsigned long at)
{
	if (!at)
		return -EINVAL;
	return buf_take(b, at, 16);
}
`;

/** Nor here, where the error path forgets them. */
const USER = `#include "buf.h"
static int start(struct buf *b);

int user_begin(unsigned long at)
{
	struct page *pages[16];
	struct buf b = { .pages = pages, .n = 16 };
	int ret;

	ret = frame_take(&b, at);
	if (ret)
		return ret;
	if (start_engine(at))
		return -EIO;
	buf_drop(&b);
	return 0;
}
`;

const OTHER = 'int other(struct page *p)\n{\n\tput_page(p);\n\treturn 0;\n}\n';

const files = (user = USER, take = TAKE): Record<string, string> => ({
  'drivers/own/buf.h': HEADER,
  'drivers/own/take.c': take,
  'drivers/own/frame.c': FRAME,
  'drivers/own/user.c': user,
  'drivers/far/other.c': OTHER,
  'drivers/far/pins.c': 'int pins(unsigned long at, struct page **p)\n{\n\treturn pin_user_pages_fast(at, 1, 0, p);\n}\n',
});

const heads = (stdout: string): string[] => stdout.split('\n').filter((line) => /: (?:error|warning): /.test(line));

describe('functions of other files', () => {
  it('are known through two files without a tracked word', () => {
    const tree = kernelTree(files());
    const ran = gupscope(['audit', '--no-cache', '--stats', '.'], { cwd: tree });
    expect(heads(ran.stdout)).toEqual([
      "drivers/own/user.c:14:3: error: 'pages' pinned by frame_take() are not unpinned when 'start_engine(at)' is true; call buf_drop() here as the other paths do [gup/leak-on-path]",
    ]);
    expect(ran.stderr).toContain('drivers/own/frame.c: frame_take takes pins');
    expect(ran.stderr).toContain('functions of other files that are given pages: 1, of which 0 do nothing to them');
    expect(ran.stderr).toMatch(/functions that take or drop pages for other files: \d+, of which the knowledge base does not know \d+ \(3 rounds\)/);
  });

  it('are known to one file alone, too, if the tree is there', () => {
    const tree = kernelTree(files());
    const whole = gupscope(['audit', '--no-cache', '.'], { cwd: tree });
    expect(heads(gupscope(['audit', '--no-cache', 'drivers/own/user.c'], { cwd: tree }).stdout)).toEqual(heads(whole.stdout));
    const piped = gupscope(['audit', '--no-cache', '-', '--stdin-filename', 'drivers/own/user.c'], { cwd: tree, input: USER });
    expect(heads(piped.stdout)).toEqual(heads(whole.stdout));
  });

  it('are known to one file from what an audit of the whole tree left in the cache, as long as they stand there as they did', () => {
    const tree = kernelTree({ ...files('int nothing;\n'), 'sound/user.c': USER.replace('"buf.h"', '"../drivers/own/buf.h"') });
    const cache = temporaryFolder();
    const one = (...more: readonly string[]): string[] => heads(gupscope(['audit', ...more, 'sound/user.c'], { cwd: tree }).stdout);
    const whole = heads(gupscope(['audit', '--cache', cache, '.'], { cwd: tree }).stdout);
    expect(whole).toHaveLength(1);
    expect(one('--no-cache')).toEqual([]);
    expect(one('--cache', cache)).toEqual(whole);
    writeFileSync(join(tree, 'drivers/own/frame.c'), 'int frame_take(struct buf *b, unsigned long at)\n{\n\treturn 0;\n}\n');
    expect(one('--cache', cache)).toEqual([]);
  });

  it('are the same in every part of a run', () => {
    const tree = kernelTree(files());
    const whole = gupscope(['audit', '--no-cache', tree], { cwd: tree });
    const parts = ['1/3', '2/3', '3/3'].flatMap((shard) => heads(gupscope(['audit', '--no-cache', '--shard', shard, tree], { cwd: tree }).stdout));
    expect(parts).toEqual(heads(whole.stdout));
  });

  it('are unknown where two files say different things of one name', () => {
    const tree = kernelTree({
      ...files(),
      'arch/one/frame.c': 'int frame_take(struct buf *b, unsigned long at)\n{\n\treturn get_user_pages_fast(at, 1, 0, b->pages);\n}\n',
      'drivers/own/user.c': 'int nothing;\n',
      'sound/user.c': USER.replace('"buf.h"', '"../drivers/own/buf.h"'),
    });
    expect(heads(gupscope(['audit', '--no-cache', tree], { cwd: tree }).stdout)).toEqual([]);
  });

  it('do not outweigh the knowledge base', () => {
    const tree = kernelTree({
      'drivers/own/mine.c': 'void unpin_user_page(struct page *p)\n{\n}\n',
      'drivers/own/user.c':
        'int one(unsigned long at)\n{\n\tstruct page *p;\n\n\tif (pin_user_pages_fast(at, 1, 0, &p) != 1)\n\t\treturn -EFAULT;\n\tunpin_user_page(p);\n\treturn 0;\n}\n',
    });
    expect(heads(gupscope(['audit', '--no-cache', tree], { cwd: tree }).stdout)).toEqual([]);
  });
});

describe('gupscope fix', () => {
  it('knows functions of other files as an audit does', () => {
    const tree = kernelTree(files());
    expect(gupscope(['fix', '--no-cache', 'drivers/own'], { cwd: tree }).stdout).toContain('+\t\tbuf_drop(&b);\n \t\treturn -EIO;\n');
    expect(gupscope(['fix', '--no-cache', '--write', 'drivers/own'], { cwd: tree }).stderr).toContain(
      '1 finding converted in 1 file\n0 findings left',
    );
    expect(heads(gupscope(['audit', '--no-cache', '.'], { cwd: tree }).stdout)).toEqual([]);
  });
});

describe('--cache', () => {
  const looks = (stderr: string): string | undefined => /files looked into: .*/.exec(stderr)?.[0];
  const run = (tree: string, cache: string, ...more: readonly string[]): ReturnType<typeof gupscope> =>
    gupscope(['audit', '--cache', cache, '--stats', ...more, tree], { cwd: tree });

  it('keeps what was found out, and changes no byte of the report', () => {
    const [tree, cache] = [kernelTree(files()), temporaryFolder()];
    const without = gupscope(['audit', '--no-cache', tree], { cwd: tree });
    const cold = run(tree, cache);
    const warm = run(tree, cache);
    for (const ran of [cold, warm]) expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: without.status, stdout: without.stdout });
    expect(looks(cold.stderr)).toMatch(/^files looked into: (\d+), of which 0 /);
    expect(looks(warm.stderr)).toMatch(/^files looked into: (\d+), of which \1 /);
  });

  it('serves a tree that was moved', () => {
    const [tree, cache] = [kernelTree(files()), temporaryFolder()];
    run(tree, cache);
    const moved = join(temporaryFolder(), 'moved');
    renameSync(tree, moved);
    expect(looks(run(moved, cache).stderr)).toMatch(/^files looked into: (\d+), of which \1 /);
  });

  it('looks again only into users of a function that does something else now', () => {
    const [tree, cache] = [kernelTree(files()), temporaryFolder()];
    run(tree, cache);
    // It does the same: its own file is looked into, and nobody else's.
    writeFileSync(join(tree, 'drivers/own/frame.c'), `/* As before. */\n${FRAME}`);
    const same = looks(run(tree, cache).stderr);
    writeFileSync(join(tree, 'drivers/own/frame.c'), FRAME.replace('16', '8'));
    const other = run(tree, cache);
    expect(heads(other.stdout)).toEqual(heads(gupscope(['audit', '--no-cache', tree], { cwd: tree }).stdout));
    const again = (line: string | undefined): number => {
      const [, all, remembered] = /(\d+), of which (\d+)/.exec(line ?? '') ?? [];
      return Number(all) - Number(remembered);
    };
    expect(again(same)).toBe(1);
    // The file itself, and its one user.
    expect(again(looks(other.stderr))).toBe(2);
  });

  it('forgets nothing that hangs on a header', () => {
    const take = TAKE.replace('return -EFAULT;', 'return FAILED;').replace('"buf.h"\n', '"buf.h"\n#include "ret.h"\n');
    const tree = kernelTree({ ...files(USER, take), 'drivers/own/ret.h': '#define FAILED (-EFAULT)\n' });
    const cache = temporaryFolder();
    run(tree, cache);
    writeFileSync(join(tree, 'drivers/own/ret.h'), '#define FAILED 0\n');
    expect(run(tree, cache).stdout).toBe(gupscope(['audit', '--no-cache', tree], { cwd: tree }).stdout);
  });

  it('goes on where entries are damaged, and writes them anew', () => {
    const [tree, cache] = [kernelTree(files()), temporaryFolder()];
    const cold = run(tree, cache);
    const entries = (): string[] =>
      readdirSync(cache, { recursive: true, withFileTypes: true }).flatMap((e) => (e.isFile() ? [join(e.parentPath, e.name)] : []));
    for (const [i, file] of entries().entries()) writeFileSync(file, i % 2 === 0 ? 'no entry' : readFileSync(file).subarray(0, 40));
    const damaged = run(tree, cache);
    expect({ status: damaged.status, stdout: damaged.stdout }).toEqual({ status: cold.status, stdout: cold.stdout });
    expect(looks(damaged.stderr)).toMatch(/of which 0 /);
    expect(looks(run(tree, cache).stderr)).toMatch(/^files looked into: (\d+), of which \1 /);
  });

  it('says once that a folder is of no use', () => {
    const tree = kernelTree(files());
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const ran = run(tree, file);
    expect(heads(ran.stdout)).toHaveLength(1);
    expect(ran.stderr.match(/nothing can be kept in the cache/g)).toHaveLength(1);
  });
});

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, readdirSync, readFileSync, readlinkSync, renameSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gupscope, gupscopeBytes, gupscopeUnprivileged, kernelTree, RAID, temporaryFolder, writeFiles } from './cliFixture.ts';

const FILE = 'drivers/md/raid.c';
/** What `fix` makes of `RAID`: one of the two findings has a safe fix. */
const FIXED = RAID.replace('page_address(bv->bv_page) + bv->bv_offset', 'bvec_virt(bv)');
const WITH_ACCESSOR = FIXED.replace('table[0].bv_page', 'bvec_page(&table[0])');

const read = (tree: string, file = FILE): string => readFileSync(join(tree, file), 'latin1');

describe('gupscope fix', () => {
  it('prints a diff and changes nothing', () => {
    const tree = kernelTree();
    const ran = gupscope(['fix', 'drivers'], { cwd: tree });
    expect(ran.status).toBe(0);
    expect(ran.stdout.split('\n').slice(0, 4)).toEqual([`diff --git a/${FILE} b/${FILE}`, `--- a/${FILE}`, `+++ b/${FILE}`, '@@ -3,7 +3,7 @@']);
    expect(ran.stdout).toContain('\n-\tchar *from = page_address(bv->bv_page) + bv->bv_offset;\n+\tchar *from = bvec_virt(bv);\n');
    expect(ran.stderr).toBe(
      '1 finding converted in 1 file, as a diff\n1 finding left:\n  1  the tree lacks the helper; --introduce-helpers adds it to its header\n',
    );
    expect(read(tree)).toBe(RAID);
  });

  it('writes the same with --write, once and for all', () => {
    const tree = kernelTree();
    expect(gupscope(['fix', '--write', tree]).stderr).toContain('1 finding converted in 1 file\n');
    expect(read(tree)).toBe(FIXED);
    expect(gupscope(['fix', '--write', tree]).stderr).toContain('0 findings converted in 0 files\n');
    expect(gupscope(['fix', tree]).stdout).toBe('');
    expect(read(tree)).toBe(FIXED);
  });

  it('adds the accessor to the header that lacks it if asked, once for all that use it', () => {
    const tree = kernelTree({ [FILE]: RAID, 'drivers/md/other.c': RAID });
    const ran = gupscope(['fix', '--write', '--introduce-helpers', tree]);
    expect(ran.stderr).toMatch(/^4 findings converted in 3 files\n0 findings left\n$/);
    for (const file of [FILE, 'drivers/md/other.c']) expect(read(tree, file)).toBe(WITH_ACCESSOR);
    expect(read(tree, 'include/linux/bvec.h').match(/\bbvec_page\(/g)).toHaveLength(1);
    expect(gupscope(['fix', '--introduce-helpers', tree]).stdout).toBe('');
  });

  it('never adds a name that the tree has already, wherever it has it', () => {
    const tree = kernelTree({ [FILE]: RAID, 'arch/alien/mm/odd.c': 'static int bvec_page(int x)\n{\n\treturn x;\n}\n' });
    const ran = gupscope(['fix', '--write', '--introduce-helpers', join(tree, 'drivers')]);
    expect(ran.stderr).toMatch(/1 finding left:\n {2}1 {2}.*arch\/alien\/mm\/odd\.c already has something named bvec_page/);
    expect(read(tree, 'include/linux/bvec.h')).not.toContain('bvec_page');
  });

  it('converts only what the rule asked for finds', () => {
    const tree = kernelTree();
    expect(gupscope(['fix', '--rule', 'bvec/*', '--write', tree]).status).toBe(0);
    expect(read(tree)).toBe(FIXED);
  });

  it.each([
    ['Latin-1', (text: string) => text.replace('static void', '/* J\xf6rn \xa9 */\nstatic void').replace('return table', '/* \xe9 */ return table')],
    ['a byte order mark', (text: string) => `\xef\xbb\xbf${text}`],
    ['carriage returns', (text: string) => text.replaceAll('\n', '\r\n')],
    ['mixed line ends', (text: string) => text.replace(';\n', ';\r\n')],
    ['no last newline', (text: string) => text.replace(/\n$/, '')],
    ['UTF-8 beyond the first plane', (text: string) => text.replace('static void', '/* \xf0\x9f\x98\x80 */\nstatic void')],
    ['tabs, form feeds and blanks at line ends', (text: string) => text.replace('{\n', '{ \t\n\f\n')],
  ])('keeps every other byte: %s', (_, disguise) => {
    const before = Buffer.from(disguise(RAID), 'latin1');
    const after = Buffer.from(disguise(FIXED), 'latin1');
    expect(after.equals(before)).toBe(false);
    const tree = kernelTree({ [FILE]: before });
    const diff = gupscopeBytes(['fix', tree]).stdout;
    for (const [program, ...args] of [
      ['patch', '-p1', '--quiet', '--binary'],
      ['git', 'apply', '--whitespace=nowarn'],
    ] as const) {
      const copy = temporaryFolder();
      cpSync(tree, copy, { recursive: true });
      execFileSync(program, args, { cwd: copy, input: diff, env: { ...process.env, GIT_DIR: join(copy, 'none') } });
      expect(readFileSync(join(copy, FILE)).equals(after), program).toBe(true);
    }
    expect(gupscope(['fix', '--write', tree]).status).toBe(0);
    expect(readFileSync(join(tree, FILE)).equals(after)).toBe(true);
  });

  it('keeps the mode, and changes what a link leads to rather than the link', () => {
    const tree = kernelTree({ 'shared/raid.c': RAID });
    chmodSync(join(tree, 'shared/raid.c'), 0o754);
    writeFiles(tree, { 'drivers/md/Makefile': '' });
    symlinkSync('../../shared/raid.c', join(tree, FILE));
    expect(gupscope(['fix', '--write', join(tree, FILE)]).status).toBe(0);
    expect(lstatSync(join(tree, FILE)).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(tree, FILE))).toBe('../../shared/raid.c');
    expect(read(tree, 'shared/raid.c')).toBe(FIXED);
    expect(statSync(join(tree, 'shared/raid.c')).mode & 0o7777).toBe(0o754);
    expect(readdirSync(join(tree, 'shared'))).toEqual(['raid.c']);
  });

  it('refuses a file that it may not replace, with status 1, and converts the others', () => {
    const tree = kernelTree({ [FILE]: RAID, 'drivers/open/raid.c': RAID });
    for (const file of ['drivers/open', 'drivers/open/raid.c']) chmodSync(join(tree, file), 0o777);
    chmodSync(join(tree, 'drivers/md'), 0o555);
    const ran = gupscopeUnprivileged(['fix', '--write', 'drivers'], tree);
    expect(ran.stderr).toContain('drivers/md/raid.c could not be written (permission denied); it was left as it is\n');
    expect(ran.stderr).toContain('2 findings converted in 1 file\n');
    expect(ran.status).toBe(1);
    expect(read(tree)).toBe(RAID);
    expect(read(tree, 'drivers/open/raid.c')).toBe(FIXED);
  });

  it('speaks of the source root, so that the diff applies there', () => {
    const tree = kernelTree();
    const moved = join(temporaryFolder(), 'my tree');
    renameSync(tree, moved);
    const diff = gupscope(['fix', 'raid.c'], { cwd: join(moved, 'drivers/md') }).stdout;
    execFileSync('patch', ['-p1', '--quiet'], { cwd: moved, input: diff });
    expect(read(moved)).toBe(FIXED);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/cli/unifiedDiff.ts';

const root = mkdtempSync(join(tmpdir(), 'gupscope-diff-'));
afterAll(() => rmSync(root, { recursive: true }));
let last = 0;

type Tool = readonly [string, ...string[]];
const tools: readonly Tool[] = [
  ['patch', '-p1', '--quiet', '--no-backup-if-mismatch', '--binary'],
  ['git', 'apply', '--whitespace=nowarn'],
];

/** What a tool makes of `before` with our diff. */
function applyWith([program, ...args]: Tool, file: string, before: Uint8Array, after: Uint8Array): Buffer {
  const folder = join(root, `${++last}`);
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), before);
  // Without a repository of its own git would take the one around, if there is one, and skip the file.
  execFileSync(program, args, { cwd: folder, input: unifiedDiff([{ file, before, after }]), env: { ...process.env, GIT_DIR: join(folder, 'none') } });
  return readFileSync(join(folder, file));
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('unifiedDiff', () => {
  it('is empty for equal bytes', () => {
    expect(unifiedDiff([{ file: 'a.c', before: latin1('a\n'), after: latin1('a\n') }])).toHaveLength(0);
  });

  it('looks as git would write it', () => {
    const before = latin1('1\n2\n3\n4\nbv->bv_page;\n6\n7\n8\n9\n');
    const after = latin1('1\n2\n3\n4\nbvec_page(bv);\n6\n7\n8\n9\n');
    expect(unifiedDiff([{ file: 'drivers/md/raid.c', before, after }]).toString()).toBe(
      [
        'diff --git a/drivers/md/raid.c b/drivers/md/raid.c',
        '--- a/drivers/md/raid.c',
        '+++ b/drivers/md/raid.c',
        '@@ -2,7 +2,7 @@',
        ' 2',
        ' 3',
        ' 4',
        '-bv->bv_page;',
        '+bvec_page(bv);',
        ' 6',
        ' 7',
        ' 8',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['Latin-1 around the change', 'a.c', '/* J\xf6rn */\nold\n/* \xa9 */\n', '/* J\xf6rn */\nnew\n/* \xa9 */\n'],
    ['a byte order mark on the changed line', 'a.c', '\xef\xbb\xbfold\nb\n', '\xef\xbb\xbfnew\nb\n'],
    ['carriage returns', 'a.c', 'a\r\nold\r\nb\r\n', 'a\r\nnew\r\nb\r\n'],
    ['no last newline, change above', 'a.c', 'old\nb\nc', 'new\nb\nc'],
    ['no last newline, change there', 'a.c', 'b\nold', 'b\nnew'],
    ['a lone carriage return and a form feed', 'a.c', 'a\rb\fold\nc\n', 'a\rb\fnew\nc\n'],
    ['a file name with a blank', 'drivers/my driver/a b.c', 'old\n', 'new\n'],
    ['a file name beyond ASCII', 'drivers/\u00fcber/\u{1f600}.c', 'old\n', 'new\n'],
  ])('is taken by patch and git with %s', (_, file, before, after) => {
    for (const tool of tools) expect(applyWith(tool, file, latin1(before), latin1(after)).toString('latin1')).toBe(after);
  });

  it('leads from any bytes to any bytes', () => {
    const byte = fc.constantFrom('a', 'b', '\n', '\r', '\xe9', '\t', '\x80', ' ', '\\');
    const bytes = fc.string({ unit: byte, minLength: 1, maxLength: 60 }).map(latin1);
    fc.assert(
      fc.property(bytes, bytes, (before, after) => {
        fc.pre(!before.equals(after));
        for (const tool of tools) expect(applyWith(tool, 'a.c', before, after).equals(after)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

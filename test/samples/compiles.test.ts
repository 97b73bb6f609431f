/** The bundled sample tree is C that a compiler takes without a word, before and after every fix, so that what is shown on it is true. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const samples = join(root, 'samples');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gupscope-samples-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What make and gcc say; empty if they are content. */
function complaints(tree: string): string {
  const make = spawnSync('make', ['-s', 'check', 'CC=gcc'], { cwd: tree, encoding: 'utf8' });
  return make.status === 0 ? make.stdout + make.stderr : `${make.stdout}${make.stderr}exit ${make.status}`;
}

const gupscope = (...args: string[]) => spawnSync(process.execPath, [join(root, 'bin/gupscope'), ...args], { cwd: folder, encoding: 'utf8' });

it('compiles as it is', () => {
  expect(complaints(samples)).toBe('');
});

it.each([{ flags: [] }, { flags: ['--introduce-helpers'] }])(
  'compiles after fix --write $flags, which leaves nothing for a second time',
  ({ flags }) => {
    const tree = join(folder, `tree${flags.length}`);
    cpSync(samples, tree, { recursive: true });
    const before = gupscope('audit', '--format', 'json', tree).stdout;
    const fixed = gupscope('fix', '--write', ...flags, tree);
    expect(fixed.status, fixed.stderr).toBe(0);
    expect(complaints(tree)).toBe('');
    const after = gupscope('audit', '--format', 'json', tree).stdout;
    expect((JSON.parse(after) as unknown[]).length).toBeLessThan((JSON.parse(before) as unknown[]).length);
    expect(gupscope('fix', ...flags, tree).stdout).toBe('');
  },
);

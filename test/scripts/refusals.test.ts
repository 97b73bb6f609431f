/** What a person reads who starts gupscope too early or with the wrong Node: one sentence, exit 2. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gupscope-refusal-'));
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'old.cjs'), "Object.defineProperty(process.versions, 'node', { value: '18.19.0' });");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
const oneSentence = /^[^\n]+\.\n$/;

it('bin/gupscope without a build says what to run', () => {
  const { status, stderr, stdout } = run([join(folder, 'bin/gupscope'), 'audit', '.']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(oneSentence);
  expect(stderr).toContain('npm run build');
});

it('bin/gupscope under an old Node names both versions', () => {
  const { status, stderr } = run(['--require', join(folder, 'old.cjs'), join(folder, 'bin/gupscope'), '--version']);
  expect(status).toBe(2);
  expect(stderr).toMatch(oneSentence);
  expect(stderr).toMatch(/Node 20.*18\.19\.0/);
});

it('every npm script under an old Node names both versions before it does anything', () => {
  const { status, stderr, stdout } = run(['--require', join(folder, 'old.cjs'), join(root, 'scripts/run.mjs'), 'start']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(oneSentence);
  expect(stderr).toMatch(/Node 20.*18\.19\.0/);
});

it('an unknown script is named', () => {
  const { status, stderr } = run([join(root, 'scripts/run.mjs'), 'trst']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/'trst'.*test/);
});

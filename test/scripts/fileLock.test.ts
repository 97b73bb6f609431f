/** Two clones of a shell that start gupscope at once must not install into each other's feet. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const module = resolve(import.meta.dirname, '../../scripts/lib/fileLock.mjs');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gupscope-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Takes the lock, writes `in`, waits a moment, writes `out`. */
const worker = `
  import fs from 'node:fs';
  import { withLock } from ${JSON.stringify(`file://${module}`)};
  const [lock, log] = process.argv.slice(1);
  await withLock(lock, async () => {
    fs.appendFileSync(log, 'in\\n');
    await new Promise((resolve) => setTimeout(resolve, 30));
    fs.appendFileSync(log, 'out\\n');
  });
`;
const start = (): ChildProcess =>
  spawn(process.execPath, ['--input-type=module', '-e', worker, join(folder, 'lock'), join(folder, 'log')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
const ended = (child: ChildProcess): Promise<number | null> => new Promise((done) => child.once('exit', done));

it('lets one process in at a time', async () => {
  const statuses = await Promise.all(Array.from({ length: 6 }, () => ended(start())));
  expect(statuses).toEqual([0, 0, 0, 0, 0, 0]);
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('in\nout\n'.repeat(6));
});

it('takes over from an owner that is gone', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(join(folder, 'lock'), String(gone));
  expect(await Promise.all([ended(start()), ended(start()), ended(start())])).toEqual([0, 0, 0]);
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('in\nout\n'.repeat(3));
});

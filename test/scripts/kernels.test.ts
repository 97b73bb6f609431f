/** Where the whole-kernel suite looks for its kernels. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { kernelTrees } from '../../scripts/lib/kernels.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gupscope-kernels-'));
  vi.stubEnv('GUPSCOPE_KERNELS', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function makeTree(name: string, makefile: string): void {
  mkdirSync(join(folder, name, 'include/linux'), { recursive: true });
  writeFileSync(join(folder, name, 'Makefile'), makefile);
}

it('takes the trees of GUPSCOPE_KERNELS, newest first, with the version of their Makefile', () => {
  makeTree('linux-source-6.1', 'VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 192\nEXTRAVERSION =\n');
  makeTree('linux-source-6.12', 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 117\nEXTRAVERSION =\n');
  expect(kernelTrees()).toEqual([
    { name: 'linux-source-6.12', root: join(folder, 'linux-source-6.12'), packageVersion: '6.12.117' },
    { name: 'linux-source-6.1', root: join(folder, 'linux-source-6.1'), packageVersion: '6.1.192' },
  ]);
});

it('names a tree that is not there and what to run', () => {
  makeTree('linux-source-6.12', 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 117\n');
  expect(kernelTrees).toThrow(/linux-source-6\.1 .*npm run test:kernel.*GUPSCOPE_KERNELS/);
});

it('does not take a half unpacked folder for a tree', () => {
  mkdirSync(join(folder, 'linux-source-6.12'));
  expect(kernelTrees).toThrow(/linux-source-6\.12 /);
});

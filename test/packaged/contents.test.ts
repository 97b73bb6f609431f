/** What is handed out: nothing too much, nothing missing, small, and working with nothing but Node beside it. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipEntries } from '../support/zipFile.ts';

const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly main: string;
  readonly icon: string;
};

const MEGABYTE = 1_000_000;

describe('the .vsix', () => {
  const vsix = readFileSync(join(root, `gupscope-${manifest.version}.vsix`));
  const names = zipEntries(vsix)
    .map((entry) => entry.name)
    .filter((name) => name.startsWith('extension/'))
    .map((name) => name.slice('extension/'.length));

  it('is under 2 MB', () => {
    expect(vsix.length).toBeLessThan(2 * MEGABYTE);
  });

  it('holds the bundles, what they load, the licences and the samples, and nothing else', () => {
    const bundles = [
      'extension.cjs',
      'server.cjs',
      'replayThread.cjs',
      'timeline.js',
      'timeline.css',
      'dap.cjs',
      'simulateWorker.cjs',
      'indexWorker.cjs',
      'engine.json',
      'package.json',
      'scanner.wasm',
      'tree-sitter-c.wasm',
      'web-tree-sitter.wasm',
      'THIRD-PARTY-LICENSES.txt',
    ];
    expect(names.filter((name) => name.startsWith('dist/')).sort()).toEqual(bundles.map((name) => `dist/${name}`).sort());
    const elsewhere = names.filter((name) => !/^(dist|media|samples)\//.test(name)).map((name) => name.toLowerCase());
    expect(elsewhere.sort()).toEqual(['changelog.md', 'license.txt', 'package.json', 'readme.md']);
    expect(names).toContain('samples/Makefile');
  });

  it('holds what its manifest names', () => {
    expect(names).toContain(manifest.main.replace('./', ''));
    expect(names).toContain(manifest.icon);
  });
});

describe('the npm tarball, unpacked somewhere else', () => {
  let folder = '';
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(folder, 'package/bin/gupscope'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
    });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gupscope-tarball-'));
    const tar = spawnSync('tar', ['-xzf', join(root, `gupscope-${manifest.version}.tgz`), '-C', folder], { encoding: 'utf8' });
    if (tar.status !== 0) throw new Error(tar.stderr);
    cpSync(join(root, 'samples'), join(folder, 'samples'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('asks for no dependency', () => {
    const packed = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')) as Record<string, unknown>;
    expect(Object.keys(packed)).not.toContain('dependencies');
    expect(existsSync(join(folder, 'package/node_modules'))).toBe(false);
    expect(readdirSync(join(folder, 'package')).sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'package.json']);
  });

  it('tells its version', () => {
    expect(run('--version').stdout.trim()).toBe(manifest.version);
  });

  it('audits the samples', () => {
    const audit = run('audit', 'samples', '--format', 'json');
    expect(audit.stderr).not.toMatch(/internal/i);
    const findings = JSON.parse(audit.stdout) as readonly { readonly file: string; readonly level: string }[];
    expect(audit.status).toBe(findings.some(({ level }) => level === 'error') ? 1 : 0);
    expect(findings.map(({ file }) => file)).toContain('drivers/block/tapvol/submit.c');
  });
});

describe('the bundles', () => {
  const required = (name: string): string[] =>
    [...readFileSync(join(root, 'dist', name), 'utf8').matchAll(/\brequire\("(?:node:)?([\w/]+)"\)/g)].map((m) => m[1] ?? '');

  it('load no network module; the language server’s library alone knows sockets of this machine', () => {
    for (const name of [
      'cli.cjs',
      'auditWorker.cjs',
      'simulation.cjs',
      'server.cjs',
      'extension.cjs',
      'dap.cjs',
      'simulateWorker.cjs',
      'replayThread.cjs',
      'indexWorker.cjs',
    ])
      expect(required(name).filter((module) => ['http', 'https', 'http2', 'tls', 'dns', 'dgram'].includes(module))).toEqual([]);
    expect(required('cli.cjs')).toContain('fs');
    expect(required('cli.cjs')).not.toContain('net');
    for (const name of ['auditWorker.cjs', 'simulation.cjs', 'dap.cjs', 'simulateWorker.cjs', 'replayThread.cjs', 'indexWorker.cjs'])
      expect(required(name)).not.toContain('net');
    const page = readFileSync(join(root, 'dist/timeline.js'), 'utf8');
    expect(page).not.toMatch(/\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import)\b\s*\(/);
  });
});

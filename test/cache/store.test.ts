import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { contentName, createPast, defaultFolder, keepIndex, openStore, readIndex, whyUnusable } from '../../src/cache/index.ts';
import { createDiskReader } from '../../src/cli/diskReader.ts';
import { openTree } from '../../src/engine/index.ts';
import type { Trace } from '../../src/wrappers/index.ts';
import { memoryTree } from '../support/memoryTree.ts';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gupscope-store-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const VERSION = '0123456789abcdef';

/** Files of the store, whatever they are called. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((e) => (e.isFile() ? [join(e.parentPath, e.name)] : []));
}

describe('a store', () => {
  it('gives back what was put, and nothing else', () => {
    const store = openStore({ folder: newFolder(), version: VERSION });
    expect(store.put('a', { list: [1, 'é', null] })).toBe(true);
    expect(store.get('a')).toEqual({ list: [1, 'é', null] });
    expect(store.get('b')).toBeUndefined();
    expect(store.put('a', 'anew')).toBe(true);
    expect(store.get('a')).toBe('anew');
  });

  it('leaves nothing half written, and no file but its entries', () => {
    const folder = newFolder();
    const store = openStore({ folder, version: VERSION });
    for (let i = 0; i < 5; i++) store.put('a', i);
    expect(filesIn(folder)).toHaveLength(1);
  });

  it('takes what is damaged for absent, wherever the damage is, and writes it anew', () => {
    const folder = newFolder();
    const store = openStore({ folder, version: VERSION });
    store.put('a', { text: 'pages' });
    const [file = ''] = filesIn(folder);
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += 3) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x40;
      writeFileSync(file, damaged);
      expect(store.get('a'), `byte ${at}`).toBeUndefined();
    }
    for (const length of [0, 5, 20, whole.length - 1]) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      expect(store.get('a'), `${length} bytes`).toBeUndefined();
    }
    store.put('a', { text: 'pages' });
    expect(store.get('a')).toEqual({ text: 'pages' });
  });

  it('never reads what another version left, and drops it once it is old', () => {
    const folder = newFolder();
    const old = openStore({ folder, version: 'aaaaaaaaaaaaaaaa' });
    old.put('a', 1);
    const recent = openStore({ folder, version: 'bbbbbbbbbbbbbbbb' });
    recent.put('a', 2);
    const long = new Date(Date.now() - 40 * 24 * 3_600_000);
    utimesSync(join(folder, 'aaaaaaaaaaaaaaaa'), long, long);
    const store = openStore({ folder, version: VERSION });
    expect(store.get('a')).toBeUndefined();
    store.put('a', 3);
    expect(readdirSync(folder).sort()).toEqual([VERSION, 'bbbbbbbbbbbbbbbb']);
    expect(store.get('a')).toBe(3);
  });

  it('says why a folder is of no use, and goes on without it', () => {
    const folder = newFolder();
    expect(whyUnusable(folder)).toBeUndefined();
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(whyUnusable(file)).toMatch(/^E(?:EXIST|NOTDIR)$/);
    const store = openStore({ folder: file, version: VERSION });
    expect(store.put('a', 1)).toBe(false);
    expect(store.get('a')).toBeUndefined();
    chmodSync(file, 0o600);
    expect(statSync(file).size).toBe(0);
  });
});

describe('the usual folder', () => {
  it('follows the XDG specification, which ignores relative paths', () => {
    expect(defaultFolder({ XDG_CACHE_HOME: '/var/cache/me' }, 'linux')).toBe('/var/cache/me/gupscope/audit');
    expect(defaultFolder({ XDG_CACHE_HOME: 'relative' }, 'linux')).toMatch(/\/\.cache\/gupscope\/audit$/);
    expect(defaultFolder({}, 'win32')).toBeUndefined();
  });
});

describe('the index of a tree', () => {
  it('is read by whoever has the same tree, with the contents of its files', () => {
    const root = newFolder();
    writeFileSync(join(root, 'a.c'), 'int a;\n');
    const tree = openTree(createDiskReader(), root, undefined);
    const store = openStore({ folder: newFolder(), version: VERSION });
    const offers = [{ name: 'take', file: 'a.c', key: 'k', summary: null }];
    expect(readIndex(store, tree)).toBeUndefined();
    expect(keepIndex(store, tree, createDiskReader(), { offers, told: [] })).toBe(true);
    expect(readIndex(store, tree)).toEqual({ offers, told: [], contents: { 'a.c': contentName(Buffer.from('int a;\n')) } });
    expect(readIndex(store, { ...tree, root: '/elsewhere' })).toBeUndefined();
  });
});

describe('outcomes of earlier runs', () => {
  const trace = (content: string, value: unknown): Trace => ({ content, grounds: [], asked: [], value });

  it('are told apart by content, newest first, and a few are kept', () => {
    const store = openStore({ folder: newFolder(), version: VERSION });
    const past = createPast({ store, reader: memoryTree(undefined), scope: 's' });
    for (let i = 0; i < 9; i++) past.keep('audit', 'a.c', trace(i % 2 === 0 ? 'even' : 'odd', i));
    expect(past.recall('audit', 'a.c', 'even', () => true)?.value).toBe(8);
    expect(past.recall('audit', 'a.c', 'odd', () => true)?.value).toBe(7);
    expect(past.recall('audit', 'a.c', 'even', (t) => t.value !== 8)?.value).toBe(6);
    expect(past.recall('audit', 'a.c', 'even', (t) => Number(t.value) < 3)).toBeUndefined();
    expect(past.recall('audit', 'b.c', 'even', () => true)).toBeUndefined();
  });

  it('hold as long as what was looked up in the tree is as it was, wherever the tree stands', () => {
    const store = openStore({ folder: newFolder(), version: VERSION });
    const header = '/tree/include/linux/own.h';
    const at = (root: string, text: string): ReturnType<typeof createPast> =>
      createPast({ store, reader: memoryTree(undefined, { [`${root}/include/linux/own.h`]: text }), scope: 's' });
    const grounds = at('/tree', 'int own;\n').groundsNow(
      new Map([
        ['<linux/own.h>', header],
        ['/tree/drivers\n"gone.h"', undefined],
      ]),
      '/tree',
    );
    const answer =
      (root: string, gone?: string) =>
      (question: string): string | undefined =>
        question === '<linux/own.h>' ? `${root}/include/linux/own.h` : question === `${root}/drivers\n"gone.h"` ? gone : undefined;
    expect(at('/tree', 'int own;\n').groundsHold(grounds, '/tree', answer('/tree'))).toBe(true);
    expect(at('/moved', 'int own;\n').groundsHold(grounds, '/moved', answer('/moved'))).toBe(true);
    expect(at('/tree', 'int another;\n').groundsHold(grounds, '/tree', answer('/tree'))).toBe(false);
    expect(at('/tree', 'int own;\n').groundsHold(grounds, '/tree', answer('/tree', '/tree/drivers/gone.h'))).toBe(false);
  });
});

import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/cli/atomicWrite.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gupscope-write-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = (text: string): Buffer => Buffer.from(text);

describe('writeWhole', () => {
  it('keeps the mode and leaves nothing else behind', () => {
    const path = join(folder, 'a.c');
    writeFileSync(path, 'old');
    chmodSync(path, 0o751);
    expect(writeWhole({ path, bytes: bytes('new'), expected: bytes('old') })).toEqual({ ok: true, value: undefined });
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o7777).toBe(0o751);
    expect(readdirSync(folder)).toEqual(['a.c']);
  });

  it('changes the target of a link, not the link', () => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real/a.c'), 'old');
    symlinkSync('real/a.c', join(folder, 'link.c'));
    expect(writeWhole({ path: join(folder, 'link.c'), bytes: bytes('new'), expected: bytes('old') }).ok).toBe(true);
    expect(lstatSync(join(folder, 'link.c')).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(folder, 'link.c'))).toBe('real/a.c');
    expect(readFileSync(join(folder, 'real/a.c'), 'utf8')).toBe('new');
    expect(readdirSync(join(folder, 'real'))).toEqual(['a.c']);
  });

  it('refuses a file that changed since it was read, even to the same length', () => {
    const path = join(folder, 'a.c');
    writeFileSync(path, 'odd');
    expect(writeWhole({ path, bytes: bytes('new'), expected: bytes('old') })).toEqual({ ok: false, error: 'changed since it was read' });
    expect(readFileSync(path, 'utf8')).toBe('odd');
    rmSync(path);
    expect(writeWhole({ path, bytes: bytes('new'), expected: bytes('old') }).ok).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves another name of the same file as it was', () => {
    writeFileSync(join(folder, 'a.c'), 'old');
    linkSync(join(folder, 'a.c'), join(folder, 'b.c'));
    expect(writeWhole({ path: join(folder, 'a.c'), bytes: bytes('new'), expected: undefined }).ok).toBe(true);
    expect(readFileSync(join(folder, 'b.c'), 'utf8')).toBe('old');
  });

  it('says in words why it cannot, and leaves nothing behind', () => {
    expect(writeWhole({ path: join(folder, 'no/such/folder.sarif'), bytes: bytes('x'), expected: undefined })).toEqual({
      ok: false,
      error: 'could not be written (no such file or directory)',
    });
    expect(writeWhole({ path: folder, bytes: bytes('x'), expected: undefined })).toEqual({ ok: false, error: 'is no regular file' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

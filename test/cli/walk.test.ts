import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WalkBatch, type WalkProblem, walk } from '../../src/cli/walk.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gupscope-walk-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const NOBODY = 65534;

function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), 'int x;\n');
  }
}

const shorten = (path: string): string => (path === root ? '.' : path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path);
const start = (from = root, batch = 64): Generator<WalkBatch, undefined> => walk(from, { endings: ['.c', '.h'], batch, shown: shorten });

function list(from = root, batch = 64): { files: string[]; problems: WalkProblem[] } {
  const batches = [...start(from, batch)];
  return { files: batches.flatMap((b) => b.files).map(shorten), problems: batches.flatMap((b) => b.problems) };
}

describe('walk', () => {
  it('lists the wanted files of all folders, in the order of their paths', () => {
    write(
      'b.c',
      'b/z.h',
      'b-x.c',
      'b.h',
      'b0.c',
      'a/deep/er/x.c',
      'Z.c',
      'a.c',
      'a/x.c',
      'README',
      'a/x.S',
      'x.c.orig',
      'c',
      'noc',
      '.hidden/h.c',
      '.c',
    );
    const expected = ['.c', '.hidden/h.c', 'Z.c', 'a.c', 'a/deep/er/x.c', 'a/x.c', 'b-x.c', 'b.c', 'b.h', 'b/z.h', 'b0.c'];
    expect(list()).toEqual({ files: expected, problems: [] });
  });

  it('orders names past ASCII by their bytes', () => {
    write('\u{1f600}.c', '\uffe6.c', 'é.c', 'z.c', '\u{1f600}/a.c');
    expect(list().files).toEqual(['z.c', 'é.c', '\uffe6.c', '\u{1f600}.c', '\u{1f600}/a.c']);
  });

  it('gives what sorting the paths by bytes gives', () => {
    const name = fc
      .stringMatching(/^[ab.\-0/é]{1,12}$/)
      .filter((text) => text.split('/').every((part) => part !== '' && part !== '.' && part !== '..'));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 12 }), (names) => {
        rmSync(root, { recursive: true });
        mkdirSync(root);
        const written = new Set<string>();
        for (const stem of names) {
          const path = `${stem}.c`;
          // A file where another path needs a folder, or the other way round, is no tree.
          if ([...written].some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`))) continue;
          write(path);
          written.add(path);
        }
        const expected = [...written].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(list().files).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('hands out batches while it goes on, none of them larger than asked for', () => {
    write(...Array.from({ length: 25 }, (_, i) => `d${i % 3}/f${String(i).padStart(2, '0')}.c`));
    expect([...start(root, 10)].map((b) => b.files.length)).toEqual([10, 10, 5]);
    const walking = start(root, 8);
    expect(walking.next().value?.files).toHaveLength(8);
    write('d2/late.c');
    expect([...walking].flatMap((b) => b.files).map(shorten)).toContain('d2/late.c');
  });

  it('gives nothing for an empty folder', () => {
    expect([...start()]).toEqual([]);
    mkdirSync(join(root, 'a/b'), { recursive: true });
    expect([...start()]).toEqual([]);
  });

  it('takes a name with a slash at its end', () => {
    write('a.c', 'b/c.c');
    expect(list(`${root}/`).files).toEqual(['a.c', 'b/c.c']);
  });

  it('leaves out .git, and only that', () => {
    write('.git/x.c', 'a/.git/x.c', '.github/x.c', 'git/x.c');
    expect(list()).toEqual({ files: ['.github/x.c', 'git/x.c'], problems: [] });
  });

  it('takes folders and pipes with the name of a source for what they are', () => {
    write('dir.c/x.c');
    execFileSync('mkfifo', [join(root, 'pipe.c')]);
    expect(list()).toEqual({ files: ['dir.c/x.c'], problems: [] });
  });
});

describe('links', () => {
  it('lists a file once, where it is', () => {
    write('a/x.c');
    symlinkSync('a/x.c', join(root, 'link.c'));
    symlinkSync('../a/x.c', join(root, 'a/again.c'));
    expect(list()).toEqual({ files: ['a/x.c'], problems: [] });
  });

  it('lists a file by its first link if nothing else lists it', () => {
    const outside = mkdtempSync(join(tmpdir(), 'gupscope-outside-'));
    try {
      writeFileSync(join(outside, 'y.c'), '');
      write('data.txt', '.git/kept.c');
      symlinkSync(join(outside, 'y.c'), join(root, 'b.c'));
      symlinkSync('b.c', join(root, 'c.c'));
      for (let i = 0; i < 20; i++) symlinkSync(join(outside, 'y.c'), join(root, `d${i}.c`));
      symlinkSync('data.txt', join(root, 'data.c'));
      symlinkSync('.git/kept.c', join(root, 'kept.c'));
      symlinkSync(join(outside, 'y.c'), join(root, 'y.txt'));
      expect(list()).toEqual({ files: ['b.c', 'data.c', 'kept.c'], problems: [] });
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('is not caught in loops of folders', () => {
    write('a/x.c', 'a/b/y.c');
    symlinkSync('..', join(root, 'a/up'));
    symlinkSync('.', join(root, 'a/b/here.c'));
    symlinkSync('../../a', join(root, 'a/b/a'));
    expect(list()).toEqual({ files: ['a/b/y.c', 'a/x.c'], problems: [] });
  });

  it('notes a folder elsewhere that it does not follow', () => {
    const outside = mkdtempSync(join(tmpdir(), 'gupscope-outside-'));
    try {
      writeFileSync(join(outside, 'y.c'), '');
      write('x.c');
      symlinkSync(outside, join(root, 'build'));
      const { files, problems } = list();
      expect(files).toEqual(['x.c']);
      expect(problems).toEqual([
        {
          severity: 'note',
          file: 'build',
          path: join(root, 'build'),
          message: `build is a link to the folder ${outside}, which was not followed; name that folder to include it`,
        },
      ]);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('follows the link that is the root', () => {
    write('real/x.c', 'real/sub/y.c');
    symlinkSync('real', join(root, 'link'));
    symlinkSync('x.c', join(root, 'real/z.c'));
    expect(list(join(root, 'link'))).toEqual({ files: ['link/sub/y.c', 'link/x.c'], problems: [] });
  });

  it('names links that lead nowhere, if they would be sources', () => {
    write('x.c');
    symlinkSync('loop.c', join(root, 'loop.c'));
    symlinkSync('missing', join(root, 'gone.h'));
    symlinkSync('missing', join(root, 'gone.txt'));
    const { files, problems } = list();
    expect(files).toEqual(['x.c']);
    expect(problems.map((p) => `${p.severity}: ${p.message}`)).toEqual([
      'warning: cannot read gone.h (no such file or directory); it was left out',
      'warning: cannot read loop.c (too many levels of symbolic links); it was left out',
    ]);
  });
});

describe('what cannot be read', () => {
  it('is one problem if it is the root', () => {
    const missing = join(root, 'missing');
    expect([...start(missing)]).toEqual([
      {
        files: [],
        problems: [
          {
            severity: 'warning',
            file: 'missing',
            path: missing,
            message: 'cannot read the folder missing (no such file or directory); it was left out',
          },
        ],
      },
    ]);
    write('file.c');
    expect(list(join(root, 'file.c')).problems[0]?.message).toBe(
      'cannot read the folder file.c (a part of the path is no directory); it was left out',
    );
  });

  it('costs nothing else: a folder closed to us', () => {
    write('a/x.c', 'b/y.c', 'c/z.c');
    chmodSync(root, 0o755);
    chmodSync(join(root, 'b'), 0);
    const root0 = process.geteuid?.() === 0;
    try {
      if (root0) process.seteuid?.(NOBODY);
      expect(() => readdirSync(join(root, 'b'))).toThrow('EACCES');
      const { files, problems } = list();
      expect(files).toEqual(['a/x.c', 'c/z.c']);
      expect(problems.map((p) => p.message)).toEqual(['cannot read the folder b (permission denied); it was left out']);
    } finally {
      if (root0) process.seteuid?.(0);
      chmodSync(join(root, 'b'), 0o755);
    }
  });

  it('costs nothing else: a folder that goes while we walk', () => {
    write('a/x.c', 'b/y.c', 'c/z.c');
    const walking = start(root, 1);
    expect(walking.next().value?.files.map(shorten)).toEqual(['a/x.c']);
    rmSync(join(root, 'b'), { recursive: true });
    const rest = [...walking];
    expect(rest.flatMap((b) => b.files).map(shorten)).toEqual(['c/z.c']);
    expect(rest.flatMap((b) => b.problems).map((p) => p.message)).toEqual(['cannot read the folder b (no such file or directory); it was left out']);
  });

  it('costs nothing else: names that are not UTF-8', () => {
    write('a.c', 'sign\ufffd.c');
    writeFileSync(Buffer.concat([Buffer.from(`${root}/l`), Buffer.of(0xe4), Buffer.from('.c')]), '');
    mkdirSync(Buffer.concat([Buffer.from(`${root}/d`), Buffer.of(0xff)]));
    expect(statSync(join(root, 'sign\ufffd.c')).isFile()).toBe(true);
    const { files, problems } = list();
    expect(files).toEqual(['a.c', 'sign\ufffd.c']);
    expect(problems.map((p) => p.message)).toEqual([
      'cannot read d\ufffd (its name is not UTF-8); it was left out, so rename it to include it',
      'cannot read l\ufffd.c (its name is not UTF-8); it was left out, so rename it to include it',
    ]);
  });
});

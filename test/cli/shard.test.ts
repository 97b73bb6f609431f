/** Runs in parts: who reports on which file, and that the parts put together are the whole, byte for byte. */
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import type { Log } from 'sarif';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { parseShard, shardOf } from '../../src/cli/shard.ts';
import { sarifErrors } from '../support/sarifSchema.ts';
import { gupscope, kernelTree, RAID, temporaryFolder, writeFiles } from './cliFixture.ts';

/** Most of these are many processes. */
vi.setConfig({ testTimeout: 5 * 60_000 });

const samples = fileURLToPath(new URL('../../samples', import.meta.url));

describe('a share', () => {
  it('is one of N, the same for a name whatever stands beside it', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 1000 }), (file, count) => {
        const share = shardOf(file, count);
        expect(Number.isInteger(share) && share >= 1 && share <= count).toBe(true);
        expect(shardOf(file, count)).toBe(share);
        expect(shardOf(file, 1)).toBe(1);
      }),
    );
  });

  it('is about as large as any other, also where names differ in little', () => {
    const trees = {
      numbered: Array.from({ length: 6000 }, (_, i) => `drivers/gpu/drm/foo/file${i}.c`),
      pairs: Array.from({ length: 3000 }, (_, i) => [`fs/a${i}.c`, `fs/a${i}.h`]).flat(),
      folders: Array.from({ length: 6000 }, (_, i) => `drivers/d${i % 77}/sub${i % 13}/x${Math.floor(i / 7)}.c`),
    };
    for (const [name, files] of Object.entries(trees))
      for (const count of [2, 3, 4, 7, 8, 16]) {
        const sizes = Array.from({ length: count }, () => 0);
        for (const file of files) sizes[shardOf(file, count) - 1] = (sizes[shardOf(file, count) - 1] ?? 0) + 1;
        const fair = files.length / count;
        // Five times what chance alone would give.
        for (const size of sizes) expect(Math.abs(size - fair), `${name} in ${count}: ${sizes.join(' ')}`).toBeLessThan(5 * Math.sqrt(fair));
      }
  });

  it.each(['0/4', '5/4', '1', '1/', 'a/b', '-1/4', '1/0', '1/1001', '1/4/2', '1.5/4', ''])('%j is none', (value) => {
    expect(() => parseShard(value)).toThrow(/^Give a part and the number of parts, from 1\/1 to 1000\/1000, such as 2\/4\.$/);
  });
});

/** A tree with all that can be said of a run: findings of every sort, comments, files that cannot be read whole, links that are not followed. */
function richTree(): string {
  const tree = temporaryFolder();
  cpSync(samples, tree, { recursive: true });
  writeFiles(tree, {
    'drivers/a b/ünïcode-é.c': RAID,
    'drivers/a-b/c.c': RAID.replace('\tchar *from', '\t/* gupscope: allow bvec -- bounded */\n\tchar *from'),
    'drivers/binary.c': 'int a;\0\u0001\u0002',
    'drivers/torn.c': `${RAID}\nstatic void torn(struct bio_vec *bv)\n{\n\tuse(bv->bv_page ((;\n}\n`,
    'fs/unused.c': '/* gupscope: allow gup -- of old */\n',
  });
  return tree;
}

/** The files that a run in `count` parts leaves. */
function parts(tree: string, count: number, ...more: string[]): string[] {
  return Array.from({ length: count }, (_, i) => {
    const file = join(tree, `${count}-${i + 1}.sarif`);
    const args = ['audit', '--shard', `${i + 1}/${count}`, '--format', 'sarif', '--no-timings', '--fail-on', 'never', '--output', file, ...more, '.'];
    expect(gupscope(args, { cwd: tree }).status).toBe(0);
    return file;
  });
}

describe('merge', () => {
  let tree: string;
  beforeAll(() => {
    tree = richTree();
  });
  const whole = (...more: string[]): string =>
    gupscope(['audit', '--format', 'sarif', '--no-timings', '--fail-on', 'never', ...more, '.'], { cwd: tree }).stdout;

  it('makes of the parts what one run writes, in whatever order they come', () => {
    const one = whole();
    expect(sarifErrors(JSON.parse(one))).toEqual([]);
    const three = parts(tree, 3);
    const counts = three.map((file) => (JSON.parse(readFileSync(file, 'utf8')) as Log).runs[0]?.results?.length ?? 0);
    expect(counts.filter((n) => n > 0).length).toBeGreaterThan(1);
    expect(gupscope(['merge', ...three], { cwd: tree }).stdout).toBe(one);
    expect(gupscope(['merge', ...three.toReversed()], { cwd: tree }).stdout).toBe(one);
    const [only] = parts(tree, 1);
    expect(gupscope(['merge', only ?? ''], { cwd: tree }).stdout).toBe(one);
  });

  it('does so with a baseline too, and with what is left out', () => {
    const log = JSON.parse(whole()) as Log;
    const results = log.runs[0]?.results ?? [];
    // Some are new, some known, some gone.
    for (const [i, result] of results.entries()) if (i % 3 === 0) result.partialFingerprints = { 'gupscope/v1': `gone${i}` };
    writeFiles(tree, { 'known.sarif': JSON.stringify(log) });
    const one = whole('--baseline', 'known.sarif');
    const states = new Set((JSON.parse(one) as Log).runs[0]?.results?.map((r) => r.baselineState));
    expect(states).toEqual(new Set(['new', 'unchanged', 'absent']));
    const two = parts(tree, 2, '--baseline', 'known.sarif');
    expect(gupscope(['merge', ...two], { cwd: tree }).stdout).toBe(one);
    expect(gupscope(['merge', '--omit-suppressed', ...two], { cwd: tree }).stdout).toBe(whole('--baseline', 'known.sarif', '--omit-suppressed'));
  });

  it('writes a file, sums up on stderr, and compares with --fail-on', () => {
    const two = parts(tree, 2);
    const ran = gupscope(['merge', '--output', 'all.sarif', ...two], { cwd: tree });
    expect(ran).toMatchObject({ status: 0, stdout: '' });
    expect(ran.stderr).toMatch(/^\d+ errors, \d+ warnings, \d+ notes; exit 0 because --fail-on never\n$/);
    expect(readFileSync(join(tree, 'all.sarif'), 'utf8')).toBe(whole());
    expect(gupscope(['merge', '--fail-on', 'error', ...two], { cwd: tree }).status).toBe(1);
  });

  it('writes the Code Quality report that an audit of the whole writes', () => {
    const two = parts(tree, 2);
    const merged = gupscope(['merge', '--format', 'gitlab', ...two], { cwd: tree }).stdout;
    expect(merged).toBe(gupscope(['audit', '--format', 'gitlab', '--fail-on', 'never', '.'], { cwd: tree }).stdout);
    const issues = JSON.parse(merged) as { fingerprint: string; severity: string }[];
    expect(new Set(issues.map((i) => i.fingerprint)).size).toBe(issues.length);
    expect(new Set(issues.map((i) => i.severity))).toEqual(new Set(['major', 'minor', 'info']));
    expect(issues[0]).toEqual({
      description: expect.any(String),
      check_name: 'bvec/direct-page-access',
      fingerprint: expect.stringMatching(/^[0-9a-f]{14}$/),
      severity: 'minor',
      location: { path: 'drivers/a b/ünïcode-é.c', lines: { begin: 6, end: 6 } },
    });
  });

  it('refuses what does not belong together, in one sentence', () => {
    const [first = ''] = parts(tree, 2);
    for (const [files, sentence] of [
      [['missing.sarif'], /^gupscope: cannot read missing\.sarif \(no such file or directory\); [^\n]+\n$/],
      [['.'], /^gupscope: cannot read \. \(it is a directory\); [^\n]+\n$/],
      [[first], /^gupscope: part 2 of 2 is missing; give all parts of the run\n$/],
    ] as const)
      expect(gupscope(['merge', ...files], { cwd: tree })).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(sentence) });
  });

  it('puts whole runs over different folders together', () => {
    for (const folder of ['drivers', 'fs'])
      gupscope(['audit', '--format', 'sarif', '--no-timings', '--fail-on', 'never', '--output', `${folder}.sarif`, folder], { cwd: tree });
    const merged = JSON.parse(gupscope(['merge', 'fs.sarif', 'drivers.sarif'], { cwd: tree }).stdout) as Log;
    const expected = JSON.parse(
      gupscope(['audit', '--format', 'sarif', '--no-timings', '--fail-on', 'never', 'drivers', 'fs'], { cwd: tree }).stdout,
    ) as Log;
    expect(merged.runs[0]?.results).toEqual(expected.runs[0]?.results);
    expect(merged.runs[0]?.properties).toEqual(expected.runs[0]?.properties);
  });
});

describe('--shard', () => {
  it('is no failure where a part has no file, and one where no part has any', () => {
    const tree = kernelTree({ 'drivers/md/raid.c': RAID });
    const statuses = [1, 2, 3].map((i) => gupscope(['audit', '--shard', `${i}/3`, 'drivers'], { cwd: tree }));
    expect(statuses.map((r) => r.status)).toEqual([0, 0, 0]);
    expect(statuses.filter((r) => r.stdout !== '')).toHaveLength(1);
    mkdirSync(join(tree, 'empty'));
    expect(gupscope(['audit', '--shard', '1/3', 'empty'], { cwd: tree }).status).toBe(2);
    expect(gupscope(['audit', '-', '--stdin-filename', 'a.c', '--shard', '1/3'], { cwd: tree, input: RAID })).toMatchObject({
      status: 2,
      stderr: 'gupscope: standard input (-) is one file and cannot be split; leave --shard out\n',
    });
    expect(gupscope(['audit', '--shard', '4/3', '.'], { cwd: tree }).stderr).toMatch(/^gupscope: .*4\/3.* Give a part and the number of parts.*\n$/);
  });

  it('keeps what a run says of unreadable files in one part each', () => {
    const tree = kernelTree({ 'drivers/a.c': RAID, 'drivers/b.c': 'a\0b', 'drivers/c.c': RAID });
    const said = [1, 2].flatMap(
      (i) => gupscope(['audit', '--shard', `${i}/2`, 'drivers'], { cwd: tree }).stderr.match(/b\.c is a binary file/g) ?? [],
    );
    expect(said).toHaveLength(1);
  });
});

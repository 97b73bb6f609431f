/** Findings that are known or allowed: what every format says of them, what counts, and which baselines are refused. */
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Log, Result } from 'sarif';
import { describe, expect, it, vi } from 'vitest';
import { sarifErrors } from '../support/sarifSchema.ts';
import { gupscope, gupscopeOnTerminal, kernelTree, RAID, type Ran, writeFiles } from './cliFixture.ts';

/** Most of these are many processes. */
vi.setConfig({ testTimeout: 5 * 60_000 });

const RULE = 'bvec/direct-page-access';
const FILE = 'drivers/md/raid.c';
const BASELINE = 'known.sarif';

/** The first access of `RAID` is allowed. */
const ALLOWED = RAID.replace('\tchar *from', `\t/* gupscope: allow ${RULE} -- the copy is\n\t * bounded */\n\tchar *from`);
/** One more access than `RAID`, above the others. */
const WORSE = RAID.replace('static void copy_out', 'static void drop(struct bio_vec *bv)\n{\n\tput_page(bv->bv_page);\n}\n\nstatic void copy_out');

function treeWithBaseline(text: string): string {
  const tree = kernelTree();
  expect(gupscope(['audit', '--format', 'sarif', '--output', BASELINE, '.'], { cwd: tree }).status).toBe(0);
  writeFiles(tree, { [FILE]: text });
  return tree;
}

const known = (args: readonly string[], tree: string): Ran => gupscope(['audit', '--baseline', BASELINE, ...args], { cwd: tree });

function sarifOf(ran: Ran): Log['runs'][number] {
  const log = JSON.parse(ran.stdout) as Log;
  expect(sarifErrors(log)).toEqual([]);
  return log.runs[0] as Log['runs'][number];
}

/** What the run says of each result: where, and how it stands. */
const standings = (run: Log['runs'][number]): unknown[] =>
  (run.results ?? []).map((r: Result) => [
    r.locations?.[0]?.physicalLocation?.artifactLocation?.uri,
    r.locations?.[0]?.physicalLocation?.region?.startLine,
    r.baselineState,
    r.suppressions?.map((s) => s.kind) ?? [],
  ]);

describe('--baseline', () => {
  it('leaves out what it knows, says how much that is, and counts only the rest', () => {
    const tree = treeWithBaseline(WORSE);
    const ran = known(['--fail-on', 'note', '.'], tree);
    expect(ran.stdout).toBe(`${FILE}:6:15: note: reads bio_vec.bv_page of 'bv' directly; this tree has no accessor for it [${RULE}]\n`);
    expect(ran.stderr).toBe('not counted: 2 findings that stand in known.sarif\n0 errors, 0 warnings, 1 note; exit 1 because --fail-on note\n');
    expect(ran.status).toBe(1);
    writeFiles(tree, { [FILE]: `/* a new line */\n${RAID}` });
    expect(known(['--fail-on', 'note', '.'], tree)).toMatchObject({ status: 0, stdout: '' });
  });

  it('holds for json, github, html and the terminal alike', () => {
    const tree = treeWithBaseline(WORSE);
    expect(JSON.parse(known(['--format', 'json', '.'], tree).stdout)).toMatchObject([{ function: 'drop' }]);
    expect(known(['--format', 'github', '.'], tree).stdout.match(/^::/gm)).toHaveLength(1);
    const page = known(['--format', 'html', '.'], tree).stdout;
    expect(page.match(/<article /g)).toHaveLength(1);
    expect(page).toContain('<p>Not counted: 2 findings that stand in known.sarif</p>');
    const shown = gupscopeOnTerminal(['audit', '--baseline', BASELINE, '.'], { cwd: tree, env: { NO_COLOR: '1' } }).output;
    expect(shown).toContain('1 finding\r\n');
    expect(shown.split('\r\n').slice(-3)).toEqual([
      'not counted: 2 findings that stand in known.sarif',
      '0 errors, 0 warnings, 1 note; exit 0 because --fail-on error',
      '',
    ]);
  });

  it('marks each result of SARIF: new, unchanged and suppressed, or absent', () => {
    const fixed = WORSE.replace('page_address(bv->bv_page) + bv->bv_offset', 'bvec_virt(bv)');
    const tree = treeWithBaseline(fixed);
    const ran = known(['--format', 'sarif', '.'], tree);
    const run = sarifOf(ran);
    expect(standings(run)).toEqual([
      [FILE, 6, 'new', []],
      [FILE, 18, 'unchanged', ['external']],
      [FILE, 6, 'absent', []],
    ]);
    expect(run.results?.[1]?.suppressions).toEqual([{ kind: 'external', status: 'accepted', justification: 'stands in the baseline' }]);
    expect(run.results?.[2]).toMatchObject({
      ruleId: RULE,
      level: 'warning',
      message: { text: expect.stringContaining('open-codes bvec_virt(bv)') },
      locations: [{ logicalLocations: [{ name: 'copy_out' }] }],
    });
    expect(run.properties?.['gupscope']).toMatchObject({ suppressed: { inSource: 0, external: 1 }, absent: 1 });
    expect(ran.stderr).toContain('not counted: 1 finding that stands in known.sarif; 1 finding of known.sarif is gone\n');
    // A baseline that such a run writes holds what is there, not what is gone.
    writeFiles(tree, { [BASELINE]: ran.stdout });
    expect(known(['--fail-on', 'note', '.'], tree)).toMatchObject({ status: 0, stderr: expect.stringMatching(/^not counted: 2 findings/) });
    expect(known(['.'], tree).stderr).not.toContain('gone');
  });

  it('is silent about files and rules that the run did not look at', () => {
    const tree = treeWithBaseline('int x;\n');
    writeFiles(tree, { 'fs/a.c': 'int y;\n' });
    const states = (...args: string[]): unknown[] => standings(sarifOf(known(['--format', 'sarif', ...args], tree)));
    expect(states('.')).toHaveLength(2);
    expect(states('fs')).toEqual([]);
    expect(states('--rule', 'gup/*', '.')).toEqual([]);
    writeFiles(tree, { '.gupscope.json': '{ "exclude": ["drivers"] }' });
    expect(states('.')).toEqual([]);
    writeFiles(tree, { '.gupscope.json': '{ "overrides": [{ "files": ["drivers"], "rules": { "bvec": "off" } }] }' });
    expect(states('.')).toEqual([]);
    rmSync(join(tree, '.gupscope.json'));
    rmSync(join(tree, FILE));
    expect(states('.')).toHaveLength(2);
  });

  it('knows a file that was moved', () => {
    const tree = treeWithBaseline(RAID);
    writeFiles(tree, { 'drivers/new/raid.c': RAID });
    expect(known(['--fail-on', 'note', '.'], tree).status).toBe(1);
    renameSync(join(tree, FILE), join(tree, 'drivers/md/unrelated.txt'));
    const ran = known(['--fail-on', 'note', '.'], tree);
    expect(ran.status).toBe(0);
    expect(ran.stderr).toContain('not counted: 2 findings that stand in known.sarif; 2 findings of known.sarif are gone\n');
  });

  it('comes from .gupscope.json, where the command line names no other and does not say --no-baseline', () => {
    const tree = treeWithBaseline(RAID);
    writeFiles(tree, { '.gupscope.json': JSON.stringify({ baseline: BASELINE }) });
    const statusOf = (...args: string[]): number | null => gupscope(['audit', '--fail-on', 'note', ...args, 'drivers'], { cwd: tree }).status;
    expect(statusOf()).toBe(0);
    expect(statusOf('--no-baseline')).toBe(1);
    const empty = { version: '2.1.0', runs: [{ tool: { driver: { name: 'gupscope' } }, results: [] }] };
    writeFiles(tree, { 'empty.sarif': JSON.stringify(empty) });
    expect(statusOf('--baseline', 'empty.sarif')).toBe(1);
    expect(gupscope(['audit', '--fail-on', 'note', tree], { cwd: '/' }).status).toBe(0);
    rmSync(join(tree, BASELINE));
    expect(gupscope(['audit', 'drivers'], { cwd: tree }).stderr).toBe(
      'gupscope: cannot read the baseline known.sarif that .gupscope.json names; gupscope audit --no-baseline --format sarif --output FILE PATH writes one\n',
    );
  });

  it('that is none is refused in one sentence', () => {
    const tree = kernelTree({
      [FILE]: RAID,
      'text.sarif': 'not json',
      'json.sarif': '{}',
      'other.sarif': '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"clang"}}}]}',
    });
    for (const [file, what] of [
      ['missing.sarif', /cannot read the baseline missing\.sarif; /],
      ['drivers', /cannot read the baseline drivers; /],
      ['text.sarif', /text\.sarif is not valid JSON; /],
      ['json.sarif', /json\.sarif is no SARIF 2\.1\.0 log; /],
      ['other.sarif', /other\.sarif holds no run of gupscope, but of clang; /],
    ] as const) {
      const ran = gupscope(['audit', '--baseline', file, '.'], { cwd: tree });
      expect(ran).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(what) });
      expect(ran.stderr).toMatch(/^gupscope: [^\n]+\n$/);
    }
  });
});

describe('a comment that allows a finding', () => {
  const tree = kernelTree({ [FILE]: ALLOWED });

  it('takes it out of every count, and out of what fix converts', () => {
    const ran = gupscope(['audit', '--fail-on', 'warning', '.'], { cwd: tree });
    expect(ran.stdout.split('\n')).toHaveLength(2);
    expect(ran.stderr).toBe('not counted: 1 finding that a comment allows\n0 errors, 0 warnings, 1 note; exit 0 because --fail-on warning\n');
    expect(ran.status).toBe(0);
    expect(gupscope(['fix', '.'], { cwd: tree })).toMatchObject({ stdout: '', stderr: expect.stringMatching(/^0 findings converted/) });
  });

  it('stays in SARIF with its reason and the place of the comment', () => {
    const run = sarifOf(gupscope(['audit', '--format', 'sarif', '.'], { cwd: tree }));
    expect(run.results?.[0]?.suppressions).toEqual([
      {
        kind: 'inSource',
        status: 'accepted',
        justification: 'the copy is bounded',
        location: {
          physicalLocation: {
            artifactLocation: { uri: FILE, uriBaseId: 'SRCROOT' },
            region: { startLine: 6, startColumn: 2, endLine: 7, endColumn: 15 },
          },
        },
      },
    ]);
    expect(standings(run)).toEqual([
      [FILE, 8, undefined, ['inSource']],
      [FILE, 15, undefined, []],
    ]);
  });

  it('is no news beside a baseline, and news without the comment', () => {
    const state = (text: string, baseline: string): unknown[] => {
      const other = kernelTree({ [FILE]: baseline });
      gupscope(['audit', '--format', 'sarif', '--output', BASELINE, '.'], { cwd: other });
      writeFiles(other, { [FILE]: text });
      return standings(sarifOf(known(['--format', 'sarif', '.'], other)))[0] as unknown[];
    };
    expect(state(ALLOWED, RAID)).toEqual([FILE, 8, 'unchanged', ['inSource']]);
    expect(state(ALLOWED, ALLOWED)).toEqual([FILE, 8, 'unchanged', ['inSource']]);
    expect(state(RAID, ALLOWED)).toEqual([FILE, 6, 'new', []]);
  });

  it('is left out of SARIF with --omit-suppressed, as is what a baseline knows or misses', () => {
    const other = treeWithBaseline(WORSE.replace('page_address(bv->bv_page) + bv->bv_offset', 'bvec_virt(bv)'));
    writeFiles(other, { 'fs/raid.c': ALLOWED });
    const run = sarifOf(known(['--format', 'sarif', '--omit-suppressed', '.'], other));
    expect(standings(run)).toEqual([
      [FILE, 6, 'new', []],
      ['fs/raid.c', 15, 'new', []],
    ]);
    expect(run.properties?.['gupscope']).toMatchObject({ suppressed: { inSource: 1, external: 1 }, absent: 1 });
  });
});

describe('a comment that allows nothing', () => {
  it('is a note in every format, with its own rule', () => {
    const text = `${RAID}/* gupscope: allow gup/double-relase -- of old */\n/* gupscope: allow gup/double-release -- of old */\n`;
    const tree = kernelTree({ [FILE]: text, 'fs/only.c': '// gupscope: allow gup -- no other word here\n' });
    const ran = gupscope(['audit', '--rule', 'gup*/*', '.'], { cwd: tree });
    expect(ran.stdout.split('\n')).toEqual([
      `${FILE}:15:20: note: there is no rule gup/double-relase (did you mean gup/double-release?) [gupscope/malformed-allow]`,
      `${FILE}:16:4: note: this allows gup/double-release, but that is not found here; remove it, or move it to the line that it is about [gupscope/unused-allow]`,
      'fs/only.c:1:4: note: this allows gup, but that is not found here; remove it, or move it to the line that it is about [gupscope/unused-allow]',
      '',
    ]);
    const run = sarifOf(gupscope(['audit', '--format', 'sarif', '.'], { cwd: tree }));
    expect(run.tool.driver.rules?.map((rule) => rule.id)).toEqual(expect.arrayContaining(['gupscope/malformed-allow', 'gupscope/unused-allow']));
    expect(gupscope(['audit', '--rule', 'gup/*', '.'], { cwd: tree }).stdout).toBe('');
    expect(gupscope(['rules', 'gupscope/unused-allow']).stdout).toMatch(/^# gupscope\/unused-allow\n/);
    expect(gupscope(['rules']).stdout).toMatch(/^gupscope\/unused-allow +note +A comment allows what is not found$/m);
    const fix = gupscope(['fix', '.'], { cwd: tree });
    expect(fix.stderr).toContain('needs review: Remove unused allow');
    expect(readFileSync(join(tree, FILE), 'utf8')).toBe(text);
  });
});

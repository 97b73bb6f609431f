import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { sarifErrors } from '../support/sarifSchema.ts';
import { gupscope, gupscopeBytes, gupscopeOnTerminal, kernelTree, RAID, temporaryFolder, writeFiles } from './cliFixture.ts';

/** The places that `RAID` accesses the field: line, column, level. */
const PLACES = [
  [6, 32, 'warning'],
  [13, 18, 'note'],
] as const;

const ESCAPE = '\u001b';

/** `path:line:col: level:` of each line. */
const heads = (stdout: string): string[] =>
  stdout.split('\n').flatMap((line) => /^(.*?:\d+:\d+: \w+): .* \[bvec\/direct-page-access\]$/.exec(line)?.[1] ?? []);
const headsAt = (path: string): string[] => PLACES.map(([line, column, level]) => `${path}:${line}:${column}: ${level}`);

describe('gupscope audit, text', () => {
  it('writes a line a finding and nothing else to stdout, and says on stderr why the status is what it is', () => {
    const ran = gupscope(['audit', 'drivers'], { cwd: kernelTree() });
    expect(heads(ran.stdout)).toEqual(headsAt('drivers/md/raid.c'));
    expect(ran.stdout.split('\n')).toHaveLength(PLACES.length + 1);
    expect(ran.stderr).toBe('0 errors, 1 warning, 1 note; exit 0 because --fail-on error\n');
    expect(ran.status).toBe(0);
  });

  it('names files as the user named their folder', () => {
    const tree = kernelTree();
    for (const [given, cwd, shown] of [
      ['.', tree, 'drivers/md/raid.c'],
      ['./drivers/', tree, './drivers/md/raid.c'],
      ['../drivers', join(tree, 'include'), '../drivers/md/raid.c'],
      [tree, '/', `${tree}/drivers/md/raid.c`],
      ['drivers/md/raid.c', tree, 'drivers/md/raid.c'],
    ] as const) {
      expect(heads(gupscope(['audit', given], { cwd }).stdout)).toEqual(headsAt(shown));
    }
  });

  it('compares the levels with --fail-on', () => {
    const tree = kernelTree();
    const statuses = ['error', 'warning', 'note', 'never'].map((level) => gupscope(['audit', '--fail-on', level, tree]).status);
    expect(statuses).toEqual([0, 1, 1, 0]);
  });

  it('audits a file once, however often it was named', () => {
    const ran = gupscope(['audit', 'drivers', 'drivers/md/raid.c', 'drivers/md', './drivers'], { cwd: kernelTree() });
    expect(heads(ran.stdout)).toEqual(headsAt('drivers/md/raid.c'));
  });

  it('runs only the rules that were asked for, by name or by glob', () => {
    const tree = kernelTree();
    for (const wanted of ['bvec/direct-page-access', 'bvec/*', '**']) {
      expect(heads(gupscope(['audit', '--rule', wanted, tree]).stdout)).toHaveLength(PLACES.length);
    }
  });

  it('takes the root settings: levels, and files to leave out', () => {
    const settings = { rules: { 'bvec/*': 'error' }, exclude: ['drivers/old/**'] };
    const tree = kernelTree({ 'drivers/md/raid.c': RAID, 'drivers/old/raid.c': RAID, '.gupscope.json': JSON.stringify(settings) });
    const ran = gupscope(['audit', join(tree, 'drivers')]);
    expect(heads(ran.stdout)).toEqual(headsAt(`${tree}/drivers/md/raid.c`).map((line) => line.replace(/\w+$/, 'error')));
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain('2 errors, 0 warnings, 0 notes; exit 1 because --fail-on error');
  });

  it('says once which version it takes where there is no tree', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a.c': RAID, 'b.c': RAID });
    const guessed = gupscope(['audit', folder]);
    expect(guessed.stderr.match(/newest version known/g)).toHaveLength(1);
    expect(gupscope(['audit', '--kernel-version', '6.1', folder]).stderr).not.toContain('newest version known');
    writeFiles(folder, { '.gupscope.json': '{"kernelVersion": "6.1"}' });
    expect(gupscope(['audit', folder]).stderr).not.toContain('newest version known');
  });

  it('says that a --tree without headers is none', () => {
    const tree = kernelTree();
    const ran = gupscope(['audit', '--tree', 'drivers', 'drivers'], { cwd: tree });
    expect(ran.stderr).toContain(`${tree}/drivers does not look like a kernel tree (it has no include/linux)`);
    expect(ran.status).toBe(0);
  });

  it('shows a page with excerpts on a terminal, coloured unless NO_COLOR is set', () => {
    const tree = kernelTree();
    const plain = gupscopeOnTerminal(['audit', 'drivers'], { cwd: tree, env: { NO_COLOR: '1' } });
    expect(plain.status).toBe(0);
    const lines = plain.output.split('\r\n');
    // On a slow machine a line of progress stands before it, and is taken away again.
    expect(lines[0]?.split(`${ESCAPE}[2K`).at(-1)).toBe('drivers/md/raid.c  2 findings');
    expect(plain.output).toContain('    6 │         char *from = page_address(bv->bv_page) + bv->bv_offset;');
    expect(plain.output).toContain(`      │ ${' '.repeat(38)}^^^^^^^`);
    expect(plain.output).toContain('= fix: Use bvec_virt()');
    expect(lines.slice(-2)).toEqual(['0 errors, 1 warning, 1 note; exit 0 because --fail-on error', '']);
    const bold = `${ESCAPE}[1m`;
    expect(plain.output).not.toContain(bold);
    expect(gupscopeOnTerminal(['audit', 'drivers'], { cwd: tree }).output).toContain(bold);
  });
});

describe('gupscope audit -', () => {
  it('reads standard input as the file that it is said to be', () => {
    const tree = kernelTree({});
    const ran = gupscope(['audit', '-', '--stdin-filename', 'drivers/new/raid.c'], { cwd: tree, input: RAID });
    expect(heads(ran.stdout)).toEqual(headsAt('drivers/new/raid.c'));
    expect(ran.status).toBe(0);
    const json = JSON.parse(
      gupscope(['audit', '-', '--stdin-filename', 'drivers/new/raid.c', '--format', 'json'], { cwd: tree, input: RAID }).stdout,
    );
    expect(json[0].file).toBe('drivers/new/raid.c');
  });

  it('refuses what it cannot place or read, in one sentence', () => {
    const cases = [
      [['audit', '-'], RAID, /--stdin-filename/],
      [['audit', '-', 'other.c', '--stdin-filename', 'a.c'], RAID, /alone/],
      [['audit', '-', '--stdin-filename', 'a.c'], 'a\0b', /^gupscope: standard input is a binary file/],
    ] as const;
    for (const [args, input, sentence] of cases) {
      const ran = gupscope(args, { cwd: temporaryFolder(), input });
      expect(ran.stderr).toMatch(sentence);
      expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(ran).toMatchObject({ status: 2, stdout: '' });
    }
  });
});

describe('gupscope audit, other formats', () => {
  it('writes json relative to the source root, with fixes', () => {
    const tree = kernelTree();
    const findings = JSON.parse(gupscope(['audit', '--format', 'json', join(tree, 'drivers/md')]).stdout);
    expect(findings).toHaveLength(PLACES.length);
    expect(findings[0]).toMatchObject({
      rule: 'bvec/direct-page-access',
      level: 'warning',
      file: 'drivers/md/raid.c',
      startLine: 6,
      startColumn: 32,
      endLine: 6,
      endColumn: 39,
      function: 'copy_out',
      path: [],
    });
    expect(findings[0].fixes[0].changes[0].edits[0].newText).toContain('bvec_virt(');
  });

  it('writes SARIF that is valid and speaks of the source root', () => {
    const tree = kernelTree();
    const output = join(tree, 'out.sarif');
    const ran = gupscope(['audit', '--format', 'sarif', '--output', output, join(tree, 'drivers')]);
    expect(ran.stdout).toBe('');
    const log = JSON.parse(readFileSync(output, 'utf8'));
    expect(sarifErrors(log)).toEqual([]);
    const [run] = log.runs;
    expect(run.originalUriBaseIds.SRCROOT.uri).toBe(`file://${tree}/`);
    expect(run.results).toHaveLength(PLACES.length);
    expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('drivers/md/raid.c');
    expect(run.results[0].locations[0].logicalLocations).toEqual([{ name: 'copy_out' }]);
    expect(run.results[0].fixes.length).toBeGreaterThan(0);
    expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(rules.map((rule) => rule.info.id));
    expect(run.properties.gupscope).toMatchObject({ files: 1, bytes: RAID.length, trackedFunctions: 2, incompleteFunctions: 0 });
    expect(run.invocations[0]).toMatchObject({ exitCode: 0, executionSuccessful: true });
  });

  it('names a fingerprint that survives lines above the finding', () => {
    const prints = (text: string): string[] =>
      JSON.parse(gupscope(['audit', '--format', 'json', kernelTree({ 'drivers/md/raid.c': text })]).stdout).map(
        (f: { fingerprint: string }) => f.fingerprint,
      );
    expect(prints(`/* more */\n\n${RAID}`)).toEqual(prints(RAID));
  });

  it('annotates for GitHub and pages for a mail', () => {
    const tree = kernelTree();
    const github = gupscope(['audit', '--format', 'github', 'drivers'], { cwd: tree }).stdout.split('\n');
    expect(github[0]).toMatch(/^::warning file=drivers\/md\/raid\.c,line=6,endLine=6,col=32,endColumn=39,title=bvec\/direct-page-access::/);
    const page = gupscope(['audit', '--format', 'html', 'drivers'], { cwd: tree }).stdout;
    expect(page).toContain('<h2>drivers/md</h2>');
    expect(page).toContain('page_address(bv-&gt;<mark>bv_page</mark>) + bv-&gt;bv_offset;');
    expect(page).toContain('Use bvec_virt()');
  });

  it('says with --stats how much was read and understood', () => {
    const ran = gupscope(['audit', '--stats', '--no-timings', kernelTree()]);
    expect(ran.stderr).toContain('files read: 2\n');
    expect(ran.stderr).toMatch(/tracked functions: \d+\n/);
    expect(ran.stderr).not.toMatch(/^time:/m);
    expect(gupscope(['audit', '--stats', kernelTree()]).stderr).toMatch(/^time: \d/m);
  });

  it('lists names of tracked families that the knowledge base has never heard of', () => {
    const header = '/* bvec_in_comment() is no name */\nint pin_user_pages_sideways(unsigned long start);\n#define bvec_shuffle(bv) (bv)\n';
    const ran = gupscope(['audit', '--stats', kernelTree({ 'drivers/md/raid.c': RAID, 'include/linux/new.h': header })]);
    expect(ran.stderr).toContain('does not know: 2\n  bvec_shuffle\n  pin_user_pages_sideways\n');
  });
});

describe('the source root', () => {
  const firstFile = (args: readonly string[], cwd: string): unknown =>
    JSON.parse(gupscope(['audit', '--format', 'json', ...args], { cwd }).stdout)[0]?.file;

  it('is --tree if PATH lies in it, else the kernel tree, else the git top, else the folder', () => {
    const tree = kernelTree();
    const outer = dirname(tree);
    expect(firstFile(['drivers/md'], tree)).toBe('drivers/md/raid.c');
    expect(firstFile([`${basename(tree)}/drivers/md/raid.c`], outer)).toBe('drivers/md/raid.c');
    expect(firstFile(['--tree', join(tree, 'drivers'), 'drivers/md'], tree)).toBe('md/raid.c');

    const module = temporaryFolder();
    writeFiles(module, { 'src/raid.c': RAID });
    expect(firstFile(['src/raid.c'], module)).toBe('raid.c');
    expect(firstFile(['.'], module)).toBe('src/raid.c');
    // A tree elsewhere lends its helpers, not its name.
    expect(firstFile(['--tree', tree, 'src'], module)).toBe('raid.c');
    mkdirSync(join(module, '.git'));
    expect(firstFile(['src'], module)).toBe('src/raid.c');
  });

  it('is the deepest common folder of several', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { 'a/b/one/raid.c': RAID, 'a/b/two/x/raid.c': RAID });
    const findings: { file: string }[] = JSON.parse(gupscope(['audit', '--format', 'json', 'a/b/two/x', 'a/b/one'], { cwd: folder }).stdout);
    expect([...new Set(findings.map((f) => f.file))]).toEqual(['one/raid.c', 'two/x/raid.c']);
  });

  it('takes each path for a part of its own tree', () => {
    const parent = temporaryFolder();
    const trees = ['old', 'new'].map((name) => {
      const tree = kernelTree();
      symlinkSync(tree, join(parent, name));
      return tree;
    });
    writeFiles(trees[0] ?? '', {
      'include/linux/bvec.h': 'struct bio_vec {\n\tstruct page *bv_page;\n\tunsigned int bv_len;\n\tunsigned int bv_offset;\n};\n',
    });
    const ran = gupscope(['audit', 'old/drivers', 'new/drivers'], { cwd: parent });
    expect(heads(ran.stdout)).toEqual([
      'new/drivers/md/raid.c:6:32: warning',
      'new/drivers/md/raid.c:13:18: note',
      'old/drivers/md/raid.c:6:32: note',
      'old/drivers/md/raid.c:13:18: note',
    ]);
  });
});

describe('--jobs', () => {
  it('changes no byte of any format', () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 330; i++) files[`drivers/d${i % 7}/f${i}.c`] = i % 3 === 0 ? RAID.replaceAll('copy_out', `copy_${i}`) : 'int x;\n';
    const tree = kernelTree(files);
    for (const format of ['text', 'json', 'sarif', 'github', 'html']) {
      const run = (jobs: string): string => {
        const { status, stdout, stderr } = gupscopeBytes(['audit', '--jobs', jobs, '--format', format, '--stats', '--no-timings', tree]);
        return `${status}\n${stdout.toString('latin1')}\n${stderr.toString('latin1')}`;
      };
      const alone = run('1');
      expect(alone).toContain('0 errors, 110 warnings, 110 notes');
      for (const jobs of ['2', '5']) expect(run(jobs) === alone, `${format}, ${jobs} jobs`).toBe(true);
    }
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { bin, environment, gupscope, gupscopeUnprivileged, kernelTree, onTerminal, RAID, type Ran, temporaryFolder } from './cliFixture.ts';

/** One sentence, nothing on stdout, status 2. */
function refused(ran: Ran, sentence: RegExp): void {
  expect(ran.stderr).toMatch(sentence);
  expect(ran.stderr).toMatch(/^gupscope: [^\n]+\n$/);
  expect(ran).toMatchObject({ status: 2, stdout: '' });
}

describe('a path of the command line', () => {
  it.each(['audit', 'fix'])('that is missing gives one line (%s)', (command) => {
    refused(gupscope([command, 'no/such/folder'], { cwd: temporaryFolder() }), /cannot read no\/such\/folder \(no such file or directory\)/);
  });

  it('that is missing costs nothing else', () => {
    const ran = gupscope(['audit', 'gone', 'drivers'], { cwd: kernelTree() });
    expect(ran.stdout.split('\n')).toHaveLength(3);
    expect(ran.stderr).toContain('cannot read gone (no such file or directory)');
    expect(ran.stderr).toContain('exit 2 because 1 path of the command line could not be read');
    expect(ran.status).toBe(2);
  });

  it('that holds no C cannot be analysed', () => {
    refused(gupscope(['audit', temporaryFolder()]), /nothing could be analysed/);
    refused(gupscope(['fix', temporaryFolder()]), /nothing could be read/);
  });

  it('that is no .c or .h file is left out, and the reason said', () => {
    const tree = kernelTree({ 'drivers/md/raid.c': RAID, 'drivers/md/Kconfig': 'bv->bv_page\n' });
    const ran = gupscope(['audit', 'drivers/md/raid.c', 'drivers/md/Kconfig'], { cwd: tree });
    expect(ran.stderr).toContain('drivers/md/Kconfig is neither a .c nor a .h file');
    expect(ran.stdout.split('\n')).toHaveLength(3);
    expect(ran.status).toBe(0);
  });

  it('that is a pipe is not waited for', () => {
    const folder = temporaryFolder();
    spawnSync('mkfifo', [join(folder, 'pipe.c')]);
    refused(gupscope(['audit', 'pipe.c'], { cwd: folder }), /neither a file nor a folder/);
  });

  it('that runs in a circle is named', () => {
    const folder = temporaryFolder();
    symlinkSync('loop.c', join(folder, 'loop.c'));
    refused(gupscope(['audit', 'loop.c'], { cwd: folder }), /cannot read loop\.c \(too many levels of symbolic links\)/);
  });
});

describe('a file that cannot be analysed', () => {
  const withBad = (make: (folder: string) => void): string => {
    const tree = kernelTree();
    make(join(tree, 'drivers/md'));
    return tree;
  };
  const binary = (folder: string): void => writeFileSync(join(folder, 'bad.c'), `${RAID}\0`.repeat(3));
  const huge = (folder: string): void => {
    writeFileSync(join(folder, 'bad.c'), RAID);
    truncateSync(join(folder, 'bad.c'), 50 * 1024 * 1024);
  };
  const dangling = (folder: string): void => symlinkSync('nowhere.c', join(folder, 'bad.c'));
  const circular = (folder: string): void => symlinkSync('bad.c', join(folder, 'bad.c'));

  it.each([
    ['binary', binary, /bad\.c is a binary file; it was left out/],
    ['50 MB', huge, /bad\.c has 50 MB, more than the 32 MB that gupscope reads; it was left out/],
    ['a dangling link', dangling, /cannot read .*bad\.c \(no such file or directory\); it was left out/],
    ['a link to itself', circular, /cannot read .*bad\.c \(too many levels of symbolic links\); it was left out/],
  ] as const)('is named and changes nothing else: %s', (_, make, sentence) => {
    const tree = withBad(make);
    const ran = gupscope(['audit', tree]);
    expect(ran.stdout.split('\n')).toHaveLength(3);
    expect(ran.stderr).toMatch(sentence);
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(2);
    expect(ran.status).toBe(0);
    const log = JSON.parse(gupscope(['audit', '--format', 'sarif', tree]).stdout);
    expect(log.runs[0].invocations[0].toolExecutionNotifications).toEqual([
      {
        level: 'warning',
        message: { text: expect.stringMatching(sentence) },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'drivers/md/bad.c', uriBaseId: 'SRCROOT' } } }],
      },
    ]);
    const strict = gupscope(['audit', '--strict', tree]);
    expect(strict.status).toBe(2);
    expect(strict.stderr).toContain('exit 2 because --strict, and 1 file or folder could not be analysed');
    expect(strict.stdout.split('\n')).toHaveLength(3);
  });

  it('decides the status if it was named itself', () => {
    const tree = withBad(huge);
    const ran = gupscope(['audit', 'drivers/md/raid.c', 'drivers/md/bad.c'], { cwd: tree });
    expect(ran.stdout.split('\n')).toHaveLength(3);
    expect(ran.status).toBe(2);
    const alone = gupscope(['audit', 'drivers/md/bad.c'], { cwd: withBad(binary) });
    expect(alone.stderr).toContain('is a binary file');
    expect(alone.stderr).toContain('nothing could be analysed');
    expect(alone.status).toBe(2);
  });

  it('may be closed to us, and so may a folder', () => {
    const tree = kernelTree({ 'drivers/md/raid.c': RAID, 'drivers/md/closed.c': RAID, 'drivers/closed/raid.c': RAID });
    chmodSync(join(tree, 'drivers/md/closed.c'), 0);
    chmodSync(join(tree, 'drivers/closed'), 0);
    const ran = gupscopeUnprivileged(['audit', 'drivers'], tree);
    expect(ran.stdout.split('\n')).toHaveLength(3);
    expect(ran.stderr).toContain('cannot read drivers/md/closed.c (permission denied); it was left out\n');
    expect(ran.stderr).toContain('cannot read the folder drivers/closed (permission denied); it was left out\n');
    expect(ran.status).toBe(0);
    expect(gupscopeUnprivileged(['audit', 'drivers/md/closed.c'], tree).status).toBe(2);
    chmodSync(join(tree, 'drivers/closed'), 0o755);
  });

  it('may change for as long as it is read', async () => {
    const tree = kernelTree();
    const path = join(tree, 'drivers/md/growing.c');
    writeFileSync(path, RAID + '/* padding */\n'.repeat(1_000_000));
    const writer = new Worker(
      `const { openSync, writeSync } = require('node:fs');
       const { parentPort, workerData } = require('node:worker_threads');
       const file = openSync(workerData, 'a');
       writeSync(file, '\\n');
       parentPort.postMessage('started');
       for (;;) writeSync(file, '\\n');`,
      { eval: true, workerData: path },
    );
    await new Promise((resolve) => writer.once('message', resolve));
    const child = spawn(process.execPath, [bin, 'audit', tree], { env: environment });
    const chunks = { out: '', err: '' };
    child.stdout.on('data', (data) => (chunks.out += String(data)));
    child.stderr.on('data', (data) => (chunks.err += String(data)));
    const status = await new Promise((resolve) => child.once('close', resolve));
    await writer.terminate();
    expect(chunks.err).toMatch(/growing\.c kept changing while it was read; it was left out/);
    expect(chunks.out.split('\n')).toHaveLength(3);
    expect(status).toBe(0);
  });
});

describe('folders that lead in circles', () => {
  it('are walked once', () => {
    const tree = kernelTree();
    symlinkSync('..', join(tree, 'drivers/md/up'));
    symlinkSync('.', join(tree, 'drivers/here'));
    const ran = gupscope(['audit', tree]);
    expect(ran.stdout.split('\n')).toHaveLength(3);
    expect(ran.status).toBe(0);
  });
});

describe('options and settings', () => {
  it.each([
    [['audit', '--rule', 'bvec/direct-page-acess', '.'], /there is no rule bvec\/direct-page-acess \(did you mean bvec\/direct-page-access\?\)/],
    [['audit', '--rule', 'nope/*', '.'], /there is no rule nope\/\*; gupscope rules lists them/],
    [['fix', '--rule', 'direct-page-access', '.'], /did you mean bvec\/direct-page-access\?/],
    [['audit', '--format', 'xml', '.'], /xml.*text, json, sarif, github, gitlab, html/],
    [['audit', '--fail-on', 'always', '.'], /always.*error, warning, note, never/],
    [['audit', '--jobs', '0', '.'], /0.*whole number/],
    [['audit', '--jobs', 'many', '.'], /many.*whole number/],
    [['audit', '--kernel-version', 'six', '.'], /six.*such as 6\.12/],
    [['audit', '--tree', 'no/tree', '.'], /cannot read --tree no\/tree/],
    [['audit', '--frobnicate', '.'], /unknown option '--frobnicate'; see gupscope audit --help/],
    [['audit'], /missing required argument 'PATH'; see gupscope audit --help/],
    [['audti', '.'], /unknown command 'audti' \(did you mean audit\?\); see gupscope --help/],
    [['fix', '--diff', '--write', '.'], /'--diff' cannot be used with option '--write'/],
    [['fix', '-'], /cannot change standard input/],
    [['lsp'], /--stdio/],
    [['rules', 'bvec/direct'], /there is no rule bvec\/direct/],
    [['api', 'pin_user_pgaes'], /does not know pin_user_pgaes \(did you mean pin_user_pages/],
  ] as const)('%j is refused in one sentence', (args, sentence) => {
    refused(gupscope(args, { cwd: kernelTree() }), sentence);
  });

  it.each([
    ['{"rules": {"bvec/*": "fatal"}}', /\.gupscope\.json:1:22: rules\.bvec\/\* must be one of error, warning, note, on, off$/m],
    ['{"rulez": {}}', /\.gupscope\.json:1:2: there is no setting "rulez" \(did you mean rules\?\)$/m],
    ['{"rules": {"gup/leaks-on-path": "off"}}', /\.gupscope\.json:1:12: there is no rule gup\/leaks-on-path \(did you mean gup\/leak-on-path\?\)$/m],
    ['{"rules": ', /\.gupscope\.json:1:11: this is not valid JSON/],
    ['{"kernelVersion": "latest"}', /a kernel version looks like 6\.12/],
  ])('settings %s are refused in one sentence', (text, sentence) => {
    const tree = kernelTree({ 'drivers/md/raid.c': RAID, '.gupscope.json': text });
    refused(gupscope(['audit', tree]), sentence);
    refused(gupscope(['fix', tree]), sentence);
  });

  it('an --output that cannot be written is refused', () => {
    refused(gupscope(['audit', '--output', 'no/such/out.txt', '.'], { cwd: kernelTree() }), /--output no\/such\/out\.txt could not be written/);
  });
});

describe('the reader of the output', () => {
  it('may go away early', () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 100; i++) files[`drivers/f${i}.c`] = RAID.repeat(20);
    const tree = kernelTree(files);
    const command = `"${process.execPath}" "${bin}" audit . | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: tree, env: environment, encoding: 'utf8' });
    expect(stdout.split('\n')[1]).toBe('0');
    expect(stderr).toMatch(/^0 errors, .* notes; exit 0 because --fail-on error\n$/);
  });

  it('may be a full disk', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [bin, 'audit', '.'], {
      cwd: kernelTree(),
      env: environment,
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    expect(status).toBe(2);
    expect(stderr.toString()).toContain('cannot write to standard output (no space left on the device)');
  });
});

describe('a user who has seen enough', () => {
  it('stops an audit with Ctrl-C, after progress was shown, and nothing is written', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 400; i++) files[`drivers/f${i}.c`] = RAID.repeat(100);
    const tree = kernelTree(files);
    const child = spawn('script', onTerminal(['audit', '--format', 'sarif', '--output', 'out.sarif', '.']), { cwd: tree, env: environment });
    let output = '';
    let stopped = false;
    child.stdout.on('data', (data) => {
      output += String(data);
      if (stopped || !/\d+ of 401 files(?: looked into)?, \d+ %/.test(output)) return;
      stopped = true;
      child.stdin.write('\u0003');
    });
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect(output).toMatch(/gupscope: interrupted; nothing was written\r\n$/);
    expect(status).toBe(130);
    expect(readdirSync(tree).sort()).toEqual(['Makefile', 'drivers', 'include']);
  });
});

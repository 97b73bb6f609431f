import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { environment, gupscope, onTerminal, type Ran, temporaryFolder } from './cliFixture.ts';

function refused(ran: Ran, sentence: RegExp): void {
  expect(ran.stderr).toMatch(sentence);
  expect(ran.stderr).toMatch(/^gupscope: [^\n]+\n$/);
  expect(ran).toMatchObject({ status: 2, stdout: '' });
}

/** What scripts read. */
interface Run {
  readonly scenario: string;
  readonly policy: string;
  readonly variant: Readonly<Record<string, string>>;
  readonly verdict: string;
  readonly outcome: string | null;
  readonly invariant: string | null;
  readonly statesExplored: number;
  readonly transitions: number;
  readonly elapsedMs: number;
  readonly costs: Readonly<Record<string, number>>;
  readonly trace: readonly {
    readonly step: number;
    readonly actor: string;
    readonly action: string;
    readonly source: { readonly file: string } | null;
    readonly changes: object;
  }[];
}

function simulated(...args: string[]): readonly Run[] {
  const ran = gupscope(['simulate', ...args, '--format', 'json']);
  expect(ran.stderr).toBe('');
  const runs: Run[] = JSON.parse(ran.stdout);
  const expected = runs.some((r) => r.verdict === 'violated') ? 1 : runs.some((r) => r.verdict === 'incomplete') ? 3 : 0;
  expect(ran.status).toBe(expected);
  return runs;
}

/** Everything but times. */
const lasting = (runs: readonly Run[]): unknown => runs.map((r) => ({ ...r, elapsedMs: 0 }));

const page = [{ name: 'F', kind: 'file' }];
const sometimes = { sentence: 'the driver has begun', reached: { begun: 'driver' } };

/** Writes a scenario and gives its path. */
function scenario(parts: object): string {
  const file = join(temporaryFolder(), 'own.json');
  writeFileSync(file, JSON.stringify({ name: 'own', title: 'of a user', pages: page, sometimes, ...parts }));
  return file;
}

const pin = { do: 'acquire', pages: ['F'], kind: 'pin' };
const unpin = { do: 'release', pages: ['F'], with: 'unpin' };

/** As many actors as that, each pinning twice what it likes: too many interleavings for a small bound. */
const crowd = (actors: number): string =>
  scenario({
    actors: Array.from({ length: actors }, (_, i) => ({ name: i === 0 ? 'driver' : `driver${i}`, program: [pin, unpin, pin, unpin] })),
  });

describe('simulate', () => {
  it('shows one run as a commit message shows a race', () => {
    const ran = gupscope(['simulate', 'a1-dma-after-mkclean', '--policy', 'base2018']);
    expect(ran).toMatchObject({ status: 1, stderr: '' });
    expect(ran.stdout).toMatch(/^a1-dma-after-mkclean under base2018: CSUM\n/);
    expect(ran.stdout).toMatch(/^ +driver +writeback +changes$/m);
    expect(ran.stdout).toMatch(/^ => CSUM: step \d+ breaks I5: /m);
    for (const line of ran.stdout.split('\n')) expect(line).toMatch(/^[ -~]{0,75}$/);
  });

  it('says that all was visited where nothing is wrong', () => {
    const ran = gupscope(['simulate', 'a1', '--policy', 'c2-bounce']);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^ {3}All \d+ reachable states were visited/m);
  });

  it('draws all policies as one matrix that says what its words mean', () => {
    const ran = gupscope(['simulate', 'a*', '--policy', 'all']);
    expect(ran.status).toBe(1);
    expect(ran.stdout).toMatch(/^a1-dma-after-mkclean +CSUM +DENIED +OK +OK +OK +CSUM +CSUM$/m);
    expect(ran.stdout).toMatch(/^CSUM {2,}what is on disk does not match its checksum/m);
    for (const line of ran.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('shows the schedules behind the matrix of one scenario, each once', () => {
    const ran = gupscope(['simulate', 'a1', '--policy', 'all']);
    expect(ran.stdout.match(/^a1-dma-after-mkclean under /gm)?.length).toBeLessThan(3);
    expect(ran.stdout).toMatch(/^ {3}the same under: .*longterm-deny/m);
  });

  it('prints json of one shape', () => {
    const runs = simulated('a1', '--policy', 'all');
    expect(runs.map((r) => r.policy)).toEqual(['base2018', 'c1-deny', 'c1-notify', 'c2-bounce', 'off-lru', 'foll-pin', 'longterm-deny']);
    expect(runs.map((r) => r.outcome)).toEqual(['CSUM', 'DENIED', 'OK', 'OK', 'OK', 'CSUM', 'CSUM']);
    for (const r of runs) {
      expect(r.scenario).toBe('a1-dma-after-mkclean');
      expect(r.verdict).toBe(r.outcome === 'CSUM' ? 'violated' : 'holds');
      expect(r.invariant).toBe(r.outcome === 'CSUM' ? 'I5' : null);
      expect(r.statesExplored).toBeGreaterThan(1);
      expect(r.transitions).toBeGreaterThan(0);
      expect(r.elapsedMs).toBeGreaterThan(0);
      expect(r.trace.length > 0).toBe(r.verdict === 'violated');
      for (const [i, step] of r.trace.entries()) {
        expect(step.step).toBe(i + 1);
        expect(step.actor).toMatch(/^(driver|writeback)$/);
        expect(step.action).not.toBe('');
        expect(step.source === null || step.source.file !== '').toBe(true);
        expect(step.changes).toBeTypeOf('object');
      }
    }
    expect(runs.find((r) => r.policy === 'c2-bounce')?.costs['copies']).toBeGreaterThanOrEqual(0);
  });

  it('gives the same, whatever the number of threads', () => {
    const one = simulated('a*', 'b*', '--policy', 'all', '--jobs', '1');
    expect(one.length).toBeGreaterThan(60);
    expect(lasting(simulated('a*', 'b*', '--policy', 'all', '--jobs', '3'))).toEqual(lasting(one));
  });

  it('lists what there is', () => {
    const ran = gupscope(['simulate', '--list']);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^a1-dma-after-mkclean\n {4}\S/m);
    const listed: { readonly name: string }[] = JSON.parse(gupscope(['simulate', '--list', '--format', 'json']).stdout);
    expect(listed.map(({ name }) => name)).toContain('g3-large-folio-mismatch');
    expect(new Set(listed.map(({ name }) => name)).size).toBe(listed.length);
  });
});

describe('variants', () => {
  it('are chosen by key, with the first value of the others', () => {
    const [first] = simulated('a5', '--policy', 'c2-bounce');
    const [chosen] = simulated('a5', '--policy', 'c2-bounce', '--variant', 'check=block-layer');
    expect(first?.variant).toMatchObject({ check: 'after-mkclean', 'stable-writes': 'on' });
    expect(chosen?.variant).toEqual({ ...first?.variant, check: 'block-layer' });
    expect([first?.outcome, chosen?.outcome]).toEqual(['OK', 'CSUM']);
  });

  it('are all run when asked, or all that agree', () => {
    const all = simulated('a5', '--policy', 'c2-bounce', '--variant', 'all');
    const variants = all.map((r) => JSON.stringify(r.variant));
    expect(new Set(variants).size).toBe(variants.length);
    const some = simulated('a5', '--policy', 'c2-bounce', '--variant', 'all', '--variant', 'stable-writes=off');
    expect(some.map((r) => r.variant)).toEqual(all.map((r) => r.variant).filter((v) => v['stable-writes'] === 'off'));
  });

  it('leave scenarios and policies as they are that do not know the key', () => {
    const runs = simulated('a1', 'a8', '--policy', 'all', '--variant', 'check=block-layer');
    expect(runs).toHaveLength(14);
    for (const r of runs) expect(r.variant['check']).toBe(r.scenario.startsWith('a1-') && r.policy === 'c2-bounce' ? 'block-layer' : undefined);
  });

  it('bring along the value of another key that they need', () => {
    expect(simulated('a1', '--variant', 'kernel=6.1')[0]?.variant).toMatchObject({ kernel: '6.1' });
  });
});

describe('a scenario of a user', () => {
  it('is run like those of the library', () => {
    const file = scenario({ actors: [{ name: 'driver', program: [pin, { ...unpin, with: 'put' }] }] });
    const [run] = simulated(file, '--policy', 'foll-pin');
    expect(run).toMatchObject({ scenario: 'own', verdict: 'violated', outcome: 'LEAK', invariant: 'I3' });
    expect(simulated(file, '--policy', 'base2018')[0]?.outcome).toBe('OK');
  });

  it('may end in a deadlock, which says who waits', () => {
    const file = scenario({
      actors: [
        { name: 'driver', program: [pin, { do: 'wait', until: { finished: 'user' } }, unpin] },
        { name: 'user', program: [{ do: 'wait', until: { finished: 'driver' } }] },
      ],
    });
    const ran = gupscope(['simulate', file]);
    expect(ran.status).toBe(1);
    expect(ran.stdout).toMatch(/^own under longterm-deny: DEADLOCK$/m);
    expect(ran.stdout.replaceAll(/\s+/g, ' ')).toMatch(/nobody can go on\. Waiting: driver at ".*", user at ".*"\./);
    expect(simulated(file)[0]).toMatchObject({ outcome: 'DEADLOCK', invariant: null });
  });

  it('is incomplete where a bound is too small, and the bound is named', () => {
    const file = crowd(3);
    const ran = gupscope(['simulate', file, '--max-states', '100']);
    expect(ran.status).toBe(3);
    expect(ran.stdout).toMatch(/^own under longterm-deny: INCOMPLETE$/m);
    expect(ran.stdout).toMatch(/Stopped at --max-states after \d+ states: nothing broken so far, but not\s+all were visited\./);
    expect(simulated(file, '--max-states', '100')[0]).toMatchObject({ verdict: 'incomplete', outcome: null, invariant: null, trace: [] });
    // The same file with room enough.
    expect(simulated(file)[0]).toMatchObject({ verdict: 'holds', outcome: 'OK' });
  });

  it('can be walked at random, the same for the same seed', () => {
    const file = scenario({
      actors: [
        { name: 'driver', program: [pin, unpin] },
        { name: 'other', program: [pin, { ...unpin, with: 'put' }] },
      ],
    });
    const first = simulated(file, '--walk', '50', '--seed', '4');
    expect(first[0]).toMatchObject({ verdict: 'violated', outcome: 'LEAK' });
    expect(lasting(simulated(file, '--walk', '50', '--seed', '4'))).toEqual(lasting(first));
    const harmless = gupscope(['simulate', scenario({ actors: [{ name: 'driver', program: [pin, unpin] }] }), '--walk', '5']);
    expect(harmless.status).toBe(3);
    expect(harmless.stdout).toContain('random walks');
  });

  it('is refused with the place of its mistake', () => {
    const file = join(temporaryFolder(), 'own.json');
    const text = JSON.stringify(
      { name: 'own', title: 't', pages: page, sometimes, actors: [{ name: 'driver', program: [pin, unpin] }] },
      undefined,
      2,
    );
    const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;
    writeFileSync(file, text.replace('"release"', '"relase"'));
    refused(
      gupscope(['simulate', file]),
      new RegExp(`own\\.json:${lineOf('"release"')}:17: there is no step "relase" \\(did you mean release\\?\\)`),
    );
    writeFileSync(file, text.replace('"unpin"', '{ "parameter": "with" }'));
    refused(gupscope(['simulate', file]), new RegExp(`own\\.json:${lineOf('"unpin"')}:\\d+: there is no parameter "with"`));
    writeFileSync(file, text.slice(0, -1));
    refused(gupscope(['simulate', file]), /own\.json:\d+:\d+: a closing \} is expected here/);
    writeFileSync(file, `${text} `.replace('"F"\n', '"G"\n'));
    refused(gupscope(['simulate', file]), /there is no page "G" \(did you mean F\?\)/);
  });
});

describe('an export', () => {
  it('is a model for Spin, whose judge agrees', () => {
    const folder = temporaryFolder();
    const inFolder = (command: string, ...args: string[]) => spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    for (const policy of ['foll-pin', 'c2-bounce']) {
      const model = gupscope(['simulate', 'a1', '--policy', policy, '--export', 'promela']);
      expect(model).toMatchObject({ status: 0, stderr: '' });
      writeFileSync(join(folder, 'model.pml'), model.stdout);
      expect(inFolder('spin', '-a', 'model.pml').status).toBe(0);
      expect(inFolder('gcc', '-O0', '-DSAFETY', '-o', 'pan', 'pan.c').status).toBe(0);
      expect(inFolder('./pan', '-E').stdout).toMatch(policy === 'foll-pin' ? /errors: 1/ : /errors: 0/);
    }
  });

  it('is a graph of the states, as far as it can be drawn', () => {
    const graph = gupscope(['simulate', 'a1', '--policy', 'c1-deny', '--export', 'dot']);
    expect(graph).toMatchObject({ status: 0, stderr: '' });
    expect(graph.stdout).toMatch(/^digraph model \{\n[^]*\n\}\n$/);
    expect(gupscope(['simulate', 'a1', '--policy', 'foll-pin', '--export', 'dot', '--max-states', '5']).stdout).toContain('the first 5 states');
  });

  it('needs exactly one run', () => {
    const sentence = /--export needs one scenario, one policy and one variant, and this asks for \d+ runs; name them/;
    refused(gupscope(['simulate', '--export', 'promela']), sentence);
    refused(gupscope(['simulate', 'a1', '--policy', 'all', '--export', 'dot']), sentence);
    refused(gupscope(['simulate', 'a1', '--variant', 'all', '--export', 'promela']), sentence);
    refused(gupscope(['simulate', 'a1', '--export', 'svg']), /--export/);
    refused(gupscope(['simulate', 'a1', '--export', 'dot', '--walk', '3']), /--export writes a model and walks nowhere/);
  });
});

describe('bad usage', () => {
  it('of names gives the nearest ones', () => {
    refused(
      gupscope(['simulate', 'a1-dma-after-mkclen']),
      /there is no scenario a1-dma-after-mkclen \(did you mean a1-dma-after-mkclean\?\); gupscope simulate --list lists them/,
    );
    refused(gupscope(['simulate', 'fork-and-direct']), /there is no scenario fork-and-direct \(did you mean c1-/);
    refused(gupscope(['simulate', 'a1', '--policy', 'fol-pin']), /there is no policy fol-pin \(did you mean foll-pin\?\); there are base2018, /);
    refused(gupscope(['simulate', 'a5', '--variant', 'chek=block-layer']), /a5-\S+ has no variant key chek \(did you mean check\?\)/);
    refused(
      gupscope(['simulate', 'a5', '--variant', 'check=blocklayer']),
      /the variant key check has no value blocklayer \(did you mean block-layer\?\)/,
    );
    refused(gupscope(['simulate', 'a5', '--variant', 'check']), /--variant check has no value; write KEY=VALUE, or all/);
    refused(gupscope(['simulate', 'no/such.json']), /cannot read no\/such\.json \(no such file or directory\)/);
  });

  it('of numbers is told', () => {
    refused(gupscope(['simulate', 'a1', '--max-states', '0']), /--max-states/);
    refused(gupscope(['simulate', 'a1', '--walk', 'x']), /--walk/);
    refused(gupscope(['simulate', 'a1', '--seed', '3']), /--seed is of random walks; say how many with --walk N/);
    refused(gupscope(['simulate', 'a1', '--format', 'sarif']), /--format/);
  });
});

describe('a user who has seen enough', () => {
  it('stops a search with Ctrl-C, after progress was shown', async () => {
    const child = spawn('script', onTerminal(['simulate', crowd(9), '--max-states', '999999999']), { cwd: '/', env: environment });
    let output = '';
    let stopped = false;
    child.stdout.on('data', (data) => {
      output += String(data);
      if (stopped || !/0 of 1 searches, 0 %, [\d,]+ states/.test(output)) return;
      stopped = true;
      child.stdin.write('\u0003');
    });
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect(output).toMatch(/gupscope: interrupted; nothing was written\r\n$/);
    expect(status).toBe(130);
  });
});

describe('the bundle of audit', () => {
  it('does not hold the simulation core', () => {
    const bundle = readFileSync(new URL('../../dist/cli.cjs', import.meta.url), 'utf8');
    // A name that only the library of scenarios holds.
    expect(bundle).not.toContain('e6-temporary-page-leaks');
    expect(readFileSync(new URL('../../dist/simulation.cjs', import.meta.url), 'utf8')).toContain('e6-temporary-page-leaks');
  });
});

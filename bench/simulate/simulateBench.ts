/**
 * The search against Spin's compiled verifier on the same models, exported: both whole, without reduction, in turns, the best round of each. And all
 * scenarios under all policies, as the command line runs them.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { never } from '../../src/base/cancel.ts';
import { search } from '../../src/sim/explore/index.ts';
import { promelaOf } from '../../src/sim/export/index.ts';
import type { Model } from '../../src/sim/form/index.ts';
import { runOnce } from '../audit/processTree.ts';
import type { BenchResult } from '../results.ts';
import { biosOnOneDevice, holdersOfOnePage, pagesUnderWriteback } from './models.ts';

const ROUNDS = 3;
const MAX_STATES = 50_000_000;
const MAX_BYTES = 4e9;
const models: readonly Model[] = [holdersOfOnePage(10), pagesUnderWriteback(6, 5), biosOnOneDevice(9, 4)];

/** A table for more states than any of the models has, and a stack that none of them fills. */
const PAN_RUN = ['-E', '-w24', '-m1000000'];
const PAN_FLAGS = ['-O2', '-w', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=8000'];
/** Spin counts one state before the processes have been started. */
const STATES_BEFORE_START = 1;

interface Run {
  readonly states: number;
  readonly seconds: number;
  /** All memory of the search at its peak. */
  readonly bytes: number;
}

type Row = BenchResult['rows'][number];

function ours(model: Model): Run {
  const started = performance.now();
  const found = search(model, { reduce: false, maxStates: MAX_STATES, maxBytes: MAX_BYTES, cancel: never });
  if (found.verdict !== 'holds') throw new Error(`the model ${model.name} should hold, and is ${found.verdict}`);
  return { states: found.states, seconds: (performance.now() - started) / 1000, bytes: found.bytes };
}

/** Depth first, its faster way. With -o2 variables that nobody will read again stay in the state, as they do in ours. */
function compilePan(model: Model, folder: string): void {
  writeFileSync(join(folder, 'model.pml'), promelaOf(model));
  execFileSync('spin', ['-a', '-o2', 'model.pml'], { cwd: folder, stdio: 'ignore' });
  execFileSync('gcc', [...PAN_FLAGS, '-o', 'pan', 'pan.c'], { cwd: folder });
}

/** It says itself how long it searched. */
function pan(folder: string): Run {
  const { stdout } = spawnSync(join(folder, 'pan'), PAN_RUN, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const number = (pattern: RegExp): number => {
    const found = pattern.exec(stdout)?.[1];
    if (found === undefined) throw new Error(`pan did not say ${pattern}:\n${stdout}`);
    return Number(found);
  };
  if (number(/errors: (\d+)/) > 0 || /search not completed|max search depth too small/i.test(stdout))
    throw new Error(`pan did not finish:\n${stdout}`);
  return {
    states: number(/(\d+) states, stored/),
    seconds: number(/elapsed time ([\d.]+) seconds/),
    bytes: number(/([\d.]+)\s+total actual memory usage/) * 1e6,
  };
}

const rate = ({ states, seconds }: Run): number => states / seconds;
const best = (runs: readonly Run[]): Run => runs.reduce((a, b) => (rate(b) > rate(a) ? b : a));
const rowOf = (title: string, run: Run, ratio: number | undefined): Row => ({
  title,
  states: run.states,
  perSecond: Math.round(rate(run)),
  ratio,
  bytesEach: Math.round((run.bytes / run.states) * 10) / 10,
  ms: run.seconds * 1000,
});

function compare(model: Model, hasSpin: boolean): readonly Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'gupscope-pan-'));
  try {
    if (hasSpin) compilePan(model, folder);
    const mine: Run[] = [];
    const theirs: Run[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      if (hasSpin) theirs.push(pan(folder));
      mine.push(ours(model));
    }
    const mineBest = best(mine);
    if (theirs.length === 0) return [rowOf(`${model.name}, search`, mineBest, undefined)];
    const odd = theirs.find(({ states }) => states !== mineBest.states + STATES_BEFORE_START);
    if (odd !== undefined) throw new Error(`of ${model.name}, the search found ${mineBest.states} states, and pan ${odd.states}`);
    const theirBest = best(theirs);
    return [rowOf(`${model.name}, search`, mineBest, rate(mineBest) / rate(theirBest)), rowOf(`${model.name}, pan -O2`, theirBest, 1)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** From the start of the process to its end, all cells judged. */
async function matrix(title: string, args: readonly string[]): Promise<Row> {
  const command = { program: process.execPath, args: [resolve('bin/gupscope'), 'simulate', ...args, '--format', 'json'], cwd: '.' };
  let fastest = Number.POSITIVE_INFINITY;
  let states = 0;
  let cpuMs = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { wallMs, cpuMs: cpu, stdout } = await runOnce(command);
    const results = JSON.parse(stdout) as readonly { readonly verdict: string; readonly statesExplored: number }[];
    if (results.length === 0 || results.some(({ verdict }) => verdict === 'incomplete'))
      throw new Error(`${title}: not all were searched to their end`);
    states = results.reduce((sum, { statesExplored }) => sum + statesExplored, 0);
    if (wallMs >= fastest) continue;
    fastest = wallMs;
    cpuMs = cpu;
  }
  return { title, states, perSecond: undefined, ratio: undefined, bytesEach: undefined, ms: fastest, cpuMs };
}

const isInstalled = (program: string, args: readonly string[]): boolean => spawnSync(program, args, { stdio: 'ignore' }).error === undefined;

export async function run(): Promise<BenchResult> {
  const hasSpin = isInstalled('spin', ['-V']) && isInstalled('gcc', ['--version']);
  const rows = models.flatMap((model) => compare(model, hasSpin));
  rows.push(await matrix('all scenarios, all policies', ['--policy', 'all']));
  rows.push(await matrix('all scenarios, all policies, all variants', ['--policy', 'all', '--variant', 'all']));
  return {
    name: 'simulate',
    title:
      "the exhaustive search, without reduction, against Spin's compiled verifier on the same models; and the whole matrix from the command line",
    missing: hasSpin ? [] : ['spin with gcc'],
    columns: [
      { key: 'title', heading: 'what' },
      { key: 'states', heading: 'states', unit: 'count' },
      { key: 'perSecond', heading: 'states a second', unit: 'count' },
      { key: 'ratio', heading: 'pan = 1', unit: 'ratio' },
      { key: 'bytesEach', heading: 'bytes a state', unit: 'count' },
      { key: 'ms', heading: 'wall time', unit: 'ms' },
      { key: 'cpuMs', heading: 'processor time', unit: 'ms' },
    ],
    rows,
    notes: [
      `best of ${ROUNDS} rounds in turns; pan searches depth first, which is faster than breadth first; ${PAN_FLAGS.join(' ')}, run with ${PAN_RUN.join(' ')}`,
      `pan counts ${STATES_BEFORE_START} state more: the one before its processes are started`,
      'bytes: all memory of the search at its peak, states, table and parents; of pan its own sum, with the table of 2^24 entries and the stack',
    ],
  };
}

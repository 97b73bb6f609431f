/** The word filter in front of the audit, as a program of its own, against `rg` for the same words and against reading the same files alone. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { kernelTrees } from '../../scripts/lib/kernels.mjs';
import { trackedWords } from '../../src/knowledge/index.ts';
import { rules } from '../../src/rules/index.ts';
import { type Command, type Measured, runOnce } from '../audit/processTree.ts';
import { type BenchResult, median } from '../results.ts';
import type { TreeCount } from './scanTree.ts';

const ROUNDS = 5;

export async function run(): Promise<BenchResult> {
  const kernel = kernelTrees().find((tree) => tree.name === 'linux-source-6.12');
  if (kernel === undefined) throw new Error('there is no 6.12 tree to scan; run npm run test:kernel once');
  const folder = mkdtempSync(join(tmpdir(), 'gupscope-bench-'));
  try {
    return await measure(kernel.root, kernel.packageVersion, join(folder, 'scanTree.mjs'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(root: string, version: string, program: string): Promise<BenchResult> {
  await build({
    entryPoints: [resolve('bench/scan/scanTree.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.9',
    minify: true,
    logLevel: 'warning',
  });
  const threads = availableParallelism();
  const ours = (words: readonly string[]): Command => ({
    program: process.execPath,
    args: [program, root, resolve('dist/scanner.wasm'), `${threads}`, ...words],
    cwd: root,
  });
  const withRg = spawnSync('rg', ['--version'], { stdio: 'ignore' }).error === undefined;
  const rg = (words: readonly string[]): Command => ({
    program: 'rg',
    args: ['-uu', '-l', '-w', '-g', '*.{c,h}', ...words.flatMap((word) => ['-e', word]), root],
    cwd: root,
  });

  const ruleWords = [...new Set(rules.flatMap((rule) => rule.words))];
  const sets = [
    { title: 'the rules that there are', words: ruleWords },
    { title: 'all of the knowledge base', words: trackedWords() },
  ];
  const contests = sets.flatMap(({ title, words }) => {
    const scan = { tool: `scan, ${title}`, words: words.length, command: ours(words), filesOf: filesOfOurs, wallMs: [] as number[], files: 0 };
    return withRg ? [{ ...scan, tool: `rg, ${title}`, command: rg(words), filesOf: filesOfRg, wallMs: [] as number[] }, scan] : [scan];
  });
  const reading = { tool: 'reading alone', words: 0, command: ours([]), filesOf: filesOfOurs, wallMs: [] as number[], files: 0 };
  for (let round = -1; round < ROUNDS; round++) {
    for (const contest of [...contests, reading]) {
      const measured = await runOnce(contest.command);
      contest.files = contest.filesOf(measured);
      // the first round warms the page cache
      if (round >= 0) contest.wallMs.push(measured.wallMs);
    }
  }
  for (const { title } of sets) {
    const found = new Set(contests.filter((contest) => contest.tool.endsWith(title)).map((contest) => contest.files));
    if (found.size !== 1) throw new Error(`rg and the scanner do not find the same number of files for ${title}: ${[...found].join(', ')}`);
  }

  const rgMsOf = (title: string): number | undefined => {
    const wallMs = contests.find((contest) => contest.tool === `rg, ${title}`)?.wallMs;
    return wallMs === undefined ? undefined : median(wallMs);
  };
  return {
    name: 'scan',
    title: `files of Linux ${version} that hold one of some words, warm page cache, ${threads} threads, median of ${ROUNDS} alternating runs of the whole process`,
    missing: withRg ? [] : ['rg'],
    columns: [
      { key: 'tool', heading: '' },
      { key: 'words', heading: 'words', unit: 'count' },
      { key: 'files', heading: 'files with one', unit: 'count' },
      { key: 'wallMs', heading: 'wall', unit: 'ms' },
      { key: 'ratioToRg', heading: 'rg for the same words = 1', unit: 'ratio' },
    ],
    rows: [...contests, reading].map(({ tool, words, files, wallMs }) => {
      const peer = rgMsOf(tool.replace(/^\w+, /, ''));
      return { tool, words, files, wallMs: median(wallMs), ratioToRg: peer === undefined ? undefined : median(wallMs) / peer, runs: wallMs };
    }),
    notes: [],
  };
}

const filesOfRg = ({ stdout }: Measured): number => stdout.split('\n').length - 1;

function filesOfOurs({ status, stdout }: Measured): number {
  if (status !== 0) throw new Error(`scanTree ended with status ${status}`);
  return (JSON.parse(stdout) as TreeCount).hits;
}

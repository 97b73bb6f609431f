/**
 * A whole 6.12 tree audited for direct access to `bv_page`, with no cache of ours, against `rg` for the same words and against Coccinelle. The page
 * cache is warm: each command has run once before. `rg` and gupscope alternate; Coccinelle runs once, since it takes many times as long.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { kernelTrees } from '../../scripts/lib/kernels.mjs';
import { rules } from '../../src/rules/index.ts';
import { type BenchResult, median } from '../results.ts';
import { type Command, type Measured, peakMemory, runOnce } from './processTree.ts';

const ROUNDS = 5;
const RULE = 'bvec/direct-page-access';

const isInstalled = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/** Distinct FILE:LINE of what a tool printed. */
const places = (output: string, pattern: RegExp): Set<string> => new Set([...output.matchAll(pattern)].map((m) => `${m[1]}:${m[2]}`));

export async function run(): Promise<BenchResult> {
  const kernel = kernelTrees().find((tree) => tree.name === 'linux-source-6.12');
  if (kernel === undefined) throw new Error('there is no 6.12 tree to audit; run npm run test:kernel once');
  const cwd = kernel.root;
  const words = rules.filter((rule) => rule.info.id === RULE).flatMap((rule) => rule.words);
  const ours: Command = { program: process.execPath, args: [resolve('bin/gupscope'), 'audit', '--rule', RULE, '--fail-on', 'never', '.'], cwd };
  const rg: Command = { program: 'rg', args: ['-uu', '-g', '*.{c,h}', '-w', '-l', ...words.flatMap((word) => ['-e', word])], cwd };
  const spatch: Command = {
    program: 'spatch',
    args: [
      '--very-quiet',
      '--no-includes',
      '--include-headers',
      '--jobs',
      `${availableParallelism()}`,
      '--sp-file',
      resolve('bench/audit/bvPage.cocci'),
      '--dir',
      '.',
    ],
    cwd,
  };

  const missing: string[] = [];
  const present = (command: Command): boolean => {
    const found = isInstalled(command.program);
    if (!found) missing.push(command.program);
    return found;
  };
  const withRg = present(rg);
  const withSpatch = present(spatch);

  await runOnce(ours);
  if (withRg) await runOnce(rg);
  const rgRuns: Measured[] = [];
  const ourRuns: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (withRg) rgRuns.push(await runOnce(rg));
    ourRuns.push(await runOnce(ours));
  }
  const cocci = withSpatch ? await runOnce(spatch) : undefined;
  const wall = (runs: readonly Measured[]): number => median(runs.map((run) => run.wallMs));
  const row = (
    tool: string,
    runs: readonly Measured[],
    peakMemoryBytes: number | undefined,
    lines: number | undefined,
  ): BenchResult['rows'][number] => ({
    tool,
    wallMs: wall(runs),
    ratioToRg: withRg ? wall(runs) / wall(rgRuns) : undefined,
    cpuMs: median(runs.map((run) => run.cpuMs)),
    peakMemoryBytes,
    lines,
    runs: runs.map((run) => run.wallMs),
  });

  const found = places(ourRuns[0]?.stdout ?? '', /^(.+?):(\d+):\d+: (?:error|warning|note): .*\]$/gm);
  const foundByCocci = places(cocci?.stdout ?? '', /^(?:\.\/)?(.+?):(\d+)$/gm);
  const rows = [row('gupscope audit', ourRuns, await peakMemory(ours), found.size)];
  if (withRg) rows.unshift(row('rg, the same words', rgRuns, await peakMemory(rg), undefined));
  if (cocci) rows.push(row('Coccinelle', [cocci], undefined, foundByCocci.size));

  const onlyCocci = [...foundByCocci].filter((place) => !found.has(place)).sort();
  return {
    name: 'audit',
    title: `whole tree of Linux ${kernel.packageVersion}, warm page cache, median of ${ROUNDS} alternating runs (Coccinelle: one)`,
    missing,
    columns: [
      { key: 'tool', heading: '' },
      { key: 'wallMs', heading: 'wall', unit: 'ms' },
      { key: 'ratioToRg', heading: 'rg = 1', unit: 'ratio' },
      { key: 'cpuMs', heading: 'processor', unit: 'ms' },
      { key: 'peakMemoryBytes', heading: 'peak memory', unit: 'bytes' },
      { key: 'lines', heading: 'lines found', unit: 'count' },
    ],
    rows,
    notes: [
      `rules searched for: ${words.join(', ')}`,
      `helpers' own bodies are no findings of ours; lines that only Coccinelle names: ${onlyCocci.length === 0 ? 'none' : onlyCocci.join(', ')}`,
    ],
    extra: { onlyCoccinelle: onlyCocci, cocciFile: readFileSync(resolve('bench/audit/bvPage.cocci'), 'utf8') },
  };
}

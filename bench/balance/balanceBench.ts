/**
 * A whole tree audited for the balance of page references, with no cache of ours, against `rg` for the same words and against Coccinelle with our own
 * rules for three of the classes. `rg` and gupscope alternate on a warm page cache; Coccinelle runs once a rule, under a limit of time.
 * `--tree 6.1` takes the other kernel, `--full` gives Coccinelle ten minutes a rule instead of two.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { trackedWords } from '../../src/knowledge/index.ts';
import { rules } from '../../src/rules/index.ts';
import { kernelTrees } from '../../test/support/kernels.ts';
import { type Command, type Measured, peakMemory, runOnce } from '../audit/processTree.ts';
import { type BenchResult, median } from '../results.ts';
import { functionsWithAcquire } from './census.ts';
import { byRuleAndLevel, functionOf, runAudit } from './ourAudit.ts';

const ROUNDS = 5;
const RULES = 'gup/*';
const QUICK_LIMIT_S = 120;
const FULL_LIMIT_S = 600;
/** What `timeout` ends with when it had to stop the command. */
const TIMED_OUT = 124;

/** Our semantic patches, and the rule whose peer each is. */
const PATCHES = [
  { file: 'mismatchedRelease.cocci', rule: 'gup/mismatched-release' },
  { file: 'leakOnPath.cocci', rule: 'gup/leak-on-path' },
  { file: 'partialPin.cocci', rule: 'gup/partial-pin' },
] as const;

const isInstalled = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

const spatch = (file: string, limitS: number, cwd: string): Command => ({
  program: 'timeout',
  args: [
    '-k',
    '5',
    `${limitS}`,
    'spatch',
    '--very-quiet',
    '--no-includes',
    '--jobs',
    `${availableParallelism()}`,
    '--sp-file',
    resolve('bench/balance', file),
    '--dir',
    '.',
  ],
  cwd,
});

/** Distinct functions of `FILE:LINE:FUNCTION` lines, and the number of distinct lines. */
function readPlaces(output: string): { readonly lines: number; readonly functions: ReadonlySet<string> } {
  const places = new Set([...output.matchAll(/^(?:\.\/)?(.+?):(\d+):(\w+)$/gm)].map((m) => `${m[1]}:${m[2]}:${m[3]}`));
  return { lines: places.size, functions: new Set([...places].map((place) => place.replace(/:\d+:/, ':'))) };
}

export async function run(options: readonly string[]): Promise<BenchResult> {
  const asked = options.includes('--tree') ? options[options.indexOf('--tree') + 1] : '6.12';
  const kernel = kernelTrees().find((tree) => tree.version === asked);
  if (kernel === undefined) throw new Error(`there is no tree ${asked}; --tree takes 6.12 or 6.1`);
  const cwd = kernel.root;
  const limitS = options.includes('--full') ? FULL_LIMIT_S : QUICK_LIMIT_S;
  const isOurs = (id: string): boolean => id.startsWith(RULES.slice(0, -1));
  // `--stats` looks for every tracked word, not for the rules' alone.
  const words = [...new Set([...rules.filter((rule) => isOurs(rule.info.id)).flatMap((rule) => rule.words), ...trackedWords()])];
  const audit = ['audit', '--rule', RULES, '--fail-on', 'never', '--format', 'json', '--stats', '.'];
  const ours: Command = { program: process.execPath, args: [resolve('bin/gupscope'), ...audit], cwd };
  const rg: Command = { program: 'rg', args: ['-uu', '-g', '*.{c,h}', '-w', '-l', ...words.flatMap((word) => ['-e', word])], cwd };
  const missing = ['rg', 'spatch'].filter((program) => !isInstalled(program));

  const outcome = runAudit(ours);
  const ourFunctions = new Set(outcome.findings.map(functionOf));
  const rgRuns: Measured[] = [];
  const ourRuns: Measured[] = [];
  if (!missing.includes('rg')) await runOnce(rg);
  for (let round = 0; round < ROUNDS; round++) {
    if (!missing.includes('rg')) rgRuns.push(await runOnce(rg));
    ourRuns.push(await runOnce(ours));
  }

  const wall = (runs: readonly Measured[]): number => median(runs.map((r) => r.wallMs));
  const times = (runs: readonly Measured[]): BenchResult['rows'][number] => ({
    wallMs: wall(runs),
    ratioToRg: rgRuns.length > 0 ? wall(runs) / wall(rgRuns) : undefined,
    cpuMs: median(runs.map((r) => r.cpuMs)),
    runs: runs.map((r) => r.wallMs),
  });
  const rows: BenchResult['rows'][number][] = [];
  if (rgRuns.length > 0) rows.push({ tool: 'rg, the same words', ...times(rgRuns), peakMemoryBytes: await peakMemory(rg) });
  rows.push({
    tool: `gupscope audit --rule '${RULES}'`,
    ...times(ourRuns),
    peakMemoryBytes: await peakMemory(ours),
    findings: outcome.findings.length,
    functions: ourFunctions.size,
  });

  const onlyCoccinelle: Record<string, readonly string[]> = {};
  for (const { file, rule } of missing.includes('spatch') ? [] : PATCHES) {
    const measured = await runOnce(spatch(file, limitS, cwd));
    const tool = `Coccinelle, ${file}`;
    if (measured.status === TIMED_OUT) {
      rows.push({ tool, wallMs: `did not finish in ${limitS} s` });
      continue;
    }
    // Coccinelle itself ends with 0 when it found nothing.
    if (measured.status !== 0) throw new Error(`spatch failed on ${file} with status ${measured.status}`);
    const { lines, functions } = readPlaces(measured.stdout);
    const sameRule = new Set(outcome.findings.filter((f) => f.rule === rule).map(functionOf));
    rows.push({
      tool,
      ...times([measured]),
      findings: lines,
      functions: functions.size,
      ourRule: [...functions].filter((f) => sameRule.has(f)).length,
      ourAny: [...functions].filter((f) => ourFunctions.has(f)).length,
    });
    onlyCoccinelle[rule] = [...functions].filter((f) => !ourFunctions.has(f)).sort();
  }

  return {
    name: `balance-${kernel.version}`,
    title: `page references in the whole tree of Linux ${kernel.packageVersion}, warm page cache, median of ${ROUNDS} alternating runs (Coccinelle: one)`,
    missing,
    columns: [
      { key: 'tool', heading: '' },
      { key: 'wallMs', heading: 'wall', unit: 'ms' },
      { key: 'ratioToRg', heading: 'rg = 1', unit: 'ratio' },
      { key: 'cpuMs', heading: 'processor', unit: 'ms' },
      { key: 'peakMemoryBytes', heading: 'peak memory', unit: 'bytes' },
      { key: 'findings', heading: 'findings', unit: 'count' },
      { key: 'functions', heading: 'functions', unit: 'count' },
      { key: 'ourRule', heading: 'ours, same rule', unit: 'count' },
      { key: 'ourAny', heading: 'ours, any rule', unit: 'count' },
    ],
    rows,
    notes: [
      `tracked functions: ${outcome.trackedFunctions}; functions that take pages: ${outcome.takingFunctions}, that name an acquire of user pages: ${functionsWithAcquire(cwd)}`,
      `pages handed on: ${outcome.handedOn}; words searched for: ${words.length}`,
      ...byRuleAndLevel(outcome.findings),
      `analysed in part: ${outcome.incomplete.length}`,
      ...outcome.incomplete.map((line) => `  ${line}`),
    ],
    extra: {
      findings: outcome.findings.map((f) => `${functionOf(f)} ${f.rule} ${f.level}`),
      onlyCoccinelle,
      patches: Object.fromEntries(PATCHES.map(({ file }) => [file, readFileSync(resolve('bench/balance', file), 'utf8')])),
    },
  };
}

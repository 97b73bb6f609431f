/**
 * Every finding of a whole 6.12 tree, replayed: what share breaks what its rule promises, what share of those with a fix holds after it, and how long it takes
 * from a finding that is on the screen to what the first frame shows: the path, the scenario, the whole search.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kernelTrees } from '../../scripts/lib/kernels.mjs';
import { never } from '../../src/base/cancel.ts';
import { decodeSource } from '../../src/base/encoding.ts';
import { LineIndex } from '../../src/base/lineIndex.ts';
import { engineVersionIn, openStore, readIndex } from '../../src/cache/index.ts';
import { createDiskReader } from '../../src/cli/diskReader.ts';
import { createEngine, defaultSettings, openTree, type TreeFacts } from '../../src/engine/index.ts';
import type { Finding } from '../../src/protocol/finding.ts';
import type { SimulationResult } from '../../src/protocol/simulation.ts';
import { environmentOf, replayAfterFix, replayOf } from '../../src/replay/index.ts';
import type { PolicyName } from '../../src/sim/policy/index.ts';
import { runCells } from '../../src/sim/run/index.ts';
import type { ScenarioDescription } from '../../src/sim/scenario/index.ts';
import { IndexedTree, openIndexed } from '../../src/wrappers/index.ts';
import { parser } from '../../test/support/parser.ts';
import type { BenchResult } from '../results.ts';

interface Row {
  readonly rule: string;
  readonly place: string;
  readonly verdict: string;
  readonly outcome: string;
  readonly isPromised: boolean;
  /** Absent without a fix. */
  readonly after?: string;
  readonly states: number;
  readonly ms: number;
}

const search = (scenario: ScenarioDescription, policy: PolicyName): SimulationResult | undefined =>
  runCells([{ scenario, policy, variant: {} }], { maxStates: 1_000_000, maxBytes: 1 << 28, walk: undefined, cancel: never })[0];

const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

/** The files with findings, and what the audit of the whole tree found out about functions on its way. */
function lookedInto(root: string, tree: TreeFacts): { readonly files: readonly string[]; readonly index: IndexedTree } {
  const folder = mkdtempSync(join(tmpdir(), 'gupscope-replay-'));
  try {
    const args = [resolve('bin/gupscope'), 'audit', '--cache', folder, '--format', 'json', '--fail-on', 'never', '.'];
    const ran = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (ran.status !== 0) throw new Error(`the audit ended with ${ran.status}: ${ran.stderr}`);
    const found = readIndex(openStore({ folder, version: engineVersionIn(readFileSync('dist/engine.json')) }), tree);
    if (found === undefined) throw new Error('the audit left no index');
    const files = (JSON.parse(ran.stdout) as readonly { readonly file: string }[]).map(({ file }) => join(root, file));
    return { files: [...new Set(files)], index: new IndexedTree(found, () => true) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function run(): Promise<BenchResult> {
  const kernel = kernelTrees().find((tree) => tree.name === 'linux-source-6.12');
  if (kernel === undefined) throw new Error('there is no 6.12 tree; run npm run test:kernel once');
  const { root } = kernel;
  const reader = createDiskReader();
  const tree = openTree(reader, root, undefined);
  const engine = createEngine({ reader, parser: await parser(), tree, sourceRoot: root, settings: defaultSettings });
  const rows: Row[] = [];
  const silent = new Map<string, number>();
  const { files, index } = lookedInto(root, tree);
  for (const path of files) {
    const bytes = readFileSync(path);
    const source = decodeSource(bytes);
    const opened = openIndexed({ engine, index, root }, path, source, bytes.length);
    const report = engine.report(opened, { stats: false, fixes: true });
    const lines = new LineIndex(source.text);
    const found = report.findings.filter(({ rule }) => !rule.startsWith('bvec/'));
    for (const finding of found) {
      const of = {
        version: tree.version,
        text: source.text,
        lines,
        pathsAt: (offset: number) => engine.pathsAt(opened, offset),
        pathsIn: (text: string) => {
          const edited = engine.open(path, { text, bom: false, escapedBytes: false }, undefined, opened.elsewhere);
          return (offset: number) => engine.pathsAt(edited, offset);
        },
      };
      const row = replayed(finding, of);
      if (row === undefined) silent.set(finding.rule, (silent.get(finding.rule) ?? 0) + 1);
      else rows.push(row);
    }
  }
  const broken = rows.filter((row) => row.isPromised);
  const mended = rows.filter((row) => row.after !== undefined);
  const held = mended.filter((row) => row.after === 'holds');
  const times = rows.map((row) => row.ms);
  return {
    name: 'replay',
    title: `${rows.length} findings of ${kernel.name} replayed under mainline's policy`,
    missing: [],
    columns: [
      { key: 'place', heading: 'finding' },
      { key: 'rule', heading: 'rule' },
      { key: 'verdict', heading: 'verdict' },
      { key: 'outcome', heading: 'outcome' },
      { key: 'after', heading: 'after the fix' },
      { key: 'states', heading: 'states', unit: 'count' },
      { key: 'ms', heading: 'to the first frame', unit: 'ms' },
    ],
    rows: rows.map((row) => ({ ...row, isPromised: undefined })),
    notes: [
      `${broken.length} of ${rows.length} break what their rule promises`,
      `${held.length} of the ${mended.length} with a fix hold after it`,
      `finding to first frame: median ${percentile(times, 0.5).toFixed(0)} ms, 95th percentile ${percentile(times, 0.95).toFixed(0)} ms`,
      `no replay, with the sentence that says why: ${[...silent].map(([rule, n]) => `${n} ${rule}`).join(', ') || 'none'}`,
    ],
  };
}

function replayed(finding: Finding, of: Parameters<typeof replayAfterFix>[1]): Row | undefined {
  const begin = performance.now();
  const { scenario, mainline } = replayOf(finding, of);
  const result = scenario && search(scenario, mainline);
  const ms = performance.now() - begin;
  if (result === undefined) return undefined;
  const environment = environmentOf(finding.rule);
  const promises: readonly string[] = 'promises' in environment ? environment.promises : [];
  const name = result.stuck === null ? (result.broken?.name ?? '') : 'stuck';
  const after = replayAfterFix(finding, of);
  return {
    rule: finding.rule,
    place: `${finding.file}:${of.lines.lineAt(finding.span.start) + 1}`,
    verdict: result.verdict,
    outcome: result.outcome ?? '',
    isPromised: promises.includes(name),
    ...(after === undefined ? {} : { after: (after.scenario && search(after.scenario, mainline)?.verdict) ?? 'no such path' }),
    states: result.statesExplored,
    ms,
  };
}

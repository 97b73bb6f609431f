/**
 * A whole 6.12 tree audited for all rules, index included, without a cache and with one that an equal run left, against `rg` for the same words. The page cache is
 * warm: each command has run once before. The commands alternate.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kernelTrees } from '../../scripts/lib/kernels.mjs';
import { trackedWords } from '../../src/knowledge/index.ts';
import { rules } from '../../src/rules/index.ts';
import { type Command, type Measured, peakMemory, runOnce } from '../audit/processTree.ts';
import { type BenchResult, median } from '../results.ts';

const ROUNDS = 3;

export async function run(): Promise<BenchResult> {
  const kernel = kernelTrees().find((tree) => tree.name === 'linux-source-6.12');
  if (kernel === undefined) throw new Error('there is no 6.12 tree to audit; run npm run test:kernel once');
  const cwd = kernel.root;
  const folder = mkdtempSync(join(tmpdir(), 'gupscope-bench-'));
  try {
    const words = [...new Set([...trackedWords(), ...rules.flatMap((rule) => rule.words)])];
    const list = join(folder, 'words');
    writeFileSync(list, `${words.join('\n')}\n`);
    const audit = (...args: string[]): Command => ({
      program: process.execPath,
      args: [resolve('bin/gupscope'), 'audit', '--fail-on', 'never', ...args, '.'],
      cwd,
    });
    const commands: readonly { readonly tool: string; readonly command: Command }[] = [
      { tool: 'rg, the same words', command: { program: 'rg', args: ['-uu', '-g', '*.{c,h}', '-w', '-l', '-f', list], cwd } },
      { tool: 'gupscope audit, no cache', command: audit('--no-cache') },
      { tool: 'gupscope audit, nothing changed', command: audit('--cache', join(folder, 'cache')) },
    ];
    const runs = new Map<string, Measured[]>(commands.map(({ tool }) => [tool, []]));
    for (let round = -1; round < ROUNDS; round++)
      for (const { tool, command } of commands) {
        const measured = await runOnce(command);
        if (round >= 0) runs.get(tool)?.push(measured);
      }
    const wall = (tool: string): number => median((runs.get(tool) ?? []).map((m) => m.wallMs));
    const cpu = (tool: string): number => median((runs.get(tool) ?? []).map((m) => m.cpuMs));
    const peer = commands[0]?.tool ?? '';
    const rows: BenchResult['rows'][number][] = [];
    for (const { tool, command } of commands)
      rows.push({
        tool,
        wallMs: wall(tool),
        ratioToRg: wall(tool) / wall(peer),
        cpuMs: cpu(tool),
        cpuToRg: cpu(tool) / cpu(peer),
        peakMemoryBytes: await peakMemory(command),
        runs: (runs.get(tool) ?? []).map((m) => m.wallMs),
      });
    return {
      name: 'wholeTree',
      title: `whole tree of Linux ${kernel.packageVersion}, all rules, warm page cache, median of ${ROUNDS} alternating runs`,
      missing: [],
      columns: [
        { key: 'tool', heading: '' },
        { key: 'wallMs', heading: 'wall', unit: 'ms' },
        { key: 'ratioToRg', heading: 'rg = 1', unit: 'ratio' },
        { key: 'cpuMs', heading: 'processor', unit: 'ms' },
        { key: 'cpuToRg', heading: 'rg = 1', unit: 'ratio' },
        { key: 'peakMemoryBytes', heading: 'peak memory', unit: 'bytes' },
      ],
      rows,
      notes: [`words searched for: ${words.length}`],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

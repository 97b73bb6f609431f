/**
 * Fixes of the rules that follow pages, on whole kernels: each fix of each finding is put on alone, and what it changes compiles without a new complaint. That the
 * finding is gone and no other is there follows from how fixes are chosen (src/engine/mend.ts) and is asked again here. The table goes to
 * bench/results/fixes-<release>.json.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { decodeSource, encodeSource } from '../../src/base/encoding.ts';
import { applyEdits } from '../../src/base/span.ts';
import { createDiskReader } from '../../src/cli/diskReader.ts';
import { createEngine, defaultSettings, openTree } from '../../src/engine/index.ts';
import type { Finding, Fix } from '../../src/protocol/finding.ts';
import { buildCacheRoot, openKernelBuild, withCommandsFor } from '../support/kernelBuild.ts';
import { compileObjects } from '../support/kernelBuildCompile.ts';
import { type KernelTree, kernelTrees } from '../support/kernels.ts';
import { parser } from '../support/parser.ts';

const project = join(import.meta.dirname, '../..');
const MINUTE_MS = 60_000;

interface Row {
  readonly finding: string;
  readonly fix: string;
  readonly outcome: string;
}

/** `.c` files in which the command line finds something, sorted. */
async function filesWithFindings(tree: KernelTree): Promise<string[]> {
  const args = ['audit', '--format', 'json', '--rule', 'gup/*', '--fail-on', 'never', '--tree', tree.root, tree.root];
  const { stdout } = await promisify(execFile)(join(project, 'bin/gupscope'), args, { maxBuffer: 1 << 28 });
  const findings = JSON.parse(stdout) as readonly { readonly file: string }[];
  return [...new Set(findings.map((f) => f.file))].filter((f) => f.endsWith('.c'));
}

async function openFixes(
  tree: KernelTree,
): Promise<(file: string) => { findings: readonly Finding[]; after: (fix: Fix) => { text: Uint8Array; left: number } }> {
  const reader = createDiskReader();
  const engine = createEngine({
    reader,
    parser: await parser(),
    tree: openTree(reader, tree.root, undefined),
    sourceRoot: tree.root,
    settings: { ...defaultSettings, rules: { 'bvec/direct-page-access': 'off' } },
  });
  return (file) => {
    const path = join(tree.root, file);
    const source = decodeSource(readFileSync(path));
    const report = (text: typeof source, fixes: boolean): readonly Finding[] =>
      engine.report(engine.open(path, text), { stats: false, fixes }).findings;
    return {
      findings: report(source, true),
      after(fix) {
        const edits = fix.changes.find((c) => c.file === file)?.edits ?? [];
        const text = { ...source, text: applyEdits(source.text, edits) };
        return { text: encodeSource(text), left: report(text, false).length };
      },
    };
  };
}

describe.each(kernelTrees())('fixes on $version', (tree) => {
  it(
    'each settles its finding and compiles',
    async () => {
      const files = await filesWithFindings(tree);
      const opened = await openKernelBuild(tree, buildCacheRoot());
      if (!opened.ok) throw new Error(opened.error.message);
      const build = await withCommandsFor(opened.value, files);
      if (!build.ok) throw new Error(build.error.message);
      const fixesOf = await openFixes(tree);
      const rows: Row[] = [];
      const complaints: unknown[] = [];
      for (const file of files) {
        const { findings: own, after } = fixesOf(file);
        for (const finding of own) {
          const name = `${file}: ${finding.enclosing ?? ''}: ${finding.rule}`;
          if (finding.fixes.length === 0) rows.push({ finding: name, fix: 'none', outcome: finding.noFixReason ?? '' });
          for (const fix of finding.fixes) {
            const { text, left } = after(fix);
            expect(left, `${name}: ${fix.title}`).toBeLessThan(own.length);
            const { objects, withoutCommand } = await compileObjects(build.value, [file], new Map([[file, text]]), { mode: 'object' });
            rows.push({ finding: name, fix: fix.title, outcome: withoutCommand.length > 0 ? 'not in this configuration' : 'compiled' });
            complaints.push(...objects.flatMap((o) => o.newDiagnostics.map((d) => `${name}: ${fix.title}: ${d.file}:${d.line}: ${d.message}`)));
          }
        }
      }
      mkdirSync(join(project, 'bench/results'), { recursive: true });
      writeFileSync(join(project, `bench/results/fixes-${tree.version}.json`), `${JSON.stringify(rows, null, 2)}\n`);
      expect(complaints).toEqual([]);
      expect(rows.filter((r) => r.outcome === 'compiled').length).toBeGreaterThan(0);
    },
    15 * MINUTE_MS,
  );
});

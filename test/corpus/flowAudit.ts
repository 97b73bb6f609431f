/**
 * A whole kernel under the rules that follow page references, in this process and over the sources: what is found, what was not understood, what threw.
 * Files are chosen by their words, as the command line chooses them.
 */
import { readFileSync } from 'node:fs';
import { decodeSource } from '../../src/base/encoding.ts';
import { createDiskReader } from '../../src/cli/diskReader.ts';
import { createEngine, defaultSettings, openTree } from '../../src/engine/index.ts';
import type { Finding } from '../../src/protocol/finding.ts';
import { rules } from '../../src/rules/index.ts';
import type { KernelTree } from '../support/kernels.ts';
import { filesWithTrackedWords } from '../support/parseMeasure.ts';
import { parser } from '../support/parser.ts';

export interface FlowAudit {
  readonly files: number;
  /** Functions that take pages. */
  readonly acquiringFunctions: number;
  /** In the order of files and places. */
  readonly findings: readonly Finding[];
  /** `FILE: FUNCTION: reason`. */
  readonly incomplete: readonly string[];
  /** `FILE: what was thrown`. */
  readonly threw: readonly string[];
}

export async function auditFlow(tree: KernelTree): Promise<FlowAudit> {
  const reader = createDiskReader();
  const engine = createEngine({
    reader,
    parser: await parser(),
    tree: openTree(reader, tree.root, undefined),
    sourceRoot: tree.root,
    settings: { ...defaultSettings, rules: { 'bvec/direct-page-access': 'off', 'bio/hand-rolled-vec': 'off' } },
  });
  const files = filesWithTrackedWords(
    tree.root,
    rules.filter((r) => r.flow).flatMap((r) => r.words),
  );
  const findings: Finding[] = [];
  const incomplete: string[] = [];
  const threw: string[] = [];
  let acquiringFunctions = 0;
  for (const path of files) {
    const name = path.slice(tree.root.length + 1);
    try {
      const { findings: found, stats } = engine.report(engine.open(path, decodeSource(readFileSync(path))), { stats: true, fixes: false });
      findings.push(...found);
      incomplete.push(...stats.incompleteFunctions.map((f) => `${name}: ${f.name}: ${f.reason}`));
      acquiringFunctions += stats.acquiringFunctions;
    } catch (error) {
      threw.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return { files: files.length, acquiringFunctions, findings, incomplete, threw };
}

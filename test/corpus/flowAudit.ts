/** A whole kernel under the rules that follow page references, in this process and over the sources: what is found, what was not understood, what threw. */
import type { LocatedFinding } from '../../src/report/index.ts';
import type { KernelTree } from '../support/kernels.ts';
import { auditWholeTree } from '../support/wholeTree.ts';

export interface FlowAudit {
  /** Files with a word that matters. */
  readonly files: number;
  /** Functions that take pages. */
  readonly acquiringFunctions: number;
  /** In the order of files and places. */
  readonly findings: readonly LocatedFinding[];
  /** `FILE: FUNCTION: reason`. */
  readonly incomplete: readonly string[];
  /** What was thrown, and where. */
  readonly threw: readonly string[];
}

export async function auditFlow(tree: KernelTree): Promise<FlowAudit> {
  const { result, settled } = await auditWholeTree(tree.root, { rules: { 'bvec/direct-page-access': 'off', 'bio/hand-rolled-vec': 'off' } });
  const byPlace = (a: LocatedFinding, b: LocatedFinding): number => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.offset - b.offset);
  return {
    files: settled?.reports.size ?? 0,
    acquiringFunctions: result.acquiringFunctions,
    findings: [...result.findings].sort(byPlace),
    incomplete: result.incompleteFunctions.map((f) => `${f.file}: ${f.name}: ${f.reason}`).sort(),
    threw: result.failed.map(({ problem }) => problem.message),
  };
}

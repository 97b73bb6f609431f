/** How findings become rows: the same findings in every grouping, none twice within a group, counts that add up. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupings, keyOf, type OutlineNode, outline } from '../../client/findingsOutline.ts';
import type { FileFindings, ListedFinding } from '../../src/protocol/requests.ts';

const finding = (rule: string, line: number): ListedFinding => ({
  rule,
  level: 'note',
  message: `${rule} at ${line}`,
  range: { start: { line, character: 1 }, end: { line, character: 8 } },
  fixable: false,
  fingerprint: `${rule}:${line}`,
});
const file = (name: string, subsystem: string, findings: readonly ListedFinding[]): FileFindings => ({
  uri: `file:///tree/${name}`,
  file: name,
  subsystem,
  findings,
});

const leaves = (nodes: readonly OutlineNode[]): readonly ListedFinding[] =>
  nodes.flatMap((node) => (node.kind === 'finding' ? [node.finding] : leaves(node.children)));
const all = (nodes: readonly OutlineNode[]): readonly OutlineNode[] =>
  nodes.flatMap((node) => [node, ...(node.kind === 'finding' ? [] : all(node.children))]);

const md = file('drivers/md/raid5.c', 'drivers/md', [finding('bvec/direct-page-access', 3), finding('gup/leak-on-path', 9)]);
const zram = file('drivers/block/zram.c', 'drivers/block', [finding('bvec/direct-page-access', 5)]);
const clean = file('fs/clean.c', 'fs', []);

describe('outline', () => {
  it('groups by subsystem, sorted, with counts, without clean files', () => {
    expect(outline([md, zram, clean], 'subsystem')).toMatchObject([
      { kind: 'subsystem', name: 'drivers/block', count: 1, children: [{ kind: 'file', file: 'drivers/block/zram.c', count: 1 }] },
      { kind: 'subsystem', name: 'drivers/md', count: 2, children: [{ kind: 'file', file: 'drivers/md/raid5.c', count: 2 }] },
    ]);
  });

  it('groups by rule, and a file with two rules stands under both', () => {
    expect(outline([md, zram], 'rule')).toMatchObject([
      {
        name: 'bvec/direct-page-access',
        count: 2,
        children: [
          { file: 'drivers/md/raid5.c', count: 1 },
          { file: 'drivers/block/zram.c', count: 1 },
        ],
      },
      { name: 'gup/leak-on-path', count: 1, children: [{ file: 'drivers/md/raid5.c', count: 1 }] },
    ]);
  });

  it('groups by file in the order given', () => {
    expect(outline([zram, clean, md], 'file').map((node) => (node.kind === 'file' ? [node.file, node.count] : []))).toEqual([
      ['drivers/block/zram.c', 1],
      ['drivers/md/raid5.c', 2],
    ]);
  });

  it('shows every finding once in every grouping, counts that add up, and keys that differ', () => {
    const rule = fc.constantFrom('bvec/direct-page-access', 'gup/leak-on-path', 'kmap/unbalanced');
    const findings = fc.uniqueArray(fc.tuple(rule, fc.nat(50)), { maxLength: 6, selector: ([r, l]) => `${r}${l}` });
    const files = fc.uniqueArray(
      fc.record({ name: fc.constantFrom('a/x.c', 'a/y.c', 'b/x.c', 'b/c/z.h'), subsystem: fc.constantFrom('a', 'b'), findings }),
      { selector: (f) => f.name },
    );
    fc.assert(
      fc.property(files, fc.constantFrom(...groupings), (generated, by) => {
        const given = generated.map((f) =>
          file(
            f.name,
            f.subsystem,
            f.findings.map(([r, l]) => finding(r, l)),
          ),
        );
        const rows = outline(given, by);
        const expected = given.flatMap((f) => f.findings.map((x) => x.fingerprint)).sort();
        expect(
          leaves(rows)
            .map((x) => x.fingerprint)
            .sort(),
        ).toEqual(expected);
        for (const row of all(rows)) if (row.kind !== 'finding') expect(row.count).toBe(leaves([row]).length);
        const keys = all(rows).map(keyOf);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});

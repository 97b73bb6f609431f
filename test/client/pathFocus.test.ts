/** Which path an editor shows as the cursor moves, and the words behind its lines. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outline } from '../../client/findingsOutline.ts';
import { childrenOf, rowKey, type TreeNode } from '../../client/findingsTreeNode.ts';
import { circled, pathAfterMove, pathAt, refreshed, remarksFor } from '../../client/pathFocus.ts';
import type { FileFindings, ListedFinding, ListedStep, WireRange } from '../../src/protocol/requests.ts';

const uri = 'file:///tree/a.c';
const range = (line: number, from = 1, to = 8): WireRange => ({ start: { line, character: from }, end: { line, character: to } });
const step = (line: number, message: string, more: Partial<ListedStep> = {}): ListedStep => ({ uri, range: range(line), message, ...more });
const finding = (line: number, path: readonly ListedStep[], fingerprint = `f${line}`): ListedFinding => ({
  rule: 'gup/leak-on-path',
  level: 'error',
  message: 'lost',
  range: range(line),
  fixable: false,
  fingerprint,
  ...(path.length === 0 ? {} : { path }),
});
const fileOf = (...findings: readonly ListedFinding[]): FileFindings => ({ uri, file: 'a.c', subsystem: '.', findings });

const leak = finding(9, [step(2, 'taken', { kind: 'acquire' }), step(5, 'here'), step(9, 'lost', { kind: 'exit' })]);
const plain = finding(20, []);
const file = fileOf(leak, plain);

describe('pathAt', () => {
  it('is the finding with a path at the cursor, its ends included', () => {
    for (const character of [1, 4, 8]) expect(pathAt(file, { line: 9, character })?.finding).toBe(leak);
    for (const at of [
      { line: 9, character: 0 },
      { line: 9, character: 9 },
      { line: 5, character: 4 },
      { line: 20, character: 4 },
    ])
      expect(pathAt(file, at)).toBeUndefined();
  });
});

describe('pathAfterMove', () => {
  const shown = { uri, finding: leak };
  it('shows the finding that the cursor enters, keeps it on its steps, and drops it elsewhere', () => {
    expect(pathAfterMove(undefined, file, uri, { line: 9, character: 2 })?.finding).toBe(leak);
    expect(pathAfterMove(undefined, file, uri, { line: 5, character: 2 })).toBeUndefined();
    expect(pathAfterMove(shown, file, uri, { line: 5, character: 2 })).toBe(shown);
    expect(pathAfterMove(shown, file, 'file:///tree/b.c', { line: 5, character: 2 })).toBeUndefined();
    expect(pathAfterMove(shown, file, uri, { line: 6, character: 2 })).toBeUndefined();
    expect(pathAfterMove(shown, undefined, uri, { line: 5, character: 2 })).toBe(shown);
  });

  it('keeps the one that was chosen of two at one place', () => {
    const twin = finding(9, [step(3, 'other'), step(9, 'lost')], 'twin');
    const both = fileOf(leak, twin);
    expect(pathAfterMove(undefined, both, uri, { line: 9, character: 2 })?.finding).toBe(twin);
    expect(pathAfterMove(shown, both, uri, { line: 9, character: 2 })).toBe(shown);
  });
});

describe('refreshed', () => {
  it('is the same finding where it stands now, or nothing once it is gone', () => {
    const moved = { ...leak, range: range(11) };
    expect(refreshed({ uri, finding: leak }, fileOf(moved))?.finding).toBe(moved);
    expect(refreshed({ uri, finding: leak }, fileOf(plain))).toBeUndefined();
    expect(refreshed({ uri, finding: leak }, undefined)).toBeUndefined();
  });
});

describe('remarksFor', () => {
  it('numbers the steps, one remark a line, and says where the path begins and ends', () => {
    expect(remarksFor(uri, [...(leak.path ?? []).slice(0, 2), step(2, 'again'), step(9, 'lost')])).toEqual([
      { line: 2, text: '① taken  ③ again', tone: 'start' },
      { line: 5, text: '② here', tone: 'between' },
      { line: 9, text: '④ lost', tone: 'end' },
    ]);
    expect(remarksFor('file:///tree/b.c', leak.path ?? [])).toEqual([]);
  });

  it('has every step of the document once, in order of lines, and none too long', () => {
    const steps = fc.array(
      fc.tuple(fc.nat(12), fc.constantFrom('a', 'b'), fc.string({ maxLength: 150 })).map(([line, doc, message]) => step(line, message, { uri: doc })),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, (path) => {
        const remarks = remarksFor('a', path);
        const own = path.filter((s) => s.uri === 'a');
        expect(remarks.map((r) => r.line)).toEqual([...new Set(own.map((s) => s.range.start.line))].sort((x, y) => x - y));
        for (const { text } of remarks) expect(text.length).toBeLessThanOrEqual(90);
        if (path.at(-1)?.uri === 'a') expect(remarks.filter((r) => r.tone === 'end')).toHaveLength(1);
      }),
    );
  });

  it('counts on in parentheses where there are no more circles', () => {
    expect([1, 20, 21].map(circled)).toEqual(['①', '⑳', '(21)']);
  });
});

describe('the rows below a finding', () => {
  it('are its steps, each with a key of its own', () => {
    const rows = (nodes: readonly TreeNode[]): readonly TreeNode[] => nodes.flatMap((node) => [node, ...rows(childrenOf(node))]);
    const all = rows(outline([file], 'subsystem'));
    expect(all.flatMap((node) => (node.kind === 'step' ? [`${node.number} ${node.step.message}`] : []))).toEqual(['1 taken', '2 here', '3 lost']);
    expect(new Set(all.map(rowKey)).size).toBe(all.length);
  });
});

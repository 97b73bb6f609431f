/** What counts as found, as known before, and as a false alarm; over an engine that reports what the test says. */
import { describe, expect, it } from 'vitest';
import { stableHash } from '../../src/base/hash.ts';
import { applyEdits } from '../../src/base/span.ts';
import type { OpenFile } from '../../src/engine/index.ts';
import type { FileReport, Finding } from '../../src/protocol/finding.ts';
import { editSource, openSource } from '../../src/syntax/index.ts';
import { judgeFile, type SeedVerdict } from './judge.ts';
import type { Seed } from './types.ts';

const text = 'void f(void)\n{\n\tfirst();\n\tsecond();\n}\nvoid g(void)\n{\n\tthird();\n}\n';

/** Reports each word of `marks` that stands in the text, as the rule says, in the function around it. */
function stub(marks: Readonly<Record<string, string>>, torn: (t: string) => number = () => 0) {
  const found = (file: OpenFile): Finding[] =>
    Object.entries(marks).flatMap(([word, rule]) =>
      [...file.source.text.matchAll(new RegExp(`\\b${word}\\b`, 'g'))].map((m): Finding => {
        const enclosing = file.source.itemAt(m.index)?.name ?? '';
        const { start, end } = file.source.lines.lineSpan(m.index);
        const line = file.source.text.slice(start, end);
        const span = { start: m.index, end: m.index + word.length };
        return {
          rule,
          level: 'error',
          kind: 'k',
          message: word,
          file: 'a.c',
          span,
          enclosing,
          path: [],
          fingerprint: stableHash(`${rule}${enclosing}${line}`),
          likeness: { line: '', context: '' },
          fixes: [],
        };
      }),
    );
  const note = { name: 'f', span: { start: 0, end: 1 }, reason: 'r' };
  return {
    open: (path: string, source: { readonly text: string }): OpenFile => ({ path, bytes: 1, source: openSource(source.text) }),
    edit: (file: OpenFile, edits: Seed['edits']): OpenFile => ({ ...file, source: editSource(file.source, edits) }),
    report: (file: OpenFile): FileReport => ({
      file: 'a.c',
      findings: found(file),
      allowed: [],
      known: [],
      stats: {
        bytes: 1,
        trackedFunctions: 2,
        functionsWithSyntaxErrors: Array.from({ length: torn(file.source.text) }, () => note),
        acquiringFunctions: 0,
        handedOver: [],
        incompleteFunctions: file.source.text.includes('endless') ? [note] : [],
      },
      problems: [],
    }),
  };
}

const seed = (from: string, to: string, more: Partial<Seed> = {}): Seed => {
  const start = text.indexOf(from);
  const edits = [{ span: { start, end: start + from.length }, newText: to }];
  expect(applyEdits(text, edits)).not.toBe(text);
  return {
    id: 1,
    kind: 'drop-release',
    variant: 'v',
    scope: 'function',
    at: start,
    edits,
    accepted: ['gup/leak-on-path'],
    function: 'f',
    functionSpan: { start: 0, end: 40 },
    rightFunctions: ['f'],
    line: 3,
    ...more,
  };
};

function judge(engine: ReturnType<typeof stub>, one: Seed): SeedVerdict {
  const verdicts: SeedVerdict[] = [];
  judgeFile(engine, '/tree', { path: 'a.c', source: { text, bom: false, escapedBytes: false }, seeds: [one] }, (v) => verdicts.push(v));
  const [verdict] = verdicts;
  if (!verdict) throw new Error('no verdict');
  return verdict;
}

describe('a fault', () => {
  const leak = { lost: 'gup/leak-on-path' };

  it('is found by a right rule in the function', () => {
    expect(judge(stub(leak), seed('first();', 'lost();'))).toMatchObject({
      outcome: 'found',
      incomplete: false,
      added: [{ message: 'lost', enclosing: 'f' }],
    });
  });

  it('is told apart from a finding of another rule, of another function, and from none', () => {
    expect(judge(stub({ lost: 'gup/partial-pin' }), seed('first();', 'lost();')).outcome).toBe('other-rule');
    expect(judge(stub(leak), seed('third();', 'lost();')).outcome).toBe('other-function');
    expect(judge(stub(leak), seed('third();', 'lost();', { rightFunctions: ['f', 'g'] })).outcome).toBe('found');
    expect(judge(stub({ lost: 'bvec/direct-page-access' }), seed('first();', 'lost();')).outcome).toBe('missed');
    expect(judge(stub(leak), seed('first();', 'other();')).outcome).toBe('missed');
  });

  it('is not found by what was reported before', () => {
    const before = { second: 'gup/leak-on-path' };
    expect(judge(stub(before), seed('first();', 'other();')).outcome).toBe('known');
    // The line's text is part of a print: an edit of it makes an old finding look new.
    expect(judge(stub(before), seed('second();', 'other(second());')).outcome).toBe('known');
    expect(judge(stub(before), seed('first();', 'other(second());')).outcome).toBe('found');
  });

  it('says when the function was not analysed to its end', () => {
    expect(judge(stub(leak), seed('first();', 'endless();'))).toMatchObject({ outcome: 'missed', incomplete: true });
  });
});

describe('a harmless edit', () => {
  const harmless = { kind: 'harmless', accepted: [] } as const;

  it('is silent if no rule of a function reports more than before', () => {
    expect(judge(stub({ second: 'gup/leak-on-path' }), seed('second();', 'if (1) second();', harmless)).outcome).toBe('silent');
    expect(judge(stub({ second: 'gup/leak-on-path' }), seed('second();', 'second(second);', harmless)).outcome).toBe('alarm');
    expect(judge(stub({ lost: 'gup/leak-on-path' }), seed('third();', 'lost();', harmless))).toMatchObject({
      outcome: 'alarm',
      added: [{ message: 'lost' }],
    });
  });
});

it('refuses a seed that tears the text', () => {
  const engine = stub({}, (t) => (t.includes('first') ? 0 : 1));
  expect(() => judge(engine, seed('first();', '}', { id: 77 }))).toThrow(/^seed 77 \(drop-release, v\) tears a\.c:3$/);
});

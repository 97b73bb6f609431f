/** Baselines: files that are none, and which finding of today is which of yesterday. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Baseline, type BaselineEntry, matchBaseline, parseBaseline } from '../../src/engine/index.ts';
import type { Finding } from '../../src/protocol/finding.ts';
import { fingerprintNames } from '../../src/protocol/fingerprintNames.ts';
import { formatSarif, locatedText, locateFindings } from '../../src/report/index.ts';
import { reportOf } from '../report/reportFixture.ts';
import { engineOver } from '../support/engine.ts';

const refused = (text: string): string => {
  const parsed = parseBaseline(text, 'b.sarif');
  if (parsed.ok) throw new Error(`taken: ${text}`);
  return parsed.error.message;
};
const taken = (text: string): Baseline => {
  const parsed = parseBaseline(text, 'b.sarif');
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
};
const entriesOf = (baseline: Baseline): BaselineEntry[] => [...baseline.byFile.values()].flat();

const result = (more: object = {}): object => ({
  ruleId: 'a/b',
  level: 'error',
  message: { text: 'm' },
  locations: [
    {
      physicalLocation: { artifactLocation: { uri: 'fs/a%20b.c', uriBaseId: 'SRCROOT' }, region: { startLine: 3, startColumn: 2 } },
      logicalLocations: [{ name: 'f' }],
    },
  ],
  partialFingerprints: { [fingerprintNames.whole]: '1', [fingerprintNames.line]: '2', [fingerprintNames.context]: '3' },
  ...more,
});
const run = (name: string, results: readonly object[]): object => ({
  tool: { driver: { name } },
  originalUriBaseIds: { SRCROOT: { uri: 'file:///tree/' } },
  results,
});
const log = (...runs: readonly object[]): string => JSON.stringify({ version: '2.1.0', runs });

describe('a baseline file', () => {
  it('is read for what it says of each finding', () => {
    expect(entriesOf(taken(log(run('gupscope', [result()]))))).toEqual([
      {
        rule: 'a/b',
        level: 'error',
        message: 'm',
        file: 'fs/a b.c',
        range: { startLine: 3, startColumn: 2 },
        enclosing: 'f',
        fingerprint: '1',
        likeness: { line: '2', context: '3' },
        allowed: false,
      },
    ]);
  });

  it('may hold other tools, several runs, whole addresses, and what an earlier baseline said is gone', () => {
    const absolute = { locations: [{ physicalLocation: { artifactLocation: { uri: 'file:///tree/fs/c.c' } } }] };
    const text = log(
      run('other', [{}]),
      run('gupscope', [result(), result({ baselineState: 'absent' })]),
      run('gupscope', [result(absolute), result({ suppressions: [{ kind: 'inSource' }] }), result({ suppressions: [{ kind: 'external' }] })]),
    );
    expect(entriesOf(taken(text)).map((e) => [e.file, e.allowed])).toEqual([
      ['fs/a b.c', false],
      ['fs/a b.c', true],
      ['fs/a b.c', false],
      ['fs/c.c', false],
    ]);
    expect(entriesOf(taken(log(run('gupscope', []))))).toEqual([]);
  });

  it.each([
    ['', 'b.sarif is not valid JSON'],
    ['[]', 'b.sarif is no SARIF 2.1.0 log'],
    ['{"version":"2.0.0","runs":[]}', 'b.sarif is no SARIF 2.1.0 log'],
    [log(), 'b.sarif holds no run'],
    [log(run('clang', []), run('smatch', [])), 'b.sarif holds no run of gupscope, but of clang and smatch'],
    [log(run('gupscope', [{ ruleId: 'x' }])), 'b.sarif holds a result that gupscope did not write'],
    [log(run('gupscope', [result({ partialFingerprints: {} })])), 'b.sarif holds results without the fingerprint gupscope/v1'],
  ])('%s is refused in a sentence', (text, what) => {
    expect(refused(text)).toBe(`${what}; gupscope audit --no-baseline --format sarif --output b.sarif writes a baseline`);
  });
});

const HEAD = '#include <linux/bvec.h>\n';
const FILE = 'drivers/a.c';

/** Findings of a text as an audit sees them, and as a baseline that it writes. */
async function audited(text: string): Promise<{ readonly findings: readonly Finding[]; readonly baseline: Baseline }> {
  const { open, report } = await engineOver('bare');
  const found = report(open(text));
  const whole = reportOf(text, []);
  const located = locateFindings(found, () => locatedText(text), { context: undefined });
  return { findings: found.findings, baseline: taken(formatSarif({ ...whole, findings: located }, { omitSuppressed: false })) };
}

async function compared(before: string, after: string): Promise<{ news: number[]; unmet: number; total: number }> {
  const [old, now] = [await audited(before), await audited(after)];
  const { known, met } = matchBaseline(old.baseline, { file: FILE, findings: now.findings, allowed: [], isGone: () => false });
  const lineOf = (f: Finding): number => after.slice(0, f.span.start).split('\n').length - HEAD.split('\n').length + 1;
  return {
    news: now.findings.filter((f) => !known.has(f)).map(lineOf),
    unmet: entriesOf(old.baseline).length - met.size,
    total: now.findings.length,
  };
}

const body = (...lines: readonly string[]): string => `${HEAD}static void f(struct bio_vec *bv)\n{\n${lines.map((l) => `\t${l}\n`).join('')}}\n`;

describe('the same finding', () => {
  it('is known, whatever came above it', async () => {
    const before = body('put_page(bv->bv_page);');
    expect(await compared(before, `${HEAD}int x;\n${before.slice(HEAD.length)}`)).toEqual({ news: [], unmet: 0, total: 1 });
    expect(await compared(before, before.replace('f(', 'g('))).toEqual({ news: [1 + 2], unmet: 1, total: 1 });
  });

  it('is told from an equal one by the lines above it, wherever that came to stand', async () => {
    const before = body('one();', 'put_page(bv->bv_page);', 'two();', 'put_page(bv->bv_page);');
    const first = body('zero();', 'put_page(bv->bv_page);', 'one();', 'put_page(bv->bv_page);', 'two();', 'put_page(bv->bv_page);');
    expect(await compared(before, first)).toEqual({ news: [4], unmet: 0, total: 3 });
    const middle = body('one();', 'put_page(bv->bv_page);', 'half();', 'put_page(bv->bv_page);', 'two();', 'put_page(bv->bv_page);');
    expect(await compared(before, middle)).toEqual({ news: [6], unmet: 0, total: 3 });
    const checks = ['if (a())', 'put_page(bv->bv_page);', 'if (b())', 'put_page(bv->bv_page);', 'if (c())', 'put_page(bv->bv_page);'];
    for (const added of [0, 2, 4, 6]) {
      const after = body(...checks.slice(0, added), 'if (d())', 'put_page(bv->bv_page);', ...checks.slice(added));
      expect(await compared(body(...checks), after)).toEqual({ news: [added + 4], unmet: 0, total: 4 });
    }
    expect(await compared(before, body('two();', 'put_page(bv->bv_page);'))).toEqual({ news: [], unmet: 1, total: 1 });
  });

  it('is counted right among equal ones under any edit: as many are new as there are more', async () => {
    const line = fc.constantFrom('put_page(bv->bv_page);', 'one();', 'two();', '', '/* remark */', 'get_page(bv->bv_page);');
    const lines = fc.array(line, { maxLength: 8 });
    const count = (list: readonly string[], what: string): number => list.filter((l) => l === what).length;
    await fc.assert(
      fc.asyncProperty(lines, lines, async (before, after) => {
        const { news, unmet } = await compared(body(...before), body(...after));
        const calls = ['put_page(bv->bv_page);', 'get_page(bv->bv_page);'];
        const more = calls.map((c) => count(after, c) - count(before, c));
        expect(news).toHaveLength(more.reduce((sum, n) => sum + Math.max(0, n), 0));
        expect(unmet).toBe(more.reduce((sum, n) => sum + Math.max(0, -n), 0));
      }),
      { numRuns: 150 },
    );
  });

  it('is known in a file that was moved, as long as the old one is gone', async () => {
    const { findings, baseline } = await audited(body('put_page(bv->bv_page);'));
    const elsewhere = { file: 'fs/b.c', findings, allowed: [] };
    const gone = matchBaseline(baseline, { ...elsewhere, isGone: (file) => file === FILE });
    expect([gone.known.size, gone.met.size]).toEqual([1, 0]);
    expect(matchBaseline(baseline, { ...elsewhere, isGone: () => false }).known.size).toBe(0);
  });

  it('is news once the comment is gone that allowed it', async () => {
    const { findings } = await audited(body('put_page(bv->bv_page);'));
    const [finding] = findings;
    if (finding === undefined) throw new Error('nothing was found');
    const marks = {
      [fingerprintNames.whole]: finding.fingerprint,
      [fingerprintNames.line]: finding.likeness.line,
      [fingerprintNames.context]: finding.likeness.context,
    };
    const place = { locations: [{ physicalLocation: { artifactLocation: { uri: FILE } } }] };
    const allowedThen = taken(
      log(run('gupscope', [result({ ruleId: finding.rule, partialFingerprints: marks, ...place, suppressions: [{ kind: 'inSource' }] })])),
    );
    const ask = (counting: readonly Finding[], allowed: readonly Finding[]): number =>
      matchBaseline(allowedThen, { file: FILE, findings: counting, allowed, isGone: () => false }).known.size;
    expect(ask([finding], [])).toBe(0);
    expect(ask([], [finding])).toBe(1);
  });
});

it('an engine with a baseline leaves out what stands in it', async () => {
  const text = body('put_page(bv->bv_page);', 'get_page(bv->bv_page);');
  const { baseline } = await audited(body('put_page(bv->bv_page);'));
  const { open, report } = await engineOver('bare', {}, {}, undefined, baseline);
  const found = report(open(text));
  expect(found.findings).toHaveLength(1);
  expect(text.slice(0, found.findings[0]?.span.start)).toMatch(/get_page\(bv->$/);
  expect(found.known).toHaveLength(1);
});

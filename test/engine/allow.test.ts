/** Comments that allow findings, as the engine reads and judges them; the rules' case files show which line each speaks of. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/base/span.ts';
import { allowComments } from '../../src/engine/allow/comment.ts';
import type { Settings } from '../../src/engine/index.ts';
import type { FileReport, Finding } from '../../src/protocol/finding.ts';
import { openSource } from '../../src/syntax/index.ts';
import { engineOver } from '../support/engine.ts';

const HEAD = '#include <linux/bvec.h>\n';
const RULE = 'bvec/direct-page-access';

async function reportOf(text: string, settings: Partial<Settings> = {}): Promise<FileReport> {
  const { open, report } = await engineOver('bare', {}, settings);
  return report(open(text));
}

const rulesOf = (findings: readonly Finding[]): string[] => findings.map((f) => f.rule);

/** Applies the first fix of each finding. */
const fixed = (text: string, findings: readonly Finding[]): string =>
  applyEdits(
    text,
    findings.flatMap((f) => f.fixes[0]?.changes[0]?.edits ?? []),
  );

describe('a comment', () => {
  it.each([
    ['/* gupscope: allow a/b -- why */', ['a/b'], 'why'],
    ['// gupscope: allow a/b -- why', ['a/b'], 'why'],
    ['/* gupscope: allow a/b,c/* , d -- why -- really */', ['a/b', 'c/*', 'd'], 'why -- really'],
    ['/* gupscope: allow a/b c/d--why*/', ['a/b', 'c/d'], 'why'],
    ['/*gupscope:allow a/b -- why*/', ['a/b'], 'why'],
    ['/** gupscope: allow a/b -- why **/', ['a/b'], 'why'],
    ['/*\n * gupscope: allow a/b,\n *   c/d -- because\n *   of that\n */', ['a/b', 'c/d'], 'because of that'],
    ['/*\r\n * gupscope: allow a/b -- because\r\n * of that\r\n */', ['a/b'], 'because of that'],
    ['/* gupscope: allow a/b \\\n * -- joined \\\n lines */', ['a/b'], 'joined lines'],
    ['/* gupscope: allow a/b -- unfinished', ['a/b'], 'unfinished'],
  ])('%j is read', (text, rules, reason) => {
    const [comment, ...others] = allowComments(openSource(`${text}\nint x;\n`));
    expect(others).toEqual([]);
    expect({ rules: comment?.entries.map((e) => e.pattern), reason: comment?.reason.replace(/ int x;$/, '') }).toEqual({ rules, reason });
    for (const { pattern, start, end } of comment?.entries ?? []) expect(text.slice(start, end)).toBe(pattern);
  });

  it('holds several, each with its reason', () => {
    const comments = allowComments(openSource('/*\n * gupscope: allow a/b -- one\n * gupscope: allow c/d -- two\n * more\n */\nint x;\n'));
    expect(comments.map((c) => [c.entries[0]?.pattern, c.reason])).toEqual([
      ['a/b', 'one'],
      ['c/d', 'two more'],
    ]);
  });

  it('is read or not read, but never stops the engine, whatever stands in it', () => {
    const piece = fc.constantFrom(
      'gupscope:',
      'allow',
      'a/b',
      '--',
      ',',
      '*',
      '/*',
      '*/',
      '//',
      '\n',
      '\r\n',
      '\\\n',
      ' ',
      '"',
      "'",
      '#define X',
      '#if',
      '{',
      ';',
      '(',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        for (const { span, comment, covers, entries } of allowComments(openSource(text))) {
          expect(text.slice(span.start, span.start + 9)).toBe('gupscope:');
          for (const { pattern, start, end } of entries) expect(text.slice(start, end)).toBe(pattern);
          for (const inner of [span, ...entries]) expect(comment.start <= inner.start && inner.end <= comment.end).toBe(true);
          expect(covers.start).toBeLessThanOrEqual(covers.end);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a finding that a comment allows', () => {
  const text = `${HEAD}static struct page *f(struct bio_vec *bv)\n{\n\t/* gupscope: allow ${RULE} -- only\n\t * compared */\n\treturn bv->bv_page;\n}\n`;

  it('is no finding, and stands beside with its reason', async () => {
    const { findings, allowed } = await reportOf(text);
    expect(findings).toEqual([]);
    expect(allowed).toMatchObject([{ finding: { rule: RULE }, reason: 'only compared' }]);
    expect(text.slice(allowed[0]?.comment.start, allowed[0]?.comment.end)).toMatch(/^\/\*.*\*\/$/s);
  });

  it('keeps its fingerprint, and those of its like keep theirs', async () => {
    const twice = `${HEAD}static void f(struct bio_vec *bv)\n{\n\tput_page(bv->bv_page);\n\tput_page(bv->bv_page);\n}\n`;
    const plain = await reportOf(twice);
    const marked = await reportOf(twice.replace(');\n', `); /* gupscope: allow ${RULE} -- the first */\n`));
    expect([...marked.allowed.map((a) => a.finding), ...marked.findings].map((f) => f.fingerprint)).toEqual(plain.findings.map((f) => f.fingerprint));
  });

  it('is found again by a later text of the same file', async () => {
    const { open, edit, report } = await engineOver('bare');
    const file = open(text);
    report(file);
    const at = text.indexOf('allow');
    const edited = edit(file, [{ span: { start: at, end: at + 5 }, newText: 'allowed' }]);
    expect(rulesOf(report(edited).findings)).toEqual(['gupscope/malformed-allow', RULE]);
    expect(report(edited).allowed).toEqual([]);
  });
});

describe('a comment that allows nothing', () => {
  const unused = `${HEAD}/* gupscope: allow ${RULE}, gup/leak-on-path -- of old */\nint x;\n`;

  it('is a note', async () => {
    expect((await reportOf(unused)).findings).toMatchObject([{ rule: 'gupscope/unused-allow', level: 'note', kind: 'comment', path: [] }]);
  });

  it('is none where a rule that it names was not asked', async () => {
    expect(rulesOf((await reportOf(unused, { rules: { 'gup/*': 'off' } })).findings)).toEqual(['gupscope/unused-allow']);
    expect((await reportOf(unused, { rules: { 'gup/*': 'off' } })).findings[0]?.kind).toBe('rule');
    expect((await reportOf(unused, { rules: { '*/*': 'off', 'gupscope/*': 'on' } })).findings).toEqual([]);
    expect((await reportOf(unused, { overrides: [{ files: ['drivers'], rules: { gup: 'off', bvec: 'off' } }] })).findings).toEqual([]);
  });

  it('is none in a function that was not analysed whole', async () => {
    const torn = `${HEAD}static void f(struct bio_vec *bv)\n{\n\t/* gupscope: allow ${RULE} -- who knows */\n\tbv++ bv ((;\n\tuse(bv->bv_page);\n}\n`;
    const { findings, stats } = await reportOf(torn);
    expect(stats.functionsWithSyntaxErrors).toHaveLength(1);
    expect(rulesOf(findings)).not.toContain('gupscope/unused-allow');
    expect(rulesOf((await reportOf(torn.replace('bv++ bv ((', 'bv++'))).findings)).toContain('gupscope/unused-allow');
  });

  it('can be switched off and given another level, as any rule', async () => {
    expect((await reportOf(unused, { rules: { gupscope: 'off' } })).findings).toEqual([]);
    expect((await reportOf(unused, { rules: { 'gupscope/*': 'error' } })).findings[0]?.level).toBe('error');
  });

  it.each([
    ['/* gupscope: allow gup -- x */\nint x;\n', 'int x;\n'],
    ['\t// gupscope: allow gup -- x\n\tint x;\n', '\tint x;\n'],
    ['int x; /* gupscope: allow gup -- x */\nint y;\n', 'int x;\nint y;\n'],
    ['int x; // gupscope: allow gup -- x\r\nint y;\r\n', 'int x;\r\nint y;\r\n'],
    ['/* gupscope: allow gup -- x */ int x;\n', 'int x;\n'],
    ['int x;\t/* gupscope: allow gup -- x */', 'int x;'],
    ['/*\n * gupscope: allow gup -- x\n *   y\n */\nint x;\n', 'int x;\n'],
    ['/*\n * A remark.\n * gupscope: allow gup -- x\n *   y\n */\nint x;\n', '/*\n * A remark.\n */\nint x;\n'],
    ['/*\r\n * A remark.\r\n * gupscope: allow gup -- x\r\n */\r\nint x;\r\n', '/*\r\n * A remark.\r\n */\r\nint x;\r\n'],
    ['/* gupscope: allow gup -- x\n * gupscope: alow bvec -- y */\nint x;\n', '/* gupscope: alow bvec -- y */\nint x;\n'],
    ['/* gupscope: alow bvec -- y\n * gupscope: allow gup -- x */\nint x;\n', '/* gupscope: alow bvec -- y */\nint x;\n'],
    ['#define X \\\n\t/* gupscope: allow gup -- x */ \\\n\tx\nint y;\n', '#define X \\\n\tx\nint y;\n'],
    ['#define X \\\n\tx \\\n\t/* gupscope: allow gup -- x */\nint y;\n', '#define X \\\n\tx \\\n\nint y;\n'],
  ])('%j is taken out and leaves %j', async (text, left) => {
    const { findings } = await reportOf(text);
    expect(
      fixed(
        text,
        findings.filter((f) => f.rule === 'gupscope/unused-allow'),
      ),
    ).toBe(left);
  });

  it.each([
    ['gup, bvec/*', 'gup'],
    ['bvec/*, gup', 'gup'],
    ['gup bvec/*', 'gup'],
    ['kmap, bvec/*, gup', 'gup'],
  ])('one name of %s is taken out', async (names, out) => {
    const text = `${HEAD}static struct page *f(struct bio_vec *bv)\n{\n\treturn bv->bv_page; // gupscope: allow ${names} -- x\n}\n`;
    const { findings } = await reportOf(text);
    const after = fixed(
      text,
      findings.filter((f) => f.rule === 'gupscope/unused-allow'),
    );
    expect(rulesOf((await reportOf(after)).findings)).not.toContain('gupscope/unused-allow');
    expect(after).not.toMatch(new RegExp(`\\b${out}\\b(?!scope)`));
    expect((await reportOf(after)).allowed).toHaveLength(1);
  });

  it('is given the word or the name that was meant', async () => {
    const text = `${HEAD}static struct page *f(struct bio_vec *bv)\n{\n\t/* gupscope: alow bvec/direct-page-acess -- x */\n\treturn bv->bv_page;\n}\n`;
    const once = fixed(
      text,
      (await reportOf(text)).findings.filter((f) => f.rule === 'gupscope/malformed-allow'),
    );
    expect(once).toContain('gupscope: allow bvec/direct-page-acess --');
    const twice = fixed(
      once,
      (await reportOf(once)).findings.filter((f) => f.rule === 'gupscope/malformed-allow'),
    );
    expect(twice).toContain(`gupscope: allow ${RULE} --`);
    expect(await reportOf(twice)).toMatchObject({ findings: [], allowed: [{ reason: 'x' }] });
  });
});

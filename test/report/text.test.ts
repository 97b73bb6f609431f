import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { formatGithub, formatJson, formatTerminal, formatText, summaryLine } from '../../src/report/index.ts';
import { findingAt, reportOf } from './reportFixture.ts';

const text = '#include <linux/bio.h>\n\nvoid f(struct bio_vec *bv)\n{\n\tkmap(bv->bv_page);\n}\n';
const plain = picocolors.createColors(false);
const asIs = (file: string): string => file;

describe('formatText', () => {
  it('writes one line a finding, steps behind it', () => {
    const finding = findingAt(text, 'bv_page', {
      path: [{ file: 'drivers/md/raid.c', span: { start: text.indexOf('kmap'), end: text.indexOf('kmap') + 4 }, message: 'mapped here' }],
    });
    expect(formatText(reportOf(text, [finding]), (file) => `linux/${file}`)).toBe(
      'linux/drivers/md/raid.c:5:11: warning: direct read of bv_page [bvec/direct-page-access]\nlinux/drivers/md/raid.c:5:2: note: 1. mapped here\n',
    );
  });

  it('keeps a finding on one line and the terminal unsteered, whatever a file is called', () => {
    const finding = findingAt(text, 'bv_page', { file: 'a\n\u001b[31mb.c' });
    const out = formatText(reportOf(text, [finding]), asIs);
    expect(out).toBe('a␊␛[31mb.c:5:11: warning: direct read of bv_page [bvec/direct-page-access]\n');
  });

  it('is empty if nothing was found', () => {
    expect(formatText(reportOf(text, []), asIs)).toBe('');
  });
});

describe('formatTerminal', () => {
  it('shows the source with carets under the range, tabs as eight columns', () => {
    const finding = findingAt(text, 'bv_page', { condition: 'defined(CONFIG_MD)', noFixReason: 'the value is stored to' });
    expect(formatTerminal(reportOf(text, [finding]), asIs, plain)).toMatchInlineSnapshot(`
      "drivers/md/raid.c  1 finding

        5:11  warning  direct read of bv_page  bvec/direct-page-access
            5 │         kmap(bv->bv_page);
              │                  ^^^^^^^
              = in make_request, compiled if defined(CONFIG_MD)
              = no fix: the value is stored to

      "
    `);
  });

  it('names a file once, above all of its findings', () => {
    const report = reportOf(text, [findingAt(text, 'kmap'), findingAt(text, 'bv_page')]);
    const out = formatTerminal(report, asIs, plain);
    expect(out.match(/raid\.c/g)).toHaveLength(1);
    expect(out).toContain('drivers/md/raid.c  2 findings');
  });
});

describe('summaryLine', () => {
  it('says why the status is what it is', () => {
    expect(summaryLine({ error: 0, warning: 41, note: 148 }, { code: 0, reason: '--fail-on error' })).toBe(
      '0 errors, 41 warnings, 148 notes; exit 0 because --fail-on error',
    );
    expect(summaryLine({ error: 1, warning: 1, note: 1 }, { code: 1, reason: '--fail-on note' })).toBe(
      '1 error, 1 warning, 1 note; exit 1 because --fail-on note',
    );
  });
});

describe('formatGithub', () => {
  it('escapes what would end a property or a command', () => {
    const finding = findingAt(text, 'bv_page', { file: 'a,b:c%.c', level: 'note', message: '100% sure\nof it' });
    expect(formatGithub(reportOf(text, [finding]), asIs)).toBe(
      '::notice file=a%2Cb%3Ac%25.c,line=5,endLine=5,col=11,endColumn=18,title=bvec/direct-page-access::100%25 sure%0Aof it\n',
    );
  });
});

describe('formatJson', () => {
  it('holds every field of the contract', () => {
    const edit = { span: { start: text.indexOf('bv->'), end: text.indexOf(');') }, newText: 'bvec_page(bv)' };
    const finding = findingAt(text, 'bv_page', {
      fixes: [
        {
          id: 'bvec_page',
          title: 'Use bvec_page()',
          safety: 'safe',
          preferred: true,
          introducesHelper: false,
          changes: [{ file: 'drivers/md/raid.c', edits: [edit] }],
        },
      ],
    });
    expect(JSON.parse(formatJson(reportOf(text, [finding])))).toEqual([
      {
        rule: 'bvec/direct-page-access',
        level: 'warning',
        kind: 'read',
        message: 'direct read of bv_page',
        file: 'drivers/md/raid.c',
        startLine: 5,
        startColumn: 11,
        endLine: 5,
        endColumn: 18,
        function: 'make_request',
        condition: null,
        fingerprint: 'f00d',
        path: [],
        trace: null,
        noFixReason: null,
        fixes: [
          {
            id: 'bvec_page',
            title: 'Use bvec_page()',
            safety: 'safe',
            preferred: true,
            introducesHelper: false,
            group: null,
            changes: [
              {
                file: 'drivers/md/raid.c',
                edits: [{ startLine: 5, startColumn: 7, endLine: 5, endColumn: 18, newText: 'bvec_page(bv)' }],
              },
            ],
          },
        ],
      },
    ]);
  });

  it('is an empty array if nothing was found, and always well-formed', () => {
    expect(formatJson(reportOf(text, []))).toBe('[]\n');
    expect(formatJson(reportOf(text, [findingAt(text, 'bv_page', { enclosing: 'J\udcf6rn' })]))).toContain('J\ufffdrn');
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptOf, locatedText, rangeOf } from '../../src/report/locate.ts';

const spanOf = (text: string, needle: string): { start: number; end: number } => ({
  start: text.indexOf(needle),
  end: text.indexOf(needle) + needle.length,
});

describe('rangeOf', () => {
  it('counts lines and columns from one, in UTF-16 units', () => {
    const text = 'int a;\r\n\t/* 😀 */ bv_page;\n';
    expect(rangeOf(locatedText(text).lines, spanOf(text, 'bv_page'))).toEqual({ startLine: 2, startColumn: 11, endLine: 2, endColumn: 18 });
  });
});

describe('excerptOf', () => {
  it('cuts the line at the range and leaves line endings out', () => {
    const text = 'a\r\n\tpage = bv->bv_page;\r\nc\r\n';
    expect(excerptOf(locatedText(text), spanOf(text, 'bv_page'), 1)).toEqual([
      { line: 1, before: 'a', marked: '', after: '' },
      { line: 2, before: '\tpage = bv->', marked: 'bv_page', after: ';' },
      { line: 3, before: 'c', marked: '', after: '' },
    ]);
  });

  it('marks every line of a range that spans several', () => {
    const text = 'foo(bv\n  ->bv_page\n);\n';
    expect(excerptOf(locatedText(text), { start: 4, end: text.indexOf(')') + 1 }, 0).map((l) => l.marked)).toEqual(['bv', '  ->bv_page', ')']);
  });

  it('clips a line that goes on for ever', () => {
    const text = `${'x'.repeat(100_000)}bv_page${'y'.repeat(100_000)}`;
    const [line] = excerptOf(locatedText(text), spanOf(text, 'bv_page'), 0);
    expect(line?.before).toMatch(/^…x{200}$/);
    expect(line?.marked).toBe('bv_page');
    expect(line?.after).toMatch(/^y{200}…$/);
  });

  it('shows bytes that are not UTF-8 as replacement characters', () => {
    const [line] = excerptOf(locatedText('/* J\udcf6rn */ bv_page'), { start: 11, end: 18 }, 0);
    expect(line).toEqual({ line: 1, before: '/* J\ufffdrn */ ', marked: 'bv_page', after: '' });
  });

  it('puts the parts of every line together again, whatever the range', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', '\t', 'é', '😀') }), fc.nat(), fc.nat(), fc.nat(3), (text, a, b, context) => {
        const start = Math.min(a, b) % (text.length + 1);
        const end = Math.max(start, Math.max(a, b) % (text.length + 1));
        const lines = text.split(/\r\n|\n/);
        for (const l of excerptOf(locatedText(text), { start, end }, context)) {
          const whole = lines[l.line - 1] ?? '';
          // A range that cuts a surrogate pair shows both halves as replacement characters.
          if ((l.before + l.marked + l.after).includes('\ufffd')) continue;
          expect(l.before + l.marked + l.after).toBe(whole);
        }
      }),
    );
  });
});

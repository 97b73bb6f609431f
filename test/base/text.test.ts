/** Offsets, lines and bytes: what everything else counts with. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSource, encodeSource } from '../../src/base/encoding.ts';
import { LineIndex } from '../../src/base/lineIndex.ts';
import { applyEdits } from '../../src/base/span.ts';

const bytes = fc.uint8Array({ maxLength: 64 });
const lines = fc.array(fc.constantFrom('a', '\n', '\r', '\r\n', '\t', 'é', '😀'), { maxLength: 30 }).map((parts) => parts.join(''));

describe('source bytes', () => {
  it('come back as they were, whatever they are', () => {
    fc.assert(
      fc.property(bytes, (b) => {
        expect([...encodeSource(decodeSource(b))]).toEqual([...b]);
      }),
    );
  });
  it('keep a byte order mark aside', () => {
    const source = decodeSource(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61));
    expect(source).toEqual({ text: 'a', bom: true, escapedBytes: false });
  });
  it('that are Latin-1 take one column each', () => {
    expect(decodeSource(Uint8Array.of(0x61, 0xe9, 0x62)).text).toBe('a\udce9b');
  });
});

describe('the line index', () => {
  it('splits as the protocol does, and maps back', () => {
    fc.assert(
      fc.property(lines, (text) => {
        const index = new LineIndex(text);
        expect(index.lineCount).toBe(text.split(/\r\n|\r|\n/).length);
        for (let offset = 0; offset <= text.length; offset++) expect(index.offsetAt(index.positionAt(offset))).toBe(offset);
      }),
    );
  });
  it('clamps positions past the end', () => {
    expect(new LineIndex('ab\ncd').offsetAt({ line: 9, column: 0 })).toBe(5);
    expect(new LineIndex('ab\ncd').offsetAt({ line: 0, column: 9 })).toBe(3);
  });
});

describe('edits', () => {
  it('speak of the text before any of them', () => {
    expect(
      applyEdits('abcdef', [
        { span: { start: 4, end: 5 }, newText: 'X' },
        { span: { start: 1, end: 1 }, newText: '--' },
      ]),
    ).toBe('a--bcdXf');
  });
  it('may not overlap', () => {
    expect(() =>
      applyEdits('abc', [
        { span: { start: 0, end: 2 }, newText: '' },
        { span: { start: 1, end: 3 }, newText: '' },
      ]),
    ).toThrow('overlap');
  });
});

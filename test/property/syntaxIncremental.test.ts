/** The law of edits: a file carried through any edits is the file opened afresh, and items that no edit touched stay the same objects to their caches. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type TextEdit } from '../../src/base/span.ts';
import { editSource, openSource, type SourceFile } from '../../src/syntax/index.ts';
import { snippets } from '../syntax/snippets.ts';

const text = fc.array(fc.constantFrom(...snippets), { minLength: 1, maxLength: 12 }).map((parts) => parts.join('\n'));
/** Insertions that open or close something, and plain ones. */
const inserted = fc.oneof(
  fc.constantFrom(
    '/*',
    '*/',
    '//',
    '"',
    "'",
    '{',
    '}',
    '(',
    ')',
    ';',
    '\n',
    '\\\n',
    '#',
    '#if A\n',
    '\n#else\n',
    '\n#endif\n',
    '\n#define M {\n',
    'static ',
    'x',
    ' ',
    '',
  ),
  fc.constantFrom(...snippets),
);
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), drop: fc.oneof(fc.constant(0), fc.nat(40)), newText: inserted });

function place(length: number, e: { at: number; drop: number; newText: string }): TextEdit {
  const start = Math.floor(e.at * length);
  return { span: { start, end: Math.min(length, start + e.drop) }, newText: e.newText };
}

const withoutIdentity = (file: SourceFile): unknown[] => file.items.map((item) => ({ ...item, identity: undefined }));

function expectSame(edited: SourceFile, fresh: SourceFile): void {
  expect(edited.text).toBe(fresh.text);
  expect(withoutIdentity(edited)).toEqual(withoutIdentity(fresh));
  expect(edited.includes).toEqual(fresh.includes);
  expect([...edited.macros]).toEqual([...fresh.macros]);
  for (const item of fresh.items) expect(edited.conditionAt(item.start)).toBe(fresh.conditionAt(item.start));
}

describe('an edited file', () => {
  it('is what opening the new text gives, edit after edit', () => {
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 1, maxLength: 5 }), (start, edits) => {
        let file = openSource(start);
        for (const e of edits) {
          file = editSource(file, [place(file.text.length, e)]);
          expectSame(file, openSource(file.text));
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('takes several edits at once', () => {
    fc.assert(
      fc.property(text, fc.array(edit, { minLength: 2, maxLength: 4 }), (start, edits) => {
        const placed: TextEdit[] = [];
        for (const e of edits.map((e) => place(start.length, e)).sort((a, b) => a.span.start - b.span.start)) {
          if (e.span.start >= (placed[placed.length - 1]?.span.end ?? 0)) placed.push(e);
        }
        const file = editSource(openSource(start), placed);
        expect(file.text).toBe(applyEdits(start, placed));
        expectSame(file, openSource(file.text));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the identity of items away from the edit, wherever it moves them', () => {
    const start = `${snippets[0]}\n${snippets[3]}\n${snippets[6]}\n${snippets[10]}`;
    const file = openSource(start);
    const at = start.indexOf('int first');
    const edited = editSource(file, [{ span: { start: at, end: at }, newText: 'long zeroth;\n\t' }]);
    const touched = file.items.findIndex((i) => i.name === 'pair');
    expect(touched).toBeGreaterThan(0);
    edited.items.forEach((item, i) => expect(item.identity === file.items[i]?.identity).toBe(i !== touched));
  });

  it('gives items a new identity when the conditions around them change', () => {
    const start = `#ifdef A\n${snippets[0]}#endif\n${snippets[3]}`;
    const file = openSource(start);
    const edited = editSource(file, [{ span: { start: 7, end: 8 }, newText: 'B' }]);
    expect(edited.items[0]?.identity).not.toBe(file.items[0]?.identity);
    expect(edited.items[1]?.identity).toBe(file.items[1]?.identity);
  });

  it('never loses text: what lies between two items is blank, comment, directive or punctuation', () => {
    fc.assert(
      fc.property(text, (start) => {
        const file = openSource(start);
        const ends = file.items.map((i) => i.end);
        file.items.forEach((item, i) => {
          const before = Math.max(0, ...ends.slice(0, i));
          const gap = start.slice(before, Math.max(before, item.start));
          const rest = gap
            .replace(/\/\*[^]*?\*\//g, '')
            .replace(/\/\/[^\n]*/g, '')
            .replace(/^[ \t]*#[^\n]*/gm, '')
            .replace(/[\s;{}]/g, '');
          expect(rest).toBe('');
        });
      }),
      { numRuns: 300 },
    );
  });
});

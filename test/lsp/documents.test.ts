/** The document store against a slow model of the protocol's words: whatever an editor sends, text, lines and the edits passed on agree. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coveringEdit, type DocumentChange, OpenDocument, replay } from '../../server/documents.ts';
import { applyEdits } from '../../src/base/span.ts';

/** Line breaks of all kinds, and a character of two code units. */
const piece = fc.constantFrom('a', 'bc', '\n', '\r', '\r\n', '\u{1f600}', '\ufffd', '{', '');
const someText = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const position = fc.record({ line: fc.nat(8), character: fc.oneof(fc.nat(5), fc.constant(2147483647)) });
const change: fc.Arbitrary<DocumentChange> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ range: fc.record({ start: position, end: position }), text: someText }) },
  { weight: 1, arbitrary: fc.record({ text: someText }) },
);

/** The offset of a position as the specification has it: lines by scanning, characters past a line's end mean its end. */
function modelOffset(text: string, { line, character }: { line: number; character: number }): number {
  let start = 0;
  for (let n = 0; n < line; n++) {
    const rest = /\r\n|\n|\r/.exec(text.slice(start));
    if (rest === null) return text.length;
    start += rest.index + rest[0].length;
  }
  const end = /\r\n|\n|\r/.exec(text.slice(start));
  return Math.min(start + character, end === null ? text.length : start + end.index);
}

function modelChange(text: string, { range, text: newText }: DocumentChange): string {
  if (range === undefined) return newText;
  const a = modelOffset(text, range.start);
  const b = modelOffset(text, range.end);
  return text.slice(0, Math.min(a, b)) + newText + text.slice(Math.max(a, b));
}

const open = (text: string): OpenDocument => new OpenDocument('file:///a.c', '/a.c', 1, text);

describe('an open document', () => {
  it('holds the text that the changes make, change by change and message by message', () => {
    fc.assert(
      fc.property(someText, fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 6 }), (start, messages) => {
        const document = open(start);
        let model = start;
        for (const [i, changes] of messages.entries()) {
          document.change(changes, i + 2);
          for (const c of changes) model = modelChange(model, c);
          expect(document.text).toBe(model);
          expect(document.version).toBe(i + 2);
        }
        const starts = [0, ...[...model.matchAll(/\r\n|\n|\r/g)].map((m) => m.index + m[0].length)];
        expect(starts.map((_, line) => document.lines.lineStart(line))).toEqual(starts);
        expect(document.lines.lineCount).toBe(starts.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('passes on edits that lead from one look to the next', () => {
    fc.assert(
      fc.property(someText, fc.array(fc.tuple(fc.array(change, { maxLength: 4 }), fc.boolean()), { maxLength: 8 }), (start, messages) => {
        const document = open(start);
        expect(document.takePending()).toEqual({ restart: true, batches: [] });
        let follower = start;
        for (const [changes, look] of messages) {
          document.change(changes, 2);
          if (!look) continue;
          const { restart, batches } = document.takePending();
          expect(restart).toBe(false);
          follower = replay(follower, batches);
          expect(follower).toBe(document.text);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the edits of one command in one batch when they come from the end to the start', () => {
    const document = open('one\ntwo\nthree\n');
    document.takePending();
    const at = (line: number): { start: { line: number; character: number }; end: { line: number; character: number } } => ({
      start: { line, character: 0 },
      end: { line, character: 3 },
    });
    document.change(
      [2, 1, 0].map((line) => ({ range: at(line), text: 'x' })),
      2,
    );
    const { batches } = document.takePending();
    expect(batches.map((batch) => batch.length)).toEqual([3]);
    expect(document.text).toBe('x\nx\nxee\n');
  });

  it('asks a follower that lost its way to take the whole text', () => {
    const document = open('a');
    document.takePending();
    document.change([{ text: 'b' }], 2);
    document.restart();
    expect(document.takePending()).toEqual({ restart: true, batches: [] });
  });
});

describe('coveringEdit', () => {
  it('turns one text into the other and leaves out what both ends share', () => {
    fc.assert(
      fc.property(someText, someText, (from, to) => {
        const edit = coveringEdit(from, to);
        expect(applyEdits(from, [edit])).toBe(to);
        const { start, end } = edit.span;
        if (start < end && edit.newText !== '') {
          expect(from[start]).not.toBe(edit.newText[0]);
          expect(from[end - 1]).not.toBe(edit.newText.at(-1));
        }
      }),
    );
  });
});

/** The laws of the shadow, on whole pieces and on damaged ones: as long as what it stands for, line ends in place, never an exception. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDialect, type Item, openSource, type SourceFile, wordUses } from '../../src/syntax/index.ts';
import { shadowItem } from '../../src/syntax/shadow/shadow.ts';
import { opened } from '../../src/syntax/sourceFile.ts';
import { allVariants } from '../../src/syntax/variants.ts';
import { parser } from '../support/parser.ts';
import { accepted } from '../syntax/accepted.ts';
import { snippets } from '../syntax/snippets.ts';

const pieces = [...snippets, ...accepted.map((a) => `${a.code}\n`)];
const lineEnds = (text: string): string => text.replace(/[^\r\n]/g, '.');

function checkLaws(file: SourceFile, item: Item): void {
  const dialect = createDialect({ file });
  for (const selection of allVariants(opened(file), item, 8).selections) {
    for (let attempt = 0; ; attempt++) {
      const shadow = shadowItem(opened(file), item, dialect, selection, attempt);
      if (shadow === undefined) break;
      const original = file.text.slice(item.start + shadow.skipped, item.end);
      expect(shadow.text.length).toBe(original.length);
      expect(lineEnds(shadow.text)).toBe(lineEnds(original));
      for (const r of shadow.rewrites) expect(r.start >= item.start && r.end <= item.end && r.start <= r.end).toBe(true);
    }
  }
}

const text = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('\n'));
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    drop: fc.nat(6),
    add: fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        '{',
        '}',
        '[',
        ']',
        ';',
        ',',
        ':',
        '?',
        '#',
        '##',
        '"',
        "'",
        '/*',
        '*/',
        '...',
        '->',
        '.',
        '@',
        '\\',
        '\u{1f600}',
        '\ud800',
        'é',
      ),
      fc.constantFrom(
        ' struct x *',
        ' return ',
        ' else ',
        ' case 1: ',
        ' typeof(',
        ' asm(',
        '\n#if A\n',
        '\n#else\n',
        '\n#endif\n',
        ' __attr ',
        '\r\n',
        ' int ',
      ),
      fc.string({ maxLength: 3 }),
    ),
  }),
  { maxLength: 6 },
);

function damaged(start: string, changes: readonly { at: number; drop: number; add: string }[]): string {
  let text = start;
  for (const { at, drop, add } of changes) {
    const from = Math.floor(at * text.length);
    text = text.slice(0, from) + add + text.slice(from + drop);
  }
  return text;
}

describe('the shadow', () => {
  it('keeps length and line ends', () => {
    for (const piece of pieces) {
      for (const source of [piece, piece.replaceAll('\n', '\r\n')]) {
        const file = openSource(source);
        for (const item of file.items) checkLaws(file, item);
      }
    }
  });

  it('keeps them, and throws never, whatever the text', () => {
    fc.assert(
      fc.property(text, damage, (start, changes) => {
        const file = openSource(damaged(start, changes));
        for (const item of file.items) checkLaws(file, item);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('parsing', () => {
  it('gives every item a tree, every used word of a sound item a node, and throws never', async () => {
    const c = await parser();
    fc.assert(
      fc.property(text, damage, (start, changes) => {
        const file = openSource(damaged(start, changes));
        const dialect = createDialect({ file });
        for (const item of file.items) {
          const uses = wordUses(file, item, new Set(['a', 'x', 'page', 'bv_page', 'lock', 'names']));
          const parsed = c.parseItem(file, item, dialect, uses);
          expect(parsed.variants.length).toBeGreaterThan(0);
          for (const v of parsed.variants) for (const e of v.errors) expect(e.start >= item.start && e.end <= item.end).toBe(true);
          const open = uses.filter((u) => !parsed.variants.some((v) => v.isLive(u)));
          expect(open.length === 0 || parsed.partial).toBe(true);
          parsed.dispose();
        }
      }),
      { numRuns: 250 },
    );
  });
});

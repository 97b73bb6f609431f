import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScanner, createScanner, hashOfName, namesSlow } from '../../src/scan/index.ts';

const module = compileScanner(readFileSync(new URL('../../dist/scanner.wasm', import.meta.url)));
const scanner = createScanner(module, ['get_user_pages']);

const sorted = (hashes: Iterable<number>): number[] => [...new Set(hashes)].sort((a, b) => a - b);

function namesOf(bytes: Uint8Array): { called: number[]; defined: number[] } {
  scanner.buffer(bytes.length).set(bytes);
  const { called, defined } = scanner.names(bytes.length);
  return { called: sorted(called), defined: sorted(defined) };
}

function hashed(bytes: Uint8Array): { called: number[]; defined: number[] } {
  const { called, defined } = namesSlow(bytes);
  return { called: sorted(called.map(hashOfName)), defined: sorted(defined.map(hashOfName)) };
}

const TEXT = `int umem_get(struct umem *u);
static int __must_check pages_take(struct page **p,
				   int n)
{
	return n ? take_them (p, n) : 0;
}
#define DROP(p) drop_one(p)
#  define KEEP (p)
struct ops ops = { .take = pages_take };
__attribute__((cold)) void pages_drop(struct page **p) __releases(x)
{
	for (;;)
		drop_one(*p);
}
`;

describe('names', () => {
  it('are those that a text calls and those that it defines', () => {
    const found = namesSlow(Buffer.from(TEXT));
    expect(found.defined).toEqual(expect.arrayContaining(['DROP', 'pages_drop', 'pages_take']));
    expect(found.defined).not.toContain('take_them');
    expect(found.called).toEqual(expect.arrayContaining(['drop_one', 'take_them']));
    expect(found.called).not.toContain('umem_get');
    expect(namesOf(Buffer.from(TEXT))).toEqual(hashed(Buffer.from(TEXT)));
  });

  it('are the same to the kernel and to its plain twin', () => {
    const piece = fc.constantFrom(
      'a',
      'b1',
      '_c',
      '9',
      ' ',
      '  ',
      '\t',
      '\n',
      '(',
      ')',
      '{',
      '}',
      ';',
      ',',
      '=',
      '#',
      '#define ',
      '# define\t',
      'int ',
      '*',
      '\\\n',
      'é',
      'x'.repeat(40),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const bytes = Buffer.from(pieces.join(''));
        expect(namesOf(bytes)).toEqual(hashed(bytes));
      }),
      { numRuns: 1500 },
    );
  });

  it('come whole where there are more than one answer holds', () => {
    const bytes = Buffer.from(Array.from({ length: 9000 }, (_, i) => `\tcall_${i}(${i});\n`).join(''));
    expect(namesOf(bytes).called).toHaveLength(new Set(Array.from({ length: 9000 }, (_, i) => hashOfName(`call_${i}`))).size);
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScanner, createScanner, prepareWords, type Scanner, scanSlow, type WordHit } from '../../src/scan/index.ts';
import { buildWasm } from './buildWasm.ts';

const wasm = buildWasm();
const module = compileScanner(wasm);

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function load(scanner: Scanner, bytes: Uint8Array): number {
  scanner.buffer(bytes.length).set(bytes);
  return bytes.length;
}

function find(words: readonly string[], text: string | Uint8Array): readonly WordHit[] {
  const scanner = createScanner(module, words);
  return scanner.find(load(scanner, typeof text === 'string' ? encode(text) : text));
}

const WORDS = [
  'bv_page',
  'get_user_pages',
  'get_user_pages_fast',
  'pin_user_page',
  'unpin_user_page',
  'kmap',
  'put_page',
  'FOLL_PIN',
  'v9x',
  'page_',
];

describe('find', () => {
  it('gives each hit with its word and byte offset, in order', () => {
    expect(find(WORDS, 'x = bv.bv_page; kmap(bv.bv_page);')).toEqual([
      { word: 0, offset: 7 },
      { word: 5, offset: 16 },
      { word: 0, offset: 24 },
    ]);
  });

  it('takes a word only as a whole identifier', () => {
    for (const near of [
      'bv_pages',
      'xbv_page',
      '_bv_page',
      'bv_page_',
      'bv_page0',
      '0bv_page',
      'Bv_page',
      'bv_pagE',
      'bv page',
      'bv_pag',
      'v_page',
    ]) {
      expect(find(['bv_page'], near), near).toEqual([]);
    }
    for (const text of [
      'bv_page',
      '(bv_page)',
      '.bv_page=',
      '>bv_page,',
      '"bv_page"',
      'é bv_pageé',
      '\nbv_page\r',
      '@bv_page`',
      '[bv_page{',
      '/bv_page:',
    ]) {
      expect(find(['bv_page'], text), text).toHaveLength(1);
    }
  });

  it('tells words apart that begin or end alike', () => {
    expect(find(WORDS, 'get_user_pages_fast get_user_pages unpin_user_page pin_user_page').map((hit) => hit.word)).toEqual([2, 1, 4, 3]);
  });

  it('finds a word wherever it stands in the blocks of sixteen bytes, up to the last byte', () => {
    for (const word of ['abc', 'kmap', 'bv_page', 'a_rather_long_identifier_of_more_than_two_blocks']) {
      const scanner = createScanner(module, [word]);
      for (let before = 0; before <= 70; before++) {
        for (const after of [0, 1, 2, 15, 16, 17, 40]) {
          const bytes = encode(' '.repeat(before) + word + ';'.repeat(after));
          expect(scanner.find(load(scanner, bytes))).toEqual([{ word: 0, offset: before }]);
        }
      }
    }
  });

  it('does not see what an earlier text left behind the end', () => {
    const scanner = createScanner(module, ['bv_page']);
    load(scanner, encode('xxbv_page bv_page bv_page bv_page bv_page bv_page bv_page bv_page bv_page bv_page bv_page'));
    expect(scanner.find(2)).toEqual([]);
    load(scanner, encode('bv_pages'));
    expect(scanner.find(7)).toEqual([{ word: 0, offset: 0 }]);
    expect(scanner.containsAny(0)).toBe(false);
  });

  it('hands out more hits than one call of the kernel holds', () => {
    const bytes = encode('kmap bv_page,'.repeat(5000));
    const hits = find(WORDS, bytes);
    expect(hits).toHaveLength(10_000);
    expect(hits).toEqual(scanSlow(WORDS, bytes));
  });

  it('takes NUL bytes and bytes past 0x7f for what stands between words', () => {
    expect(find(['bv_page'], Uint8Array.of(0, ...encode('bv_page'), 0xff, ...encode('bv_page'), 0x80, 0, ...encode('bv_page')))).toHaveLength(3);
  });

  it('is not deceived by equal hashes', () => {
    // Both pairs have one FNV-1a hash; the second word of each list brings the deceiver past the stages before it.
    expect(find(['declinate', 'macallum'], 'macallums')).toEqual([]);
    expect(find(['liquid', 'costarrin'], 'costarring')).toEqual([]);
    expect(find(['declinate', 'macallums', 'liquid', 'costarring'], 'costarring liquid macallums declinate').map((hit) => hit.word)).toEqual([
      3, 2, 1, 0,
    ]);
  });

  it('looks at an endless identifier once', () => {
    // Every place looks like the start of the word: ten seconds if the whole were measured from each of them.
    const bytes = new Uint8Array(200_000).fill(0x61);
    const startMs = performance.now();
    expect(find(['aaaaaa'], bytes)).toEqual([]);
    expect(performance.now() - startMs).toBeLessThan(1000);
  });
});

describe('laws', () => {
  /** Words of few letters, so that they are often parts of each other. */
  const word = fc.stringMatching(/^[a-c_A1p]{3,9}$/);
  const words = fc.uniqueArray(word, { minLength: 1, maxLength: 60 });
  const glue = fc.oneof(
    fc.constantFrom('', ' ', '_', '\n', '->', '(', '0', 'a', '\0', '\0\0', '/* ', '`', '{', '@', '['),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const rawBytes = fc.uint8Array({ maxLength: 30 });

  /** Texts built from the words, their pieces, what is nearly them, and bytes of any value. */
  const input = words.chain((words) => {
    const known = fc.constantFrom(...words);
    const piece = fc.oneof(
      { weight: 4, arbitrary: known.map(encode) },
      { weight: 2, arbitrary: fc.tuple(known, fc.nat(9)).map(([word, cut]) => encode(word.slice(0, cut))) },
      { weight: 1, arbitrary: fc.tuple(known, fc.nat(9)).map(([word, cut]) => encode(word.slice(cut))) },
      { weight: 1, arbitrary: fc.tuple(known, fc.nat(8), fc.nat(255)).map(([word, at, byte]) => encode(word).map((b, i) => (i === at ? byte : b))) },
      { weight: 1, arbitrary: known.map((word) => encode(word.toUpperCase())) },
      { weight: 5, arbitrary: glue.map(encode) },
      { weight: 2, arbitrary: rawBytes },
    );
    return fc.record({ words: fc.constant(words), bytes: fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.concat(pieces)) });
  });

  it('finds what the slow twin finds', () => {
    fc.assert(
      fc.property(input, ({ words, bytes }) => {
        const scanner = createScanner(module, words);
        const length = load(scanner, bytes);
        const hits = scanner.find(length);
        expect(hits).toEqual(scanSlow(words, bytes));
        expect(scanner.containsAny(length)).toBe(hits.length > 0);
        expect([...scanner.wordsPresent(length)]).toEqual([...new Set(hits.map((hit) => hit.word))].sort((a, b) => a - b));
      }),
      { numRuns: 600 },
    );
  });

  it('answers the same for a scanner that has read other texts before', () => {
    const scanner = createScanner(module, WORDS);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...WORDS), glue), { maxLength: 60 }), (pieces) => {
        const bytes = encode(pieces.join(''));
        const length = load(scanner, bytes);
        expect(scanner.find(length)).toEqual(scanSlow(WORDS, bytes));
        expect(scanner.find(length)).toEqual(scanSlow(WORDS, bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('holds for thousands of words', () => {
    const many = Array.from({ length: 4000 }, (_, i) => `w${((i * 2654435761) >>> 0).toString(36)}_${i}`);
    const bytes = encode(many.flatMap((word, i) => [word, `${word}x`, many[(i * 7) % 4000]]).join(' '));
    expect(find(many, bytes)).toEqual(scanSlow(many, bytes));
  });
});

describe('the slow twin', () => {
  it('agrees with a regular expression', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab_1 ;.]{0,60}$/), (text) => {
        const words = ['ab_', 'a1b', 'bba', 'aba'];
        const expected = [...text.matchAll(/\b(?:ab_|a1b|bba|aba)\b/g)].map((m) => ({ word: words.indexOf(m[0]), offset: m.index }));
        expect(scanSlow(words, encode(text))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('createScanner', () => {
  it('takes bytes or a module, words or prepared tables', () => {
    const tables = structuredClone(prepareWords(WORDS));
    for (const scanner of [createScanner(wasm, WORDS), createScanner(module, tables)]) {
      expect(scanner.words).toEqual(WORDS);
      expect(scanner.containsAny(load(scanner, encode('a kmap b')))).toBe(true);
    }
  });

  it('keeps scanners of one module apart', () => {
    const a = createScanner(module, ['aaa']);
    const b = createScanner(module, ['bbb']);
    load(a, encode('aaa bbb'));
    load(b, encode('aaa bbb'));
    expect(a.find(7)).toEqual([{ word: 0, offset: 0 }]);
    expect(b.find(7)).toEqual([{ word: 0, offset: 4 }]);
  });

  it('finds nothing when there are no words', () => {
    expect(find([], 'bv_page kmap')).toEqual([]);
  });

  it('grows its buffer, keeps the words, and empties the old view', () => {
    const scanner = createScanner(module, ['bv_page']);
    const small = scanner.buffer(10);
    const big = scanner.buffer(5 << 20);
    expect(small).toHaveLength(0);
    expect(big.length).toBeGreaterThanOrEqual(5 << 20);
    expect(scanner.buffer(100)).toBe(big);
    big.set(encode('bv_page'), (5 << 20) - 7);
    expect(scanner.find(5 << 20)).toEqual([{ word: 0, offset: (5 << 20) - 7 }]);
  });

  it('refuses lengths past the buffer', () => {
    const scanner = createScanner(module, ['bv_page']);
    const { length } = scanner.buffer(100);
    expect(scanner.containsAny(length)).toBe(false);
    for (const wrong of [length + 1, -1, Number.NaN]) {
      expect(() => scanner.containsAny(wrong)).toThrow(RangeError);
      expect(() => scanner.find(wrong)).toThrow(RangeError);
      expect(() => scanner.wordsPresent(wrong)).toThrow(RangeError);
    }
  });

  it('refuses words that it could never find', () => {
    for (const words of [['ab'], [''], ['a-b-c'], ['bv_pagé'], ['bv page'], ['abc', 'abc'], Array.from({ length: 4097 }, (_, i) => `w${i}_`)]) {
      expect(() => createScanner(module, words)).toThrow(RangeError);
    }
    expect(() => createScanner(module, ['x'.repeat(70_000)])).toThrow(RangeError);
  });

  it('says so when the file is another module', () => {
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    expect(() => createScanner(empty, WORDS)).toThrow('npm run build');
  });
});

describe('the build', () => {
  it('gives the same bytes again', () => {
    expect(buildWasm()).toEqual(wasm);
  });
});

import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankTrivia, definitionsOf, isInDefine, placesOf, readSource, renameMember, tokenAt, tokenInArguments } from './kernelBuildSource.ts';

const source = (text: string) => readSource(Buffer.from(text, 'utf8'));

describe('what the judge knows of C text', () => {
  it('blanks comments and literals and nothing else', () => {
    const text = 'a /* bv_page\n"x */ b "bv_page /*" c // bv_page\n\'"\' d';
    expect(blankTrivia(text)).toBe(`a           \n      b              c           \n    d`);
  });

  it('keeps length and line ends whatever the text', () => {
    const piece = constantFrom('/*', '*/', '//', '"', "'", '\\', '\n', '\r\n', 'bv_page', ' ', '\u00e9', '(', '#define x');
    assert(
      property(array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const blank = blankTrivia(text);
        expect(blank.length).toBe(text.length);
        for (let i = 0; i < text.length; i++) {
          expect(blank[i] === text[i] || blank[i] === ' ').toBe(true);
          if (text[i] === '\n') expect(blank[i]).toBe('\n');
        }
      }),
    );
  });

  it('finds whole names outside comments', () => {
    expect(placesOf(source('x.bv_page; /* bv_page */\naibv_page\n  ->bv_page'), 'bv_page')).toEqual([
      { line: 1, column: 3 },
      { line: 3, column: 5 },
    ]);
  });

  it('steps from the operator that gcc points at to the member, over blanks, comments and lines', () => {
    expect(tokenAt(source('bio\n\t-> /* the page */\n\tbv_page;'), 2, 2, 'bv_page')).toEqual({ line: 3, column: 2 });
    expect(tokenAt(source('{ .bv_page = p }'), 1, 3, 'bv_page')).toEqual({ line: 1, column: 4 });
    expect(tokenAt(source('{ .bv_page = p }'), 1, 4, 'bv_page')).toEqual({ line: 1, column: 4 });
    expect(tokenAt(source('a.bv_pages'), 1, 2, 'bv_page')).toBeUndefined();
    expect(tokenAt(source('a.bv_len + a.bv_page'), 1, 2, 'bv_page')).toBeUndefined();
  });

  it('turns columns in bytes into UTF-16 units', () => {
    const text = '/* \u00e9\u{1f600} */ a.bv_page';
    const bytes = Buffer.from(text).indexOf('.bv_page') + 1;
    expect(tokenAt(source(text), 1, bytes, 'bv_page')).toEqual({ line: 1, column: text.indexOf('bv_page') + 1 });
    const latin1 = Buffer.from('/* \u00e9 */ a.bv_page', 'latin1');
    expect(tokenAt(readSource(latin1), 1, latin1.indexOf('.bv_page') + 1, 'bv_page')).toEqual({ line: 1, column: 11 });
  });

  it('finds the member among the arguments of a macro, if it stands there once', () => {
    const text = 'n = offsetof(struct bio_vec,\n  bv_page) + f(a.bv_page, b.bv_page);';
    expect(tokenInArguments(source(text), 1, 5, 'bv_page')).toEqual({ line: 2, column: 3 });
    expect(tokenInArguments(source(text), 2, 14, 'bv_page')).toBeUndefined();
    expect(tokenInArguments(source(text), 1, 1, 'bv_page')).toBeUndefined();
  });

  it('knows the lines of a definition', () => {
    const text = source(
      '#define m(b) \\\n  ((b)->bv_page)\nint m2;\nvoid f(struct bio_vec *b);\nvoid f(struct bio_vec *b)\n{\n  { f(b); }\n}\nint g = m(b);\n',
    );
    expect(definitionsOf(text, new Set(['m', 'f', 'g']))).toEqual([
      { name: 'm', firstLine: 1, lastLine: 2 },
      { name: 'f', firstLine: 5, lastLine: 8 },
    ]);
    expect([1, 2, 3].map((line) => isInDefine(text, line))).toEqual([true, true, false]);
  });

  it('renames the member in the definition of its structure only', () => {
    const text = 'struct a { int bv_page; };\n/* struct bio_vec { */\nstruct bio_vec {\n\tstruct page *bv_page; /* bv_page */\n};\nb->bv_page;';
    expect(renameMember(text, 'bio_vec', 'bv_page')).toBe(text.replace('*bv_page;', '*bv_page_renamed;'));
    expect(() => renameMember('struct bio_vec;', 'bio_vec', 'bv_page')).toThrow('no definition of struct bio_vec');
    expect(() => renameMember('struct bio_vec { int a; };', 'bio_vec', 'bv_page')).toThrow('0 times');
  });
});

/** Texts that no person writes: nothing may throw, and each is done long before the test's own limit. */
import { describe, expect, it } from 'vitest';
import { createDialect, editSource, openSource } from '../../src/syntax/index.ts';
import { parser } from '../support/parser.ts';

const deep = 30_000;
const f = (body: string): string => `int f(void)\n{\n${body}\n}\n`;

describe('a monster', () => {
  it.each<[string, string]>([
    ['parentheses', f(`x = ${'('.repeat(deep)}a${')'.repeat(deep)};`)],
    ['open parentheses', f(`x = ${'('.repeat(deep)}`)],
    ['braces', f('{'.repeat(deep) + '}'.repeat(deep))],
    ['open braces', '{'.repeat(deep)],
    ['closing braces', '}'.repeat(deep)],
    ['initialisers', `int x[] = ${'{'.repeat(deep)}1${'}'.repeat(deep)};`],
    ['subscripts', f(`x${'[a'.repeat(deep)}${']'.repeat(deep)};`)],
    ['calls', f(`${'f('.repeat(deep)}${')'.repeat(deep)};`)],
    ['casts', f(`x = ${'(a)'.repeat(deep)}b;`)],
    ['conditions', f(`${'if (a) '.repeat(deep)}b();`)],
    ['chains of else', f(`${'if (a) b(); else '.repeat(5000)}c();`)],
    ['loops', f(`${'for_each(a) '.repeat(deep)}b();`)],
    ['labels', f('a: '.repeat(deep))],
    ['stars', `int ${'*'.repeat(deep)}p;`],
    ['declarators', `int ${'(*'.repeat(deep)}p${')'.repeat(deep)};`],
    ['structures', `${'struct { '.repeat(5000)}int a;${' };'.repeat(5000)}`],
    ['macros without commas', `int x[] = { ${'M(x)\n.a = 1 '.repeat(5000)} };\nenum e { ${'M(x)\n'.repeat(5000)} };`],
    ['conditions of the preprocessor', `#if ${'('.repeat(deep)}A${')'.repeat(deep)}\nint f(void) {\n#else\nint g(void) { if (a) {\n#endif\n}\n`],
    ['terms of the preprocessor', `int f(void)\n{\n#if ${'A || '.repeat(deep)}B\n\tif (x) {\n#endif\n}\n`],
    ['groups', `${'#if A\n'.repeat(5000)}int x;\n${'#endif\n'.repeat(5000)}`],
    ['arms', f(`#if 0\n${Array.from({ length: 3000 }, (_, i) => `#elif A${i}\n\tg(${i});\n`).join('')}#endif`)],
    ['no line end', `int x[] = { ${'1, '.repeat(100_000)} };`],
    ['null bytes', '\0'.repeat(100_000)],
    ['quotes', `'"`.repeat(50_000)],
    ['comment openers', '/*'.repeat(100_000)],
    ['surrogates', '\ud83d'.repeat(50_000)],
    ['hashes', '#\n'.repeat(50_000)],
  ])('of %s', async (_, text) => {
    const c = await parser();
    const file = openSource(text);
    const edited = editSource(file, [{ span: { start: text.length >> 1, end: text.length >> 1 }, newText: '{' }]);
    for (const each of [file, edited]) {
      const dialect = createDialect({ file: each });
      for (const item of each.items.slice(0, 40)) {
        const parsed = c.parseItem(each, item, dialect, [item]);
        expect(parsed.variants.length).toBeGreaterThan(0);
        parsed.dispose();
      }
    }
    expect(edited.text.length).toBe(text.length + 1);
  });
});

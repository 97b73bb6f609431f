/** Arms: which are chosen together, and how many parses it takes to see all of them. */
import { describe, expect, it } from 'vitest';
import { evaluate, parseCondition, satisfy } from '../../src/syntax/conditions.ts';
import { createDialect, openSource } from '../../src/syntax/index.ts';
import { parser } from '../support/parser.ts';

interface Parsed {
  readonly conditions: readonly string[];
  /** For each variant the marks `m1`, `m2`, … that are live in it. */
  readonly live: readonly (readonly string[])[];
  readonly partial: boolean;
  readonly errors: number;
}

async function parseMarks(text: string, wanted: readonly string[] | 'all', limit?: number): Promise<Parsed> {
  const c = await parser();
  const file = openSource(text);
  const item = file.items.find((i) => i.kind === 'function');
  if (item === undefined) throw new Error('no function');
  const marks = [...text.matchAll(/\bm\d+\b/g)].map((m) => ({ word: m[0], start: m.index, end: m.index + m[0].length }));
  const asked = wanted === 'all' ? marks : marks.filter((m) => wanted.includes(m.word));
  const dialect = createDialect({ file });
  const parsed = limit === undefined ? c.parseItem(file, item, dialect, asked) : c.enumerateVariants(file, item, dialect, limit);
  const result = {
    conditions: parsed.variants.map((v) => v.condition),
    live: parsed.variants.map((v) => marks.filter((m) => v.isLive(m)).map((m) => m.word)),
    partial: parsed.partial,
    errors: parsed.variants.reduce((n, v) => n + v.errors.length, 0),
  };
  parsed.dispose();
  return result;
}

const f = (body: string): string => `int f(void)\n{\n${body}\n}\n`;

describe('parseItem', () => {
  it('parses once where there are no arms', async () => {
    expect(await parseMarks(f('\tm1();'), 'all')).toEqual({ conditions: [''], live: [['m1']], partial: false, errors: 0 });
  });

  it('takes the first arms, and more only for what is wanted', async () => {
    const text = f('#ifdef A\n\tm1();\n#else\n\tm2();\n#endif\n#ifdef B\n\tm3();\n#endif');
    expect((await parseMarks(text, [])).live).toEqual([['m1', 'm3']]);
    expect((await parseMarks(text, ['m2'])).live).toEqual([
      ['m1', 'm3'],
      ['m2', 'm3'],
    ]);
  });

  it('keeps a condition the same wherever it comes again', async () => {
    const text = f(
      '#ifdef A\n\tif (x) {\n\t\tm1();\n#else\n\twhile (y) {\n\t\tm2();\n#endif\n#if !defined(A)\n\t\tm3();\n#endif\n#ifdef A\n\t}\n#else\n\t}\n#endif',
    );
    const parsed = await parseMarks(text, 'all');
    expect(parsed).toEqual({ conditions: ['defined(A)', '!defined(A)'], live: [['m1'], ['m2', 'm3']], partial: false, errors: 0 });
  });

  it('orders versions', async () => {
    const text = f(
      '#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)\n\tm1();\n#elif LINUX_VERSION_CODE >= KERNEL_VERSION(5, 6, 0)\n\tm2();\n#else\n\tm3();\n#endif\n#if KERNEL_VERSION(5, 10, 0) > LINUX_VERSION_CODE\n\tm4();\n#endif\n#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 0, 0)\n\tm5();\n#endif',
    );
    const { live, partial } = await parseMarks(text, 'all');
    expect(partial).toBe(false);
    for (const marks of live) {
      expect(marks.includes('m1') && (marks.includes('m4') || marks.includes('m5'))).toBe(false);
      expect(marks.includes('m3') && !(marks.includes('m4') && marks.includes('m5'))).toBe(false);
      expect(marks.includes('m4') && !marks.includes('m5')).toBe(false);
    }
    expect(new Set(live.flat())).toEqual(new Set(['m1', 'm2', 'm3', 'm4', 'm5']));
  });

  it('obeys the conditions around the item', async () => {
    const text = `#ifdef A\n${f('#ifndef A\n\tm1();\n#else\n\tm2();\n#endif')}#endif\n`;
    expect((await parseMarks(text, [])).live).toEqual([['m2']]);
  });

  it('reads dead text all the same when it is wanted', async () => {
    const text = f('#if 0\n\tm1();\n#endif\n#ifdef A\n#ifndef A\n\tm2();\n#endif\n#endif\n\tm3();');
    const { live, partial } = await parseMarks(text, 'all');
    expect(partial).toBe(false);
    expect(live[0]).toEqual(['m3']);
    expect(new Set(live.flat())).toEqual(new Set(['m1', 'm2', 'm3']));
  });

  it('does not multiply what one choice covers', async () => {
    const arms = Array.from({ length: 12 }, (_, i) => `#ifdef A${i}\n\tm${2 * i}();\n#else\n\tm${2 * i + 1}();\n#endif`).join('\n');
    expect((await parseMarks(f(arms), 'all')).conditions.length).toBe(2);
  });

  it('says so when the bound keeps an arm out', async () => {
    const arms = `#if A == 0\n\tm0();\n${Array.from({ length: 40 }, (_, i) => `#elif A == ${i + 1}\n\tm${i + 1}();`).join('\n')}\n#endif`;
    const { conditions, partial } = await parseMarks(f(arms), 'all');
    expect(conditions.length).toBe(32);
    expect(partial).toBe(true);
  });
});

describe('enumerateVariants', () => {
  it('gives each consistent choice once', async () => {
    const text = f('#ifdef A\n\tm1();\n#ifdef B\n\tm2();\n#endif\n#else\n\tm3();\n#endif\n#if !defined(A) && C\n\tm4();\n#endif');
    const { live, partial } = await parseMarks(text, 'all', 10);
    expect(partial).toBe(false);
    expect(live).toEqual([['m1', 'm2'], ['m1'], ['m3', 'm4'], ['m3']]);
  });

  it('says so when there are more', async () => {
    const arms = Array.from({ length: 4 }, (_, i) => `#ifdef A${i}\n\tm${i}();\n#endif`).join('\n');
    const { live, partial } = await parseMarks(f(arms), 'all', 5);
    expect(live.length).toBe(5);
    expect(partial).toBe(true);
  });
});

describe('conditions', () => {
  const possible = (...texts: string[]): boolean => satisfy(texts.map(parseCondition)) !== undefined;

  it.each<[boolean, readonly string[]]>([
    [true, ['defined(A)', '!defined(B)']],
    [false, ['defined(A)', '!defined A']],
    [false, ['A', '!defined(A)']],
    [true, ['!A', 'defined(A)']],
    [false, ['IS_ENABLED(CONFIG_X)', '!defined(CONFIG_X)', '!defined(CONFIG_X_MODULE)']],
    [true, ['IS_ENABLED(CONFIG_X)', '!defined(CONFIG_X)']],
    [false, ['IS_BUILTIN(X)', 'IS_MODULE(X)', '!defined(X)']],
    [false, ['V >= KERNEL_VERSION(6, 3, 0)', 'V < KERNEL_VERSION(6, 2, 99)']],
    [true, ['V >= KERNEL_VERSION(6, 3, 0)', 'KERNEL_VERSION(6, 4, 0) > V']],
    [false, ['X == 3', 'X > 1 + 2']],
    [false, ['X == 3', 'X != 3']],
    [false, ['0']],
    [false, ['A && B', '!B || !A']],
    [true, ['A || B', '!A']],
    [false, ['defined(A) || defined(B)', '!defined(A)', '!defined(B)']],
    [true, ['some + thing(strange) ? x : y']],
    [false, ['F(x) & 3', '!(F(x) & 3)']],
    [false, ['(1 << 4) != 0x10']],
    [true, ['(((']],
  ])('can hold: %j for %j', (expected, texts) => {
    expect(possible(...texts)).toBe(expected);
  });

  it('evaluates what a solution says', () => {
    const conditions = ['A || (B && C > 4)', '!A', 'C < 7'].map(parseCondition);
    const solution = satisfy(conditions);
    expect(solution).toBeDefined();
    if (solution !== undefined) for (const c of conditions) expect(evaluate(c, solution)).toBe(true);
  });
});

/** Where items begin and end, what they are called, and how far damage spreads. */
import { describe, expect, it } from 'vitest';
import { editSource, openSource, type SourceFile } from '../../src/syntax/index.ts';

const described = (file: SourceFile): string[] => file.items.map((i) => `${i.kind} ${i.name ?? '?'}${i.complete ? '' : ' …'}`);
const items = (text: string): string[] => described(openSource(text));

describe('items', () => {
  it.each<[string, string, readonly string[]]>([
    ['functions and prototypes', 'int f(void);\nstatic int\ng(int a)\n{\n\treturn a;\n}\n', ['declaration f', 'function g']],
    [
      'types and variables',
      'struct a { int x; };\nstruct a *p, q[3] = { { 1 } };\ntypedef enum { A } e_t;\n',
      ['declaration a', 'declaration p', 'declaration e_t'],
    ],
    ['a function that returns a structure', 'struct a *make(int n)\n{\n}\nstruct a __get(struct b *b)\n{\n}\n', ['function make', 'function __get']],
    [
      'attributes are no names',
      '__printf(1, 2) int say(const char *f, ...) __cold\n{\n}\nint __must_check hold(struct q *q) __acquires(q)\n{\n}\n',
      ['function say', 'function hold'],
    ],
    [
      'definers define their first argument',
      'SYSCALL_DEFINE1(sync, int, fd)\n{\n}\nstatic BPF_CALL_1(get, u64, a)\n{\n}\n',
      ['function sync', 'function get'],
    ],
    [
      'macro calls without semicolon',
      'module_init(a)\nmodule_exit(b)\n\nMODULE_LICENSE("MIT");\nint f(void)\n{\n}\n',
      ['declaration module_init', 'declaration module_exit', 'declaration MODULE_LICENSE', 'function f'],
    ],
    [
      'macro calls at the end of an arm',
      '#ifdef A\nMAKE_A(x)\n#else\nMAKE_B(x)\n#endif\nint f(void)\n{\n}\n',
      ['declaration x', 'declaration x', 'function f'],
    ],
    ['macros, also inside functions', '#define A 1\nint f(void)\n{\n#define B \\\n\t2\n\treturn B;\n}\n', ['macro A', 'function f', 'macro B']],
    ['linkage blocks are transparent', 'extern "C" {\nint f(void);\n}\nint g(void)\n{\n}\n', ['declaration ?', 'declaration f', 'function g']],
    ['tables in macros', 'MACHINE_START(x, "y")\n\t.a = 1,\nMACHINE_END\nint f(void)\n{\n}\n', ['declaration x', 'function f']],
    ['values that a macro heads', 'define_machine(m) {\n\t.a = 1,\n};\nint f(void)\n{\n}\n', ['declaration define_machine', 'function f']],
    ['old parameters', 'int f(a, b)\nint a;\nchar *b;\n{\n}\nint g;\n', ['function f', 'declaration g']],
    [
      'comments and literals that look like braces',
      '/* { */ int f(void)\n{\n\tchar c = \'{\'; // }\n\tputs("}");\n}\nint g;\n',
      ['function f', 'declaration g'],
    ],
    ['prose under #if 0', "#if 0\ndon't { open\n#endif\nint f(void)\n{\n}\n", ['declaration ?', 'function f']],
  ])('%s', (_, text, expected) => {
    expect(items(text)).toEqual(expected);
  });

  it('may be split over arms', () => {
    const text =
      '#ifdef A\nint f(int a)\n#else\nint f(void)\n#endif\n{\n#ifdef B\n\tif (x) {\n#else\n\tif (y) {\n#endif\n\t}\n#ifndef C\n\treturn 1;\n}\n#else\n\treturn 2;\n}\n#endif\nint g;\n';
    const file = openSource(text);
    expect(described(file)).toEqual(['function f', 'declaration g']);
    expect(file.items[0]).toMatchObject({ start: text.indexOf('int f(int'), end: text.lastIndexOf('\nint g'), complete: true });
  });

  it('stay balanced where two groups repeat a condition', () => {
    const text = 'int f(void)\n{\n#ifdef A\n\tif (x) {\n#endif\n#ifndef A\n\tfor (;;) {\n#endif\n\t}\n}\nint g(void)\n{\n}\n';
    expect(items(text)).toEqual(['function f', 'function g']);
  });

  it('are not closed by an arm that their other arms rule out', () => {
    const text =
      'int f(void)\n{\n#if X\n\tgo();\n#else\n\tfor (;;) {\n\t\tif (a) {\n#endif\n\tgo();\n#if !X\n\t\t}\n\t}\n#endif\n}\nint g(void)\n{\n}\n';
    expect(items(text)).toEqual(['function f', 'function g']);
  });

  it('know the arms around them', () => {
    const text = '#ifdef A\n#if B > 1\nint f;\n#else\nint g;\n#endif\n#endif\nint h;\n';
    const file = openSource(text);
    expect(file.items.map((i) => i.arms.map((a) => a.arm))).toEqual([[0, 0], [0, 1], []]);
    expect(file.items.map((i) => file.conditionAt(i.start))).toEqual(['defined(A) && B > 1', 'defined(A) && !(B > 1)', '']);
  });

  it('do not count an include guard as a condition', () => {
    const text = '/* c */\n#ifndef G_H\n#define G_H\nint f;\n#ifdef A\nint g;\n#endif\n#endif /* G_H */\n';
    const file = openSource(text);
    expect(file.conditionAt(text.indexOf('int f'))).toBe('');
    expect(file.conditionAt(text.indexOf('int g'))).toBe('defined(A)');
    expect(openSource(`${text}int h;\n`).conditionAt(text.indexOf('int f'))).toBe('!defined(G_H)');
  });

  it('are found by offset, the innermost first', () => {
    const text = 'int f(void)\n{\n#define A 1\n}\n\nint g;\n';
    const file = openSource(text);
    const nameAt = (what: string): string | undefined => file.itemAt(text.indexOf(what))?.name;
    expect([nameAt('int f'), nameAt('define'), nameAt('int g')]).toEqual(['f', 'A', 'g']);
    expect(file.itemAt(text.indexOf('\nint g'))).toBeUndefined();
  });

  it('give body and name spans', () => {
    const text = 'static int x = 3 + 4;\nint f(void)\n{\n}\n#define M(a) (a + 1) /* c */\n';
    const slices = openSource(text).items.map((i) => [text.slice(i.nameSpan?.start, i.nameSpan?.end), text.slice(i.body?.start, i.body?.end)]);
    expect(slices).toEqual([
      ['x', ' 3 + 4'],
      ['f', '{\n}'],
      ['M', '(a + 1) /* c */'],
    ]);
  });

  it('read includes and macros of the file', () => {
    const file = openSource('#include <a.h>\n# include "b.h" /* c */\n#define F(x, ...) x \\\n\t+ 1 // d\n#define G\n#define G 2\n');
    expect(file.includes).toEqual(['<a.h>', '"b.h"']);
    expect([...file.macros.values()]).toEqual([
      { name: 'F', params: ['x', '...'], body: 'x + 1' },
      { name: 'G', body: '2' },
    ]);
  });
});

/** Twenty functions in a row, well indented. */
const many = Array.from({ length: 20 }, (_, i) => `static int f${i}(int a)\n{\n\tif (a > ${i}) {\n\t\tgo(a);\n\t}\n\treturn a;\n}\n`).join('\n');

describe('damage while typing', () => {
  it.each(['{', '(', '"', "'", 'if (a) {', 'g(', 'struct x {', '#define A {', '}', ')', ';'])(
    '%j inside a function leaves the others alone',
    (typed) => {
      const file = openSource(many);
      const at = many.indexOf('return a', many.indexOf('f7('));
      const edited = editSource(file, [{ span: { start: at, end: at }, newText: typed }]);
      const kept = edited.items.filter((i) => file.items.some((j) => j.identity === i.identity));
      expect(kept.length).toBeGreaterThanOrEqual(18);
      expect(edited.items.some((i) => i.name === 'f8')).toBe(true);
    },
  );

  it('an opened comment swallows up to the next one and no more', () => {
    const text = many.replace('static int f9', '/* nine */\nstatic int f9');
    const file = openSource(text);
    const at = text.indexOf('return a', text.indexOf('f7('));
    const edited = editSource(file, [{ span: { start: at, end: at }, newText: '/* ' }]);
    expect(edited.items.filter((i) => file.items.some((j) => j.identity === i.identity)).length).toBeGreaterThanOrEqual(18);
  });

  it('a header being typed ends where the next function begins', () => {
    const text = `${many}\nstatic int half(int a, int b\n\nint whole(void)\n{\n}\n`;
    const file = openSource(text);
    expect(described(file).slice(-2)).toEqual(['declaration half …', 'function whole']);
  });

  it('badly indented code is not cut', () => {
    const text = 'int f(void)\n{\nif (a)\n{\ngo();\n}\nstop();\nfor (;;)\n{\n}\nreturn 0;\n}\nint g(void)\n{\n}\n';
    expect(items(text)).toEqual(['function f', 'function g']);
  });

  it('any end of the text is an end of the last item', () => {
    const text = many.slice(0, 400);
    for (let end = 0; end <= text.length; end++) {
      const file = openSource(text.slice(0, end));
      for (const item of file.items) expect(item.end).toBeLessThanOrEqual(end);
    }
  });
});

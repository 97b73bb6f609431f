/** Statements as blocks and edges. Each expectation was derived from C's rules, not from what came out. */
import { expect, test } from 'vitest';
import { lowerOne } from '../support/lower.ts';
import { printBody, printIr } from '../support/printIr.ts';

const body = async (text: string): Promise<string> => printBody(await lowerOne(`static int f(int a, int b, struct page **pages)\n{\n${text}\n}\n`));

test('a function has a header, parameters and a body', async () => {
  expect(
    printIr(await lowerOne('static struct page *get(struct foo *f, unsigned long nr[4], void (*done)(int), u8 x)\n{\n\treturn f->page;\n}\n')),
  ).toMatchInlineSnapshot(`
    "static get(f: struct foo*, nr: ?*, done: ?*, x: u8): struct page*
    b0:
      return f->page"
  `);
});

test('the end of a void function returns at its closing brace', async () => {
  const text = 'void f(int a)\n{\n\tif (a)\n\t\treturn;\n\tg();\n}\n';
  const ir = await lowerOne(text);
  expect(printBody(ir)).toMatchInlineSnapshot(`
    "b0:
      if a -> b1 : b2
    b1:
      return
    b2:
      %0 = g()
      return (implicit)"
  `);
  const end = ir.blocks.map((b) => b.terminator).find((t) => t.end === 'return' && t.implicit);
  expect(end?.span).toEqual({ start: text.lastIndexOf('}'), end: text.lastIndexOf('}') + 1 });
});

test('if chains join behind the last arm', async () => {
  expect(await body('if (a) x(); else if (b) y(); else z(); return 0;')).toMatchInlineSnapshot(`
    "b0:
      if a -> b1 : b2
    b1:
      %0 = x()
      fall -> b5
    b2:
      if b -> b3 : b4
    b3:
      %1 = y()
      fall -> b5
    b4:
      %2 = z()
      fall -> b5
    b5:
      return 0"
  `);
});

test('for has its step behind the body, and continue leads there', async () => {
  expect(await body('for (int i = 0; i < a; i++) { if (i == b) continue; if (pages[i]) break; use(i); } return 1;')).toMatchInlineSnapshot(`
    "b0:
      let i = 0
      fall -> b1
    b1:
      loop i < a -> b2 : b8
    b2:
      if i == b -> b3 : b4
    b3:
      continue -> b7
    b4:
      if pages[i] -> b5 : b6
    b5:
      break -> b8
    b6:
      %0 = use(i)
      fall -> b7
    b7:
      i = i + 1
      back -> b1
    b8:
      return 1
    for b1 {b1 b2 b3 b4 b6 b7} exit b8"
  `);
});

test('for without a condition leaves by break only', async () => {
  expect(await body('for (;;) { if (g()) break; } return 0;')).toMatchInlineSnapshot(`
    "b0:
      fall -> b1
    b1:
      %0 = g()
      if %0 -> b2 : b4
    b2:
      break -> b3
    b3:
      return 0
    b4:
      back -> b1
    for b1 {b1 b4} exit b3"
  `);
});

test('while tests first, do tests last', async () => {
  expect(await body('while (a) { a = g(a); } do { b = h(b); if (b == 3) continue; k(); } while (b > 0); return a;')).toMatchInlineSnapshot(`
    "b0:
      fall -> b1
    b1:
      loop a -> b2 : b3
    b2:
      %0 = g(a)
      a = %0
      back -> b1
    b3:
      fall -> b4
    b4:
      %1 = h(b)
      b = %1
      if b == 3 -> b5 : b6
    b5:
      continue -> b7
    b6:
      %2 = k()
      fall -> b7
    b7:
      loop b > 0 -> b8 : b9
    b8:
      back -> b4
    b9:
      return a
    while b1 {b1 b2} exit b3
    do b4 {b4 b5 b6 b7 b8} exit b9"
  `);
});

test('constant conditions make no branch', async () => {
  expect(await body('do { if (a) break; g(); } while (0); while (1) { if (b) return 1; h(); } return 2;')).toMatchInlineSnapshot(`
    "b0:
      if a -> b1 : b2
    b1:
      break -> b3
    b2:
      %0 = g()
      fall -> b3
    b3:
      if b -> b4 : b5
    b4:
      return 1
    b5:
      %1 = h()
      back -> b3
    while b3 {b3 b5}"
  `);
});

test('switch is a chain of comparisons, bodies fall through, default comes last', async () => {
  expect(
    await body('switch (a) { case 1: x(); default: y(); break; case 2: case 3: z(); return 3; case 5 ... 7: w(); } return 0;'),
  ).toMatchInlineSnapshot(`
    "b0:
      switch a == 1 -> b1 : b2
    b1:
      %0 = x()
      fall -> b8
    b2:
      switch a == 2 -> b4 : b3
    b3:
      switch a == 3 -> b4 : b5
    b4:
      %2 = z()
      return 3
    b5:
      switch a >= 5 -> b6 : b8
    b6:
      switch a <= 7 -> b7 : b8
    b7:
      %3 = w()
      fall -> b9
    b8:
      %1 = y()
      break -> b9
    b9:
      return 0"
  `);
});

test('a break in a switch in a loop leaves the switch, continue the loop body', async () => {
  expect(await body('while (a) { switch (b) { case 1: break; case 2: continue; } after(); } return 0;')).toMatchInlineSnapshot(`
    "b0:
      fall -> b1
    b1:
      loop a -> b2 : b7
    b2:
      switch b == 1 -> b3 : b4
    b3:
      break -> b6
    b4:
      switch b == 2 -> b5 : b6
    b5:
      continue -> b1
    b6:
      %0 = after()
      back -> b1
    b7:
      return 0
    while b1 {b1 b2 b3 b4 b5 b6} exit b7"
  `);
});

test('goto ladders keep their labels', async () => {
  expect(await body('if (g()) goto out; if (h()) goto undo; return 0; undo: u(); out: return -1;')).toMatchInlineSnapshot(`
    "b0:
      %0 = g()
      if %0 -> b1 : b2
    b1:
      goto out -> b5
    b2:
      %1 = h()
      if %1 -> b3 : b6
    b3:
      goto undo -> b4
    b4:
      %2 = u()
      fall -> b5
    b5:
      return -1
    b6:
      return 0"
  `);
});

test('a goto to an earlier label makes a loop', async () => {
  const ir = await lowerOne('int f(int a)\n{\nretry:\n\ta = g(a);\n\tif (a < 0)\n\t\tgoto retry;\n\treturn a;\n}\n');
  expect(printBody(ir)).toMatchInlineSnapshot(`
    "b0:
      fall -> b1
    b1:
      %0 = g(a)
      a = %0
      if a < 0 -> b2 : b3
    b2:
      goto retry -> b1
    b3:
      return a
    goto b1 {b1 b2}"
  `);
});

test('nested loops hold each other', async () => {
  expect(await body('for (a = 0; a < 3; a++) while (b--) g(); return 0;')).toMatchInlineSnapshot(`
    "b0:
      a = 0
      fall -> b1
    b1:
      loop a < 3 -> b2 : b5
    b2:
      %0 = b
      b = b - 1
      loop %0 -> b3 : b4
    b3:
      %1 = g()
      back -> b2
    b4:
      a = a + 1
      back -> b1
    b5:
      return 0
    for b1 {b1 b2 b3 b4} exit b5
    while b2 {b2 b3} exit b4"
  `);
});

test('what nothing reaches is left out, unless a label leads there', async () => {
  expect(await body('return 1; dead(); out: live(); return 2; goto out;')).toMatchInlineSnapshot(`
    "b0:
      return 1"
  `);
  expect(await body('if (a) goto out; return 1; dead(); out: live(); return 2;')).toMatchInlineSnapshot(`
    "b0:
      if a -> b1 : b3
    b1:
      goto out -> b2
    b2:
      %1 = live()
      return 2
    b3:
      return 1"
  `);
});

test('calls that do not return end their path', async () => {
  expect(await body('if (a) panic("x"); BUG_ON(b < 0 || !pages); return 0;')).toMatchInlineSnapshot(`
    "b0:
      if a -> b1 : b2
    b1:
      %0 = panic("…")
      stop
    b2:
      assert b < 0 -> b5 : b3
    b3:
      assert pages -> b4 : b5
    b4:
      return 0
    b5:
      stop"
  `);
});

test('asm goto leads to each of its labels', async () => {
  expect(await body('asm goto("jmp %l[out]" : : "r" (a) : : out); asm volatile("x" : "=r" (b)); return 0; out: return 1;')).toMatchInlineSnapshot(`
    "b0:
      asm()
      if opaque() -> b1 : b2
    b1:
      return 1
    b2:
      asm(b)
      return 0"
  `);
});

test('a computed goto is said to be unread', async () => {
  expect(await body('goto *pages;')).toMatchInlineSnapshot(`
    "b0:
      stop
    unread: Line 3: a computed goto."
  `);
});

test('text that cannot be parsed is said to be unread', async () => {
  const ir = await lowerOne('int f(int a)\n{\n\tg();\n\tif (a { g(); }\n\treturn a;\n}\n');
  expect(ir.unread).toBe('Line 4: the text cannot be parsed.');
});

/** What only kernel C has: loop macros, guards, cleanup attributes, macros with statements inside, conditional arms. */
import { expect, test } from 'vitest';
import { lowerMacroText, lowerOne, lowerText } from '../support/lower.ts';
import { printBody, printIr } from '../support/printIr.ts';

const body = async (text: string): Promise<string> => printBody(await lowerOne(`int f(int n, struct foo *p)\n{\n${text}\n}\n`));

test('an iterator macro is a loop over what it assigns', async () => {
  expect(
    await body('list_for_each_entry(p, get(n), node) {\n\tif (p->x)\n\t\tbreak;\n\tif (p->y)\n\t\tcontinue;\n\tuse(p);\n}\nreturn 0;'),
  ).toMatchInlineSnapshot(`
    "b0:
      %0 = get(n)
      fall -> b1
    b1:
      next -> b2 : b7
    b2:
      iterate list_for_each_entry(p, %0, node)
      if p->x -> b3 : b4
    b3:
      break -> b7
    b4:
      if p->y -> b5 : b6
    b5:
      continue -> b1
    b6:
      %1 = use(p)
      back -> b1
    b7:
      return 0
    iterator b1 {b1 b2 b4 b5 b6} exit b7 list_for_each_entry"
  `);
});

test('an iterator macro over one statement', async () => {
  expect(await body('for_each_sg(p->sgl, p, n, i)\n\tput(p);\nreturn 0;')).toMatchInlineSnapshot(`
    "b0:
      fall -> b1
    b1:
      next -> b2 : b3
    b2:
      iterate for_each_sg(p->sgl, p, n, i)
      %0 = put(p)
      back -> b1
    b3:
      return 0
    iterator b1 {b1 b2} exit b3 for_each_sg"
  `);
});

test('a guarded statement runs once', async () => {
  expect(
    await body(
      'guard(mutex)(&p->lock);\nscoped_guard(mutex, &p->lock) {\n\tif (n)\n\t\treturn 1;\n\tuse(p);\n}\nscoped_guard(rcu)\n\tuse(p);\nreturn 0;',
    ),
  ).toMatchInlineSnapshot(`
    "b0:
      %0 = guard(mutex)
      %1 = (%0)(&p->lock)
      if n -> b1 : b2
    b1:
      return 1
    b2:
      %2 = use(p)
      %3 = use(p)
      return 0"
  `);
});

test('a guard that may fail leaves by the statement that it is given', async () => {
  expect(await body('scoped_cond_guard(mutex_intr, return -4, &p->lock) {\n\tuse(p);\n}\nreturn 0;')).toMatchInlineSnapshot(`
    "b0:
      if opaque() -> b1 : b2
    b1:
      return -4
    b2:
      %0 = use(p)
      return 0"
  `);
  expect(await body('if_not_guard(mutex_try, &p->lock)\n\treturn -16;\nreturn 0;')).toMatchInlineSnapshot(`
    "b0:
      if opaque() -> b1 : b2
    b1:
      return -16
    b2:
      return 0"
  `);
});

test('cleanups run when their scope is left, last declared first', async () => {
  expect(
    await body(
      'struct foo *a __free(kfree) = get();\nif (!a)\n\treturn -1;\n{\n\tstruct foo *b __free(put) = NULL, *c __attribute__((cleanup(zap)));\n\tif (n)\n\t\treturn use(b);\n\tif (p)\n\t\tgoto out;\n\tuse(c);\n}\nuse(a);\nout:\nreturn 0;',
    ),
  ).toMatchInlineSnapshot(`
    "b0:
      %0 = get()
      let a = %0
      if a -> b1 : b7
    b1:
      let b = 0
      let c: struct foo*
      if n -> b2 : b3
    b2:
      %1 = use(b)
      cleanup zap(c)
      cleanup put(b)
      cleanup kfree(a)
      return %1
    b3:
      if p -> b4 : b5
    b4:
      cleanup zap(c)
      cleanup put(b)
      goto out -> b6
    b5:
      %2 = use(c)
      cleanup zap(c)
      cleanup put(b)
      %3 = use(a)
      fall -> b6
    b6:
      cleanup kfree(a)
      return 0
    b7:
      cleanup kfree(a)
      return -1"
  `);
});

test('cleanups run on break, continue and a goto back', async () => {
  expect(
    await body(
      'again:\nwhile (n) {\n\tint x __cleanup(zap) = 1;\n\tif (a())\n\t\tbreak;\n\tif (b())\n\t\tcontinue;\n\tif (c())\n\t\tgoto again;\n}\nreturn 0;',
    ),
  ).toMatchInlineSnapshot(`
    "b0:
      fall -> b1
    b1:
      loop n -> b2 : b9
    b2:
      let x = 1
      %0 = a()
      if %0 -> b3 : b4
    b3:
      cleanup zap(x)
      break -> b9
    b4:
      %1 = b()
      if %1 -> b5 : b6
    b5:
      cleanup zap(x)
      continue -> b1
    b6:
      %2 = c()
      if %2 -> b7 : b8
    b7:
      cleanup zap(x)
      goto again -> b1
    b8:
      cleanup zap(x)
      back -> b1
    b9:
      return 0
    while b1 {b1 b2 b4 b5 b6 b7 b8} exit b9"
  `);
});

test('a goto back over a declaration cleans it up', async () => {
  expect(await body('retry:;\nstruct foo *a __free(kfree) = get();\nif (n)\n\tgoto retry;\nreturn 0;')).toMatchInlineSnapshot(`
    "b0:
      fall -> b1
    b1:
      %0 = get()
      let a = %0
      if n -> b2 : b3
    b2:
      cleanup kfree(a)
      goto retry -> b1
    b3:
      cleanup kfree(a)
      return 0
    goto b1 {b1 b2}"
  `);
});

test('statements among the arguments of a macro run or do not', async () => {
  expect(await body('wait_event_cmd(p->wait, p->done, unlock(p); lock(p));\nreturn 0;')).toMatchInlineSnapshot(`
    "b0:
      %0 = wait_event_cmd(p->wait, p->done)
      if opaque() -> b1 : b2
    b1:
      %1 = unlock(p)
      %2 = lock(p)
      fall -> b2
    b2:
      return 0"
  `);
  expect(await body('CHECK_OR(n, return -5);\nCHECK_OR(n, goto out);\nout:\nreturn 0;')).toMatchInlineSnapshot(`
    "b0:
      %0 = CHECK_OR(n)
      if opaque() -> b1 : b2
    b1:
      return -5
    b2:
      %1 = CHECK_OR(n)
      if opaque() -> b3 : b4
    b3:
      goto out -> b4
    b4:
      return 0"
  `);
});

test('a macro that brings its loop keyword', async () => {
  expect(await body('do {\n\tuse(p);\n} while_more(p);\nreturn 0;')).toMatchInlineSnapshot(`
    "b0:
      fall -> b1
    b1:
      %0 = use(p)
      %1 = while_more(p)
      loop %1 -> b2 : b3
    b2:
      back -> b1
    b3:
      return 0
    do b1 {b1 b2} exit b3"
  `);
});

test('each choice of arms is a function of its own', async () => {
  const irs = await lowerText('int f(int n)\n{\n#ifdef CONFIG_A\n\tif (n)\n\t\treturn a();\n#else\n\tb();\n#endif\n\treturn 0;\n}\n');
  expect(irs.map((ir) => printIr(ir)).join('\n')).toMatchInlineSnapshot(`
    "f(n: i32): i32 if defined(CONFIG_A)
    b0:
      if n -> b1 : b2
    b1:
      %0 = a()
      return %0
    b2:
      return 0
    f(n: i32): i32 if !defined(CONFIG_A)
    b0:
      %0 = b()
      return 0"
  `);
});

test('a system call has the parameters of its definition', async () => {
  expect(printIr(await lowerOne('SYSCALL_DEFINE2(pin, unsigned long, start, int __user *, out)\n{\n\treturn start;\n}\n'))).toMatchInlineSnapshot(`
    "pin(start: u64, out: ?*): i32
    b0:
      return start"
  `);
});

test('macros as functions', async () => {
  const lowered = async (text: string): Promise<string | undefined> => {
    const ir = await lowerMacroText(text);
    return ir && printIr(ir);
  };
  expect(await lowered('#define put(p) do { if (p) put_page(p); } while (0)\n')).toMatchInlineSnapshot(`
    "static put(p: ?): ?
    b0:
      if p -> b1 : b2
    b1:
      %0 = put_page(p)
      fall -> b2
    b2:
      return (implicit)"
  `);
  expect(await lowered('#define pin(a, n) \\\n\tpin_pages(a, n, \\\n\t\t  NULL)\n')).toMatchInlineSnapshot(`
    "static pin(a: ?, n: ?): ?
    b0:
      %0 = pin_pages(a, n, 0)
      return %0"
  `);
  expect(await lowered('#define both(a) ({ int __r = one(a); two(a); __r; })\n')).toMatchInlineSnapshot(`
    "static both(a: ?): ?
    b0:
      %0 = one(a)
      let __r = %0
      %1 = two(a)
      return __r"
  `);
  expect(await lowered('#define two(a, ...) one(a); log(__VA_ARGS__)\n')).toMatchInlineSnapshot(`
    "static two(a: ?, __VA_ARGS__: ?): ?
    b0:
      %0 = one(a)
      %1 = log(__VA_ARGS__)
      return (implicit)"
  `);
  expect(await lowered('#define blk(a) { one(a); }\n')).toMatchInlineSnapshot(`
    "static blk(a: ?): ?
    b0:
      %0 = one(a)
      return (implicit)"
  `);
  expect(await lowered('#define NR 3\n')).toBeUndefined();
  expect(await lowered('#define init(a) { .x = a }\n')).toBeUndefined();
  expect(await lowered('#define type(a) struct a *\n')).toBeUndefined();
  expect(await lowered('#define DEFINE(a) static int get_##a(int x) { return x; }\n')).toBeUndefined();
});

test('break leaves the loop that a macro brings', async () => {
  expect(
    await body(
      'while (n) {\n\tscoped_guard(irqsave) {\n\t\tif (p->x)\n\t\t\tbreak;\n\t\tuse(p);\n\t}\n\tpoll(p, if (done(p)) break; );\n\tEND_IF(p->end, break);\n\tn--;\n}\nreturn 0;',
    ),
  ).toMatchInlineSnapshot(`
    "b0:
      fall -> b1
    b1:
      loop n -> b2 : b11
    b2:
      if p->x -> b3 : b4
    b3:
      break -> b5
    b4:
      %0 = use(p)
      fall -> b5
    b5:
      %1 = poll(p)
      if opaque() -> b6 : b8
    b6:
      %2 = done(p)
      if %2 -> b7 : b8
    b7:
      break -> b8
    b8:
      %3 = END_IF(p->end)
      if opaque() -> b9 : b10
    b9:
      break -> b11
    b10:
      n = n - 1
      back -> b1
    b11:
      return 0
    while b1 {b1 b2 b3 b4 b5 b6 b7 b8 b10} exit b11"
  `);
  expect(await body('n = for_all(p, ({ if (p->x) break; 0; }));\nreturn n;')).toMatchInlineSnapshot(`
    "b0:
      if p->x -> b1 : b2
    b1:
      break -> b2
    b2:
      %0 = for_all(p, opaque())
      n = %0
      return n"
  `);
});

test('a macro that ends in an if may run its statement or not', async () => {
  const text = '#define if_live(p) if ((p)->live)\nint f(struct foo *p)\n{\n\tif_live(p) {\n\t\tuse(p);\n\t}\n\treturn 0;\n}\n';
  expect(printBody(await lowerOne(text))).toMatchInlineSnapshot(`
    "b0:
      if opaque() -> b1 : b2
    b1:
      %0 = use(p)
      fall -> b2
    b2:
      return 0"
  `);
});

test('what is assigned through a macro is memory behind its result', async () => {
  expect(await body('slot_of(p, n) = p;\nreturn 0;')).toMatchInlineSnapshot(`
    "b0:
      %0 = slot_of(p, n)
      *%0 = p
      return 0"
  `);
});

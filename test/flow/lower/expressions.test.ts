/** Expressions: what they do in order, what is left of them, their types. */
import { expect, test } from 'vitest';
import { lowerOne } from '../support/lower.ts';
import { printBody, printExpr, printType } from '../support/printIr.ts';

const body = async (text: string): Promise<string> =>
  printBody(await lowerOne(`int f(int a, unsigned int u, struct foo *p, struct page **pages)\n{\n${text}\n}\n`));

test('calls inside expressions and conditions come first', async () => {
  expect(await body('if (pin(a, p->nr, 1, pages + a) != 1) return -14; return g(h(a) + k());')).toMatchInlineSnapshot(`
    "b0:
      %0 = pin(a, p->nr, 1, pages + a)
      if %0 != 1 -> b1 : b2
    b1:
      return -14
    b2:
      %1 = h(a)
      %2 = k()
      %3 = g(%1 + %2)
      return %3"
  `);
});

test('an assignment in a condition leaves its place as the value', async () => {
  expect(await body('int ret; while ((ret = g(a)) > 0) a += ret; return ret;')).toMatchInlineSnapshot(`
    "b0:
      let ret: i32
      fall -> b1
    b1:
      %0 = g(a)
      ret = %0
      loop ret > 0 -> b2 : b3
    b2:
      a = a + ret
      back -> b1
    b3:
      return ret
    while b1 {b1 b2} exit b3"
  `);
});

test('postfix keeps the old value, prefix has the new one', async () => {
  expect(await body('pages[a++] = p->page; while (a--) put(pages[a]); if (!--u) g(); return !a++;')).toMatchInlineSnapshot(`
    "b0:
      %0 = a
      a = a + 1
      pages[%0] = p->page
      fall -> b1
    b1:
      %1 = a
      a = a - 1
      loop %1 -> b2 : b3
    b2:
      %2 = put(pages[a])
      back -> b1
    b3:
      u = u - 1
      if u -> b5 : b4
    b4:
      %3 = g()
      fall -> b5
    b5:
      %4 = a
      a = a + 1
      return !%4
    while b1 {b1 b2} exit b3"
  `);
});

test('compound and chained assignments are spelt out', async () => {
  expect(await body('p->x = p->y = g(); a <<= 2; p->nr -= a; *pages++ = 0; return a;')).toMatchInlineSnapshot(`
    "b0:
      %0 = g()
      p->y = %0
      p->x = p->y
      a = a << 2
      p->nr = p->nr - a
      %1 = pages
      pages = pages + 1
      *%1 = 0
      return a"
  `);
});

test('short circuits branch where something is done, and compute where nothing is', async () => {
  expect(await body('if (a && !u || p) x(); a = a && u; a = u && g(); h(a || k()); return a && g() && h();')).toMatchInlineSnapshot(`
    "b0:
      if a -> b1 : b2
    b1:
      if u -> b2 : b3
    b2:
      if p -> b3 : b4
    b3:
      %0 = x()
      fall -> b4
    b4:
      a = a && u
      select u -> b5 : b7
    b5:
      %2 = g()
      select %2 -> b6 : b7
    b6:
      %1 = 1
      fall -> b8
    b7:
      %1 = 0
      fall -> b8
    b8:
      a = %1
      select a -> b10 : b9
    b9:
      %4 = k()
      select %4 -> b10 : b11
    b10:
      %3 = 1
      fall -> b12
    b11:
      %3 = 0
      fall -> b12
    b12:
      %5 = h(%3)
      select a -> b13 : b16
    b13:
      %7 = g()
      select %7 -> b14 : b16
    b14:
      %8 = h()
      select %8 -> b15 : b16
    b15:
      %6 = 1
      fall -> b17
    b16:
      %6 = 0
      fall -> b17
    b17:
      return %6"
  `);
});

test('choices branch where something is done, and compute where nothing is', async () => {
  expect(await body('a = u ? 1 : 0; a = u ? g() : h(); u ? x() : y(); a = g() ?: 3; if (u ? a : g()) z(); return a;')).toMatchInlineSnapshot(`
    "b0:
      a = u ? 1 : 0
      select u -> b1 : b2
    b1:
      %1 = g()
      %0 = %1
      fall -> b3
    b2:
      %2 = h()
      %0 = %2
      fall -> b3
    b3:
      a = %0
      select u -> b4 : b5
    b4:
      %3 = x()
      fall -> b6
    b5:
      %4 = y()
      fall -> b6
    b6:
      %5 = g()
      a = %5 ? %5 : 3
      if u -> b7 : b8
    b7:
      if a -> b9 : b10
    b8:
      %6 = g()
      if %6 -> b9 : b10
    b9:
      %7 = z()
      fall -> b10
    b10:
      return a"
  `);
});

test('a comma gives its right side', async () => {
  expect(await body('for (a = 0, u = 1; g(), a < 3; a++, u--) ; return (x(), a);')).toMatchInlineSnapshot(`
    "b0:
      a = 0
      u = 1
      fall -> b1
    b1:
      %0 = g()
      loop a < 3 -> b2 : b3
    b2:
      a = a + 1
      u = u - 1
      back -> b1
    b3:
      %1 = x()
      return a
    for b1 {b1 b2} exit b3"
  `);
});

test('a statement expression gives its last statement', async () => {
  expect(await body('a = ({ int b = 3; g(b); b + 1; }); if (({ h(); u; })) k(); return a;')).toMatchInlineSnapshot(`
    "b0:
      let b = 3
      %0 = g(b)
      a = b + 1
      %1 = h()
      if u -> b1 : b2
    b1:
      %2 = k()
      fall -> b2
    b2:
      return a"
  `);
});

test('wrappers give way to their argument', async () => {
  expect(await body('if (unlikely(!a && WARN_ON(g()))) x(); return second_of(1, READ_ONCE(p->x));')).toMatchInlineSnapshot(`
    "b0:
      if a -> b3 : b1
    b1:
      %0 = g()
      if %0 -> b2 : b3
    b2:
      %1 = x()
      fall -> b3
    b3:
      return p->x"
  `);
});

test('a function called through a place, and a variable of a function pointer', async () => {
  expect(await body('int (*fn)(int) = p->fn; p->ops->run(a); fn(a); (*fn)(u); return (g)(1);')).toMatchInlineSnapshot(`
    "b0:
      let fn = p->fn
      %0 = (p->ops->run)(a)
      %1 = (fn)(a)
      %2 = (*fn)(u)
      %3 = g(1)
      return %3"
  `);
});

test('initialisers with designators assign members', async () => {
  expect(
    await body(
      'struct args x = { .pages = pages, .in.nr = g(), .deep = { .a = 1 } }; struct foo y = { 1, a }; int t[2] = { a, 2 }; struct foo z = {}; return 0;',
    ),
  ).toMatchInlineSnapshot(`
    "b0:
      let x = opaque()
      x.pages = pages
      %0 = g()
      x.in.nr = %0
      x.deep.a = 1
      let y = opaque(1, a)
      let t = opaque(a, 2)
      let z = opaque()
      return 0"
  `);
});

test('address and dereference cancel each other', async () => {
  expect(await body('g(&*p, *&a, (&u)->x, (*p).y, &pages[a], &p->lock); return **pages;')).toMatchInlineSnapshot(`
    "b0:
      %0 = g(p, a, u.x, p->y, &pages[a], &p->lock)
      return *(*pages)"
  `);
});

test('what is not evaluated does nothing', async () => {
  expect(await body('a = sizeof(g()); u = offsetof(struct foo, a.b); return container_of(p, struct foo, m)->x;')).toMatchInlineSnapshot(`
    "b0:
      a = opaque()
      u = opaque()
      %0 = container_of(p, opaque(), m)
      return %0->x"
  `);
});

test('a static local has its value before the function runs', async () => {
  const ir = await lowerOne('int f(void)\n{\n\tstatic int once = 3;\n\textern int other;\n\tint proto(int);\n\treturn once + other;\n}\n');
  expect(ir.variables.map((v) => `${v.kind} ${v.name}`)).toEqual(['static once']);
  expect(printBody(ir)).toMatchInlineSnapshot(`
    "b0:
      return once + other"
  `);
});

test('variables of one name in different blocks are different', async () => {
  const ir = await lowerOne('int f(int x)\n{\n\t{ int x = 1; g(x); }\n\tfor (int x = 2; x; ) ;\n\treturn x;\n}\n');
  expect(ir.variables.map((v) => v.id)).toEqual([0, 1, 2]);
  const returned = ir.blocks.map((b) => b.terminator).find((t) => t.end === 'return');
  expect(returned?.end === 'return' && returned.value?.op === 'variable' && returned.value.variable).toBe(ir.params[0]);
});

test('types of declarations', async () => {
  const declared = [
    'unsigned long int a',
    'short b',
    'long long unsigned c',
    'char d',
    'const u8 *e',
    'size_t g',
    'ssize_t h',
    'loff_t i',
    'struct page *j[16][2]',
    'struct page **k',
    'enum kind l',
    'struct { int x; } m',
    'int (*n)[3]',
    'void (*o)(int)',
    'bool p',
    'my_handle q',
    'my_size r[N]',
    '__u32 s, *t',
    'union u v[]',
    'int w[4 * 4]',
    'const struct iov_iter x',
    'typeof(c) y',
    'double z',
  ];
  const typedefs = (name: string) => (name === 'my_size' ? { scalar: 'u64' as const, indirections: 0 } : undefined);
  const ir = await lowerOne(`void f(void)\n{\n${declared.map((d) => `\t${d};`).join('\n')}\n}\n`, { typedefs });
  expect(
    ir.variables.map((v) => `${v.name}: ${printType(v.type)}${v.type.scalar && v.type.name ? ` = ${v.type.scalar}` : ''}`).join('\n'),
  ).toMatchInlineSnapshot(`
    "a: u64
    b: i16
    c: u64
    d: i8
    e: u8*
    g: size_t = u64
    h: ssize_t = i64
    i: loff_t = i64
    j: struct page*[16][2]
    k: struct page**
    l: kind = u32
    m: struct ?
    n: ?*
    o: ?*
    p: bool
    q: my_handle
    r: my_size[]
    s: __u32 = u32
    t: __u32*
    v: struct u[]
    w: ?[16]
    x: struct iov_iter
    y: u64
    z: ?"
  `);
});

test('types of expressions', async () => {
  const expressions =
    'a + u|a + 1|u < a|!u|~c|c + c|l - a|p + 1|p - p|*n|n[1]|*s|1u|0x80000000|4294967296|-1|(u64)a|a << l|u ? a : u|&a|pages[0]|a ? p : 0|!!l|1ul + a'.split(
      '|',
    );
  const text = `int f(int a, unsigned u, u8 c, unsigned long l, struct foo *p, int *n, size_t *s, struct page **pages)\n{\n\tsink(${expressions.join(', ')});\n}\n`;
  const call = (await lowerOne(text)).blocks[0]?.instructions[0];
  const args = call?.do === 'call' ? call.args : [];
  expect(args.map((e) => `${printExpr(e)}: ${e.type ? printType(e.type) : 'unknown'}`).join('\n')).toMatchInlineSnapshot(`
    "a + u: u32
    a + 1: i32
    u < a: i32
    !u: i32
    ~c: i32
    c + c: i32
    l - a: u64
    p + 1: struct foo*
    p - p: i64
    *n: i32
    n[1]: i32
    *s: size_t
    1: u32
    2147483648: u32
    4294967296: i64
    -1: i32
    (u64)a: u64
    a << l: i32
    u ? a : u: u32
    &a: ?*
    pages[0]: struct page*
    a ? p : 0: struct foo*
    !!l: i32
    1 + a: u64"
  `);
});

test('nothing is too deep or too odd to be lowered', async () => {
  const deep = await lowerOne(`int f(int a)\n{\n\treturn ${'('.repeat(3000)}a${')'.repeat(3000)};\n}\n`);
  expect(deep.unread).toContain('Line 3');
  const sum = await lowerOne(`int f(int a)\n{\n\treturn a${' + g(a)'.repeat(3000)};\n}\n`);
  expect(sum.unread).toContain('Line 3');
});

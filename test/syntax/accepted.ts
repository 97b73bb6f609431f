/**
 * C as kernel people write it and the stock grammar does not read it, by what the shadow does about it. Our own code. `trees` are node types with the
 * text they must have in the original, so that a piece is not only free of errors but read as what it is.
 */
export interface Accepted {
  readonly title: string;
  readonly code: string;
  /** `type: text` of nodes that the tree must hold. */
  readonly nodes?: readonly string[];
}

const inFunction = (body: string): string => `static void f(struct thing *p)\n{\n${body}\n}`;

export const accepted: readonly Accepted[] = [
  // Annotations.
  {
    title: 'annotations among specifiers',
    code: 'static __init noinline int f(void __user *buf, const u8 __iomem *r)\n{\n\treturn 0;\n}',
    nodes: ['identifier: buf', 'identifier: r'],
  },
  {
    title: 'an annotation between star and name',
    code: 'static pte_t * __init early(unsigned long a)\n{\n\treturn 0;\n}',
    nodes: ['identifier: early', 'type_identifier: pte_t'],
  },
  { title: 'annotations behind the parameters', code: 'void f(struct q *q) __must_hold(&q->lock) __releases(x)\n{\n}', nodes: ['identifier: f'] },
  {
    title: 'an annotation of unknown spelling behind the parameters',
    code: 'static inline bool f(int a) MY_ATTR(a, 2)\n{\n\treturn a;\n}',
    nodes: ['identifier: f'],
  },
  {
    title: 'annotations of variables',
    code: inFunction('\tint a __maybe_unused, b __aligned(8) = 3;\n\tstruct x *q __free(kfree) = NULL;\n\tuse(a, b, q);'),
    nodes: ['identifier: q', 'identifier: b'],
  },
  {
    title: 'nothing but reserved names',
    code: inFunction('\tstatic bool __once __read_mostly;\n\tif (!__once)\n\t\tgo();'),
    nodes: ['identifier: __once'],
  },
  {
    title: 'a reserved tag',
    code: inFunction('\tstruct __key key = { .a = 1 };\n\tuse(&key);'),
    nodes: ['type_identifier: __key', 'identifier: key'],
  },
  { title: 'an annotation before a tag', code: 'struct __packed wire {\n\tu8 a;\n};', nodes: ['type_identifier: wire', 'field_identifier: a'] },
  {
    title: 'annotations in casts',
    code: inFunction('\tg((void __force *)p, (struct x __user *)p->y, (__force __be32)p->z);'),
    nodes: ['field_identifier: z'],
  },
  {
    title: 'attributes in odd places',
    code: inFunction('\tint a __attribute__((unused)) = 1;\n\t__attribute__((fallthrough));\n\tg(a);'),
    nodes: ['identifier: a'],
  },
  {
    title: 'an attribute macro before a header, with arguments',
    code: '__printf(1, 2) static void say(const char *fmt, ...)\n{\n}',
    nodes: ['identifier: say'],
  },
  // Loops and guards.
  {
    title: 'a loop macro with braces',
    code: inFunction('\tlist_for_each_entry(p, head, list) {\n\t\tgo(p);\n\t}'),
    nodes: ['while_statement: list_for_each_entry(p, head, list) {\n\t\tgo(p);\n\t}'],
  },
  {
    title: 'a loop macro without braces',
    code: inFunction('\twalk_things(p, struct thing, list)\n\t\tgo(p);\n\tdone();'),
    nodes: ['call_expression: go(p)', 'call_expression: done()'],
  },
  {
    title: 'loop macros in each other, with else',
    code: inFunction('\tif (p)\n\t\teach_a(p)\n\t\t\teach_b(p) {\n\t\t\t\tgo();\n\t\t\t}\n\telse\n\t\tstop();'),
    nodes: ['call_expression: stop()'],
  },
  {
    title: 'a guard with a statement as argument',
    code: inFunction('\tscoped_cond_guard(mutex_intr, return -EINTR, &p->lock) {\n\t\tgo(p);\n\t}'),
    nodes: ['call_expression: go(p)', 'identifier: EINTR'],
  },
  {
    title: 'a guard without arguments',
    code: inFunction('\tquiet_section() {\n\t\tgo(p);\n\t}\n\tTRY {\n\t\tgo(p);\n\t}'),
    nodes: ['call_expression: go(p)'],
  },
  {
    title: 'a loop that ends in a macro',
    code: inFunction('\tdo_each(p) {\n\t\tgo(p);\n\t} while_each(p);\n\tdo {\n\t\tgo(p);\n\t} while_more(p);'),
    nodes: ['call_expression: go(p)'],
  },
  {
    title: 'loop headers and labels that macros bring',
    code: inFunction('\tfor (scan(&p->list, q)) {\n\t\tgo(q);\n\t}\n\tOP(A):\n\tOP(B):\n\t\tgo(p->b);\n\tif (debug)\n\t\tprint args;'),
    nodes: ['call_expression: go(q)', 'field_expression: p->list', 'field_expression: p->b', 'identifier: args'],
  },
  // Types, operators, statements and nothing as arguments.
  {
    title: 'types as arguments',
    code: inFunction(
      '\tq = container_of(p, struct box, member);\n\tr = min_t(unsigned int, a, b);\n\tg(struct x *, const char **, int (*)(void), u32 __user *);',
    ),
    nodes: ['identifier: member', 'identifier: box', 'identifier: a'],
  },
  { title: 'a declaration as argument', code: inFunction('\tDEFINE(struct x *y, int z, u32 w);'), nodes: ['identifier: y', 'identifier: w'] },
  { title: 'operators as arguments', code: inFunction('\tcheck(a, ==, b);\n\tcheck(a, <, b, +, *);'), nodes: ['identifier: b'] },
  { title: 'empty arguments', code: inFunction('\tg(a, , b);\n\tg(, a);\n\tg(a, );\n\tg(a, , );'), nodes: ['identifier: b'] },
  {
    title: 'statements as arguments',
    code: inFunction('\tret = wait_cmd(q, p->done, unlock(p); relock(p), lock(p));\n\tg();'),
    nodes: ['call_expression: relock(p)', 'call_expression: lock(p)', 'field_expression: p->done'],
  },
  {
    title: 'a block as argument',
    code: inFunction('\tonce({ int a = 1; go(a); });\n\tDO(if (p) { go(p); });\n\tDO(do { go(p); } while (0));'),
    nodes: ['call_expression: go(p)', 'call_expression: go(a)'],
  },
  {
    title: 'values as argument',
    code: inFunction('\tg(&(struct x){ .a = p->a }, MAKE({ 1, 2 }), { .b = p->b });'),
    nodes: ['field_expression: p->b', 'field_designator: .a'],
  },
  {
    title: 'keywords as arguments',
    code: inFunction('\tMAKE(static, const, x, return p->r, goto out, break);\nout:\n\tg();'),
    nodes: ['field_expression: p->r'],
  },
  // Statements without semicolons.
  { title: 'a macro without semicolon', code: inFunction('\tTRACE(p)\n\tgo(p);\n\tTRACE(p)'), nodes: ['call_expression: go(p)'] },
  {
    title: 'a lone macro',
    code: inFunction('\tBEGIN_CRITICAL\n\tp->a = 1;\n\tEND_CRITICAL\nout:\n\tLAST'),
    nodes: ['field_expression: p->a', 'statement_identifier: out'],
  },
  { title: 'a macro before a brace in the first column', code: 'static void f(void)\n{\n\tgo();\n\tLAST(x)\n}', nodes: ['call_expression: go()'] },
  // GNU C.
  {
    title: 'case ranges',
    code: inFunction("\tswitch (c) {\n\tcase 'a' ... 'z':\n\tcase A...B:\n\t\tgo();\n\tdefault:\n\t\tbreak;\n\t}"),
    nodes: ['identifier: A', 'identifier: B'],
  },
  {
    title: 'labels as values',
    code: inFunction('\t__label__ here, there;\n\tvoid *t[] = { &&here, &&there };\n\tgoto *t[1];\nhere: there:\n\tgo();'),
    nodes: ['identifier: here'],
  },
  {
    title: 'typeof of expressions',
    code: inFunction(
      '\ttypeof(p->a[0].b) *q = &p->c, r;\n\tconst typeof(*p) s = { .x = 1 };\n\tx = (typeof(p->d))y;\n\tx = (typeof(*p->e) *)(y);\n\tg(q, r, s);',
    ),
    nodes: [
      'field_expression: p->a',
      'field_identifier: b',
      'field_expression: p->c',
      'field_expression: p->d',
      'field_expression: p->e',
      'identifier: r',
      'identifier: s',
    ],
  },
  { title: 'a compound literal of a typeof', code: inFunction('\t*p = (typeof(*p)){ .plan = 1 };'), nodes: ['field_identifier: plan'] },
  {
    title: 'offsetof of a path',
    code: inFunction('\tg(offsetof(struct x, a.b[2].c), offsetof(struct x, d), offsetof(t, e));'),
    nodes: ['identifier: a', 'field_identifier: b', 'field_identifier: d', 'offsetof_expression: offsetof(t, e)'],
  },
  {
    title: 'old initialisers',
    code: 'static struct ops o = {\n\topen: my_open,\n\t[0 ... 3] = { 1 },\n\t[4] { 2 },\n\tMORE(x)\n\t.close = my_close,\n};',
    nodes: ['identifier: my_open', 'identifier: my_close'],
  },
  { title: 'conditions without a middle', code: inFunction('\ta = b ?: c;'), nodes: ['identifier: c'] },
  {
    title: 'assembly',
    code: inFunction('\tasm volatile("nop" : [o] "=r" (p->a) : "m" (p->b) : "memory", "cc");\n\tasm goto("1: nop" : : : : out);\nout:\n\tgo();'),
    nodes: ['gnu_asm_expression: asm goto("1: nop" : : : : out)', 'field_expression: p->a'],
  },
  {
    title: 'assembly that macros put together',
    code: inFunction(
      '\tasm_inline volatile(ALT("a", "b", F(1)) " %0" __str(X) "\\n" EX(1b, 2b)\n\t\t: OUT(r) (p->a), "+m" (p->b) : [i] "i" (3) : CLOBBER);',
    ),
    nodes: ['field_expression: p->a', 'field_expression: p->b'],
  },
  {
    title: 'generic selection',
    code: inFunction('\tx = _Generic((p), int: a, struct x *: b, default: c);'),
    nodes: ['identifier: a', 'identifier: c'],
  },
  { title: 'alignment of an expression', code: inFunction('\tx = __alignof__(*p->a) + __alignof__(int);'), nodes: ['field_expression: p->a'] },
  {
    title: 'strings that macros put together',
    code: inFunction('\tsay("a" NAME(x) "b" PRIu64 "c\\n"STR(y)"d", KERN X "e");'),
    nodes: ['identifier: x'],
  },
  {
    title: 'casts in rows',
    code: inFunction(
      '\tx = (u64)(uintptr_t)p->a;\n\ty = (const s16 (*)[2])p->b;\n\tz = (foo_t *)(p->c) + (a * b) + 1;\n\twhile ((le(*(u32 *)p->d)) != END)\n\t\tgo();',
    ),
    nodes: ['field_expression: p->a', 'field_expression: p->b', 'field_expression: p->c', 'field_expression: p->d', 'identifier: b'],
  },
  {
    title: 'keywords of newer C as names',
    code: inFunction('\tbool noreturn = 1, constexpr;\n\tconstexpr = noreturn;\n\tp->alignas = 2;\n\tnoreturn;'),
  },
  {
    title: 'a switch without braces',
    code: inFunction('\tswitch (p->a)\n\tcase 1: {\n\t\tgo(p);\n\t}'),
    nodes: ['call_expression: go(p)', 'field_expression: p->a'],
  },
  { title: 'conditions without parentheses', code: inFunction('\tif IS_BAD(p->a)\n\t\treturn;'), nodes: ['field_expression: p->a'] },
  {
    title: 'function pointers',
    code: inFunction('\tssize_t (*write)(const char *buf, size_t n) = p->w;\n\tenum r (*get)(struct thing *t);\n\tget = p->g;\n\t(void)write;'),
    nodes: ['identifier: write', 'identifier: buf', 'field_expression: p->g'],
  },
  // Definers.
  {
    title: 'a definer with pairs',
    code: 'SYSCALL_DEFINE3(thing, int, fd, char __user * __user *, buf, size_t, n)\n{\n\treturn fd;\n}',
    nodes: ['identifier: thing', 'identifier: buf', 'identifier: n'],
  },
  { title: 'a definer without pairs', code: 'static DEFINE_TEST(name, "text", 3)\n{\n\tgo();\n}', nodes: ['call_expression: go()'] },
  { title: 'a function without a type', code: 'main(void)\n{\n\treturn 1;\n}', nodes: ['identifier: main'] },
  {
    title: 'a function that returns a new enumeration',
    code: 'static enum result {\n\tGOOD,\n\tBAD,\n} judge(int a)\n{\n\treturn GOOD;\n}',
    nodes: ['identifier: judge', 'identifier: BAD'],
  },
  { title: 'old parameters', code: 'int old(a, b)\n\tint a;\n\tchar *b;\n{\n\treturn a;\n}' },
  {
    title: 'a header for each arm',
    code: '#if V >= KERNEL_VERSION(6, 3, 0)\nstatic void work(struct work *w)\n{\n\tstruct a *p = of(w);\n#else\nstatic void\nwork(void *data)\n{\n\tstruct a *p = data;\n#endif\n\tgo(p);\n}\n#ifdef A\nint __init start(void)\n#else\nstatic int __devinit\nstart(struct x *x, int b)\n#endif\n{\n\treturn 0;\n}',
    nodes: ['identifier: data', 'identifier: w', 'call_expression: go(p)', 'identifier: b'],
  },
  // File scope.
  {
    title: 'declaring macros',
    code: 'static DEFINE_MUTEX(lock);\nstatic DEFINE_TABLE(t) = { .a = 1 };\ndefine_machine(m) {\n\t.name = "m",\n};\nMODULE_ALIAS("x")\n',
    nodes: ['field_designator: .a', 'field_designator: .name'],
  },
  {
    title: 'a table between macros',
    code: 'MACHINE_START(ONE, "one")\n\t.irq = get_irq,\n\t.init = start,\nMACHINE_END\n',
    nodes: ['identifier: get_irq', 'identifier: start'],
  },
  {
    title: 'macros among fields',
    code: 'struct s {\n\tDECLARE_BITMAP(bits, N);\n\tRESERVE(1)\n\tu32 : 4;\n\tu32 a:1, :3, b:2 __packed_bits;\n\tgroup_of(g, int c; struct x *d;);\n\tvoid __iomem *regs ____aligned;\n\tLIST(u8)\n};',
    nodes: ['field_identifier: c', 'field_identifier: d', 'field_identifier: regs', 'identifier: bits', 'field_identifier: b'],
  },
  {
    title: 'macros among enumerators',
    code: 'enum e {\n\tA = 1,\n\tMAKE(B, 2),\n\tMAKE(C, 3)\n\tD __deprecated,\n};',
    nodes: ['identifier: A', 'identifier: D'],
  },
  { title: 'values of a table that is included', code: '{ DEVICE(1, 2), .quirk = 3 },\n{ DEVICE(1, 3) },\n', nodes: ['field_designator: .quirk'] },
  { title: 'code under #if 0', code: '#if 0\nif (a > 1) {\n\tgo(a);\n}\n#endif\n', nodes: ['call_expression: go(a)'] },
  // Macros.
  { title: 'a body of statements', code: '#define SWAP(a, b) do { typeof(a) t = (a); (a) = (b); (b) = t; } while (0)\n' },
  { title: 'a body with no end', code: '#define BEGIN(p) do { if (p) {\n#define END(p) } } while (0)\n' },
  {
    title: 'a body that defines a function',
    code: '#define SHOW(name) \\\nstatic ssize_t name##_show(struct device *d, char *buf) \\\n{ \\\n\treturn sprintf(buf, "%s\\n", #name); \\\n} \\\nstatic DEVICE_ATTR(name, 0444, name##_show, NULL)\n',
    nodes: ['identifier: buf'],
  },
  {
    title: 'a body of values',
    code: '#define INIT(x) { .a = (x), .b = { 1, 2 } }\n#define PART(x) .a = x, .b = 2\n',
    nodes: ['field_designator: .a'],
  },
  {
    title: 'a body that is a type',
    code: '#define T struct x *\n#define U unsigned long\n#define V static inline\n#define W __attribute__((x)) const\n',
  },
  { title: 'a body of fields', code: '#define FIELDS(type) \\\n\ttype A; \\\n\ttype B[3]; \\\n\tMORE(type)\n' },
  { title: 'a loop as body', code: '#define each(p, h) for (p = first(h); p; p = next(p))\n#define each_if(p, h, c) each(p, h) if (!(c)) {} else\n' },
  {
    title: 'odd bodies',
    code: '#define E\n#define S "a" #x "b"\n#define P(a) a##b##c\n#define R(x) ((1 ? x) - (0 ? x))\n#define L(f, ...) f(a, ##__VA_ARGS__)\n#define N 0x0e 0x4\n#define C case 1: case 2\n',
  },
];

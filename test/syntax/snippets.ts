/** Pieces of C in kernel style, our own, that the property tests cut, join and damage. Each is one or more whole items. */
export const snippets: readonly string[] = [
  `static int add(int a, int b)
{
	return a + b;
}
`,
  `#ifdef CONFIG_X
static int both(int a)
#else
static int both(void)
#endif
{
	return 1;
}
`,
  `int arms(struct dev *d)
{
#if defined(A) && VERSION >= KERNEL_VERSION(6, 3, 0)
	if (d->x) {
#else
	if (d->y) {
#endif
		go(d);
	}
#ifdef A
	return 2;
#endif
	return 0;
}
`,
  `/* a comment with } and { and "quotes" */
struct pair {
	int first; // it's one
	DECLARE_BITMAP(bits, 32);
	void (*done)(struct pair *p);
};
`,
  `#define EACH(pos, head) \\
	for (pos = (head)->first; pos; pos = pos->next)
#define SWAP(a, b) do { typeof(a) _t = a; a = b; b = _t; } while (0)
#define NAME(x) prefix_##x
`,
  `static const char *const names[] = {
	[0] = "zero }",
	[1] = "one", /* { */
};
`,
  `EXPORT_SYMBOL(add);
MODULE_LICENSE("MIT");
module_init(start)
module_exit(stop)
`,
  `SYSCALL_DEFINE2(thing, int, fd, char __user *, buf)
{
	list_for_each_entry(p, &head, list)
		if (p->fd == fd)
			return put(p, buf);
	scoped_guard(mutex, &lock) {
		p = container_of(q, struct pair, first);
	}
	return -EINVAL;
}
`,
  `extern "C" {
int outer(void);
}
`,
  `#if 0
don't look (here
#endif
enum colour { RED, GREEN = 3, };
`,
  `static __always_inline __must_check int
long_header(struct very_long_name *name,
	    unsigned long flags) __must_hold(&name->lock)
{
	char c = '{';
	const char *s = "}\\"{";

	wait_event_cmd(q, c == 1, unlock(name); lock(name));
label:
	asm volatile("nop" : "=r" (c) : : "memory");
	return ({ int r = c; r; });
}
`,
  `int old(a, b)
int a;
char *b;
{
	return a;
}
`,
  `#define MULTI(a) \\
	first(a); \\
	second(a)

static DEFINE_MUTEX(lock);
`,
];

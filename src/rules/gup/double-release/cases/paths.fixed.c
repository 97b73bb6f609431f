//! tree modern
/* The same pages given back twice on one path. */
#include <linux/mm.h>

static int releases_and_falls_through(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (err) {
		goto out;
	}
	engine_wait(e);
out:
	unpin_user_page(page);
	return err;
}

static int label_too_early(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	if (err)
		goto unpin;
	engine_wait(e);
	unpin_user_pages(pages, got);
	err = engine_report(e);
	if (err)
		goto unpin;
	return 0;
unpin:
	unpin_user_pages(pages, got);
	return err;
}

static int label_right(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	if (err)
		goto unpin;
	engine_wait(e);
	unpin_user_pages(pages, got);
	err = engine_report(e);
	if (err)
		goto out;
	return 0;
unpin:
	unpin_user_pages(pages, got);
out:
	return err;
}

static int straight_line(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	put_page(page);
	engine_wait(e);
	return err;
}

static int array_and_each(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int i, got, err;

	got = get_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	for (i = 0; i < got; i++)
		put_page(pages[i]);
	return err;
}

static int by_another_name(struct engine *e, unsigned long start)
{
	struct page *page, *first;
	int err;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	first = page;
	err = engine_start(e);
	put_page(first);
	return err;
}

static void ubuf_unpin(struct page **pages, int n)
{
	unpin_user_pages(pages, n);
}

static int wrapper_and_plain(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got <= 0)
		return got ? got : -EFAULT;
	err = engine_start(e);
	unpin_user_pages(pages, got);
	return err;
}

static int failure_releases_inside(struct page **pages, unsigned long start)
{
	int got = pin_user_pages_fast(start, 8, 0, pages);

	if (got == 8)
		return 0;
	if (got > 0)
		unpin_user_pages(pages, got);
	return -EFAULT;
}

/* Not said: on its error path the callee may have had nothing to drop. */
static int releases_what_the_callee_did(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int err;

	err = failure_releases_inside(pages, start);
	if (err)
		goto unpin;
	err = engine_start(e);
unpin:
	unpin_user_pages(pages, 8);
	return err;
}

static int switch_falls_through(struct engine *e, unsigned long start, int mode)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	switch (mode) {
	case 0:
		engine_wait(e);
		fallthrough;
	default:
		unpin_user_page(page);
	}
	return 0;
}

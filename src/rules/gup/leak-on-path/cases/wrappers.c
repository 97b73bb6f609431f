//! tree modern
/* Functions of the file that take, release or keep, and arms of the preprocessor that choose one. */
#include <linux/mm.h>
#include <linux/version.h>

static void ubuf_unpin(struct page **pages, int n, bool dirty)
{
	int i;

	for (i = 0; i < n; i++) {
		if (dirty)
			set_page_dirty_lock(pages[i]);
		unpin_user_page(pages[i]);
	}
}

static int ubuf_pin(unsigned long start, int n, struct page **pages)
{
	int got = pin_user_pages_fast(start, n, FOLL_WRITE, pages);

	if (got == n)
		return 0;
	if (got > 0)
		ubuf_unpin(pages, got, false);
	return got < 0 ? got : -EFAULT;
}

static int uses_both(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int err;

	err = ubuf_pin(start, 8, pages);
	if (err)
		return err;
	err = engine_start(e);
	ubuf_unpin(pages, 8, !err);
	return err;
}

static int forgets_one(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int err;

	err = ubuf_pin(start, 8, pages);
	if (err)
		return err;
	err = engine_start(e);
	if (err)
		return err;
//              ^^^^^^^^^^ error[gup/leak-on-path] exit: call ubuf_unpin() here as the other paths do
	engine_wait(e);
	ubuf_unpin(pages, 8, true);
	return 0;
}

static void unpin_from(struct page **pages, int at, int n)
{
	if (at >= n)
		return;
	unpin_user_page(pages[at]);
	unpin_from(pages, at + 1, n);
}

static int releases_recursively(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int err;

	err = ubuf_pin(start, 8, pages);
	if (err)
		return err;
	err = engine_start(e);
	unpin_from(pages, 0, 8);
	return err;
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 6, 0)
static void drop_user_pages(struct page **pages, unsigned long n)
{
	while (n--)
		put_page(pages[n]);
}

static int take_user_pages(unsigned long start, int n, struct page **pages)
{
	return get_user_pages_fast(start, n, FOLL_WRITE, pages);
}
#else
static void drop_user_pages(struct page **pages, unsigned long n)
{
	unpin_user_pages(pages, n);
}

static int take_user_pages(unsigned long start, int n, struct page **pages)
{
	return pin_user_pages_fast(start, n, FOLL_WRITE, pages);
}
#endif

static int through_a_shim(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = take_user_pages(start, 8, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	drop_user_pages(pages, got);
	return err;
}

static int through_a_shim_lost(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = take_user_pages(start, 8, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	if (err)
		return err;
//              ^^^^^^^^^^ error[gup/leak-on-path] exit
	drop_user_pages(pages, got);
	return 0;
}

static int by_configuration(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
#ifdef CONFIG_ENGINE_STRICT
	err = engine_check(e);
	if (err)
		return err;
//              ^^^^^^^^^^ error[gup/leak-on-path] exit
#endif
	err = engine_start(e);
	unpin_user_page(page);
	return err;
}

static int matching_arms(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

#ifdef CONFIG_ENGINE_PINS
	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
#else
	if (get_user_pages_fast(start, 1, 0, &page) != 1)
#endif
		return -EFAULT;
	err = engine_start(e);
#ifdef CONFIG_ENGINE_PINS
	unpin_user_page(page);
#else
	put_page(page);
#endif
	return err;
}

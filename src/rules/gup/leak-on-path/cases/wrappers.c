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

/* The pointer that is filled was NULL: the array is made on the way. */
static ssize_t map_user(struct engine *e, struct page ***pages, struct iov_iter *iter, size_t len, size_t *offset, bool *drop)
{
	ssize_t n;

	if (!iov_iter_count(iter))
		return 0;
	if (engine_is_busy(e))
		return -EBUSY;
	n = iov_iter_get_pages_alloc2(iter, pages, len, offset);
	if (n < 0)
		return n;
	*drop = true;
	return n;
}

static void put_mapped(struct page **pages, int n)
{
	int i;

	for (i = 0; i < n; i++)
		put_page(pages[i]);
}

static void fill_table(struct scatterlist *sg, struct page **pages, int n)
{
	int i;

	for (i = 0; i < n; i++)
		sg_set_page(&sg[i], pages[i], PAGE_SIZE, 0);
}

static int maps_both(struct engine *e, struct iov_iter *in, struct iov_iter *out, size_t len)
{
	struct page **in_pages = NULL, **out_pages = NULL;
	int err = 0, nr_in = 0, nr_out = 0;
	bool drop = false;
	size_t offset = 0;
	ssize_t n;

	if (in) {
		n = map_user(e, &in_pages, in, len, &offset, &drop);
		if (n < 0)
			return n;
		nr_in = DIV_ROUND_UP(n + offset, PAGE_SIZE);
		fill_table(e->sg, in_pages, nr_in);
	} else if (out) {
		n = map_user(e, &out_pages, out, len, &offset, &drop);
		if (n < 0)
			return n;
		nr_out = (n + offset + PAGE_SIZE - 1) >> PAGE_SHIFT;
		fill_table(e->sg, out_pages, nr_out);
	}
	err = engine_start(e);
	if (drop) {
		if (in_pages)
			put_mapped(in_pages, nr_in);
		if (out_pages)
			put_mapped(out_pages, nr_out);
	}
	kvfree(in_pages);
	kvfree(out_pages);
	return err;
}

/* The table in the caller's object owns nothing: the other direction shows it. */
static int forgets_one_direction(struct engine *e, struct iov_iter *in, struct iov_iter *out, size_t len)
{
	struct page **in_pages = NULL, **out_pages = NULL;
	int err = 0, nr_in = 0, nr_out = 0;
	bool drop = false;
	size_t offset = 0;
	ssize_t n;

	if (in) {
		n = map_user(e, &in_pages, in, len, &offset, &drop);
		if (n < 0)
			return n;
		nr_in = DIV_ROUND_UP(n + offset, PAGE_SIZE);
		fill_table(e->sg, in_pages, nr_in);
	} else if (out) {
		n = map_user(e, &out_pages, out, len, &offset, &drop);
		if (n < 0)
			return n;
		nr_out = DIV_ROUND_UP(n + offset, PAGE_SIZE);
		fill_table(e->sg, out_pages, nr_out);
	}
	err = engine_start(e);
	if (drop && in_pages)
		put_mapped(in_pages, nr_in);
	kvfree(in_pages);
	kvfree(out_pages);
	return err;
//      ^^^^^^^^^^ error[gup/leak-on-path] never: 'out_pages' taken by iov_iter_get_pages_alloc2() are never released
}

struct told {
	unsigned long contents;
};

static int tell(struct told *told)
{
	return unknown_order(told);
}

/* Nobody keeps what stands on the stack, however deep it is handed. */
int tells_of_a_page(unsigned long va)
{
	struct told told;
	struct page *page;
	int rc;

	rc = get_user_pages_fast(va, 1, 0, &page);
	if (rc < 1)
		return -EFAULT;
	told.contents = (unsigned long)kmap_local_page(page);
	rc = tell(&told);
	kunmap_local((void *)told.contents);
	return rc;
//      ^^^^^^^^^ error[gup/leak-on-path] never: 'page' taken by get_user_pages_fast() is never released
}

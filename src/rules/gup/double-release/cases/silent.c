//! tree modern
/* Two releases that are right: of different references, on different paths, in different rounds, of NULL. */
#include <linux/mm.h>

static int two_references(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	get_page(page);
	err = engine_start(e);
	put_page(page);
	put_page(page);
	return err;
}

static int each_round_its_own(struct engine *e, unsigned long start, int n)
{
	struct page *page;

	while (n--) {
		if (get_user_pages_fast(start, 1, 0, &page) != 1)
			return -EFAULT;
		engine_push(e, 1);
		put_page(page);
		start += PAGE_SIZE;
	}
	return 0;
}

static int set_to_null(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (err) {
		put_page(page);
		page = NULL;
	}
	engine_wait(e);
	if (page)
		put_page(page);
	return err;
}

static int flag_says_so(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	bool held = true;
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	if (err) {
		unpin_user_pages(pages, got);
		held = false;
	}
	engine_wait(e);
	if (held)
		unpin_user_pages(pages, got);
	return err;
}

static int count_says_so(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	if (err) {
		unpin_user_pages(pages, got);
		got = 0;
	}
	engine_wait(e);
	unpin_user_pages(pages, got);
	return err;
}

static int same_condition_twice(struct engine *e, unsigned long start, bool write)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, write ? FOLL_WRITE : 0, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (write)
		unpin_user_pages_dirty_lock(&page, 1, true);
	engine_wait(e);
	if (!write)
		unpin_user_page(page);
	return err;
}

static int taken_again(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	unpin_user_page(page);
	if (!err)
		return 0;
	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	unpin_user_page(page);
	return err;
}

static int two_halves(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int i, got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got != 8) {
		while (got > 0)
			unpin_user_page(pages[--got]);
		return -EFAULT;
	}
	err = engine_start(e);
	for (i = 0; i < 4; i++)
		unpin_user_page(pages[i]);
	engine_wait(e);
	for (; i < 8; i++)
		unpin_user_page(pages[i]);
	return err;
}

static int undo_stops_before_the_failed_one(struct page **slot, unsigned long start, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (pin_user_pages_fast(start + i * PAGE_SIZE, 1, 0, &slot[i]) != 1)
			goto undo;
	return 0;
undo:
	while (--i >= 0)
		unpin_user_page(slot[i]);
	return -EFAULT;
}

static void release_of_an_object(struct engine *e)
{
	if (e->pages) {
		unpin_user_pages(e->pages, e->pinned);
		e->pages = NULL;
	}
	engine_wait(e);
	if (e->pages)
		unpin_user_pages(e->pages, e->pinned);
}

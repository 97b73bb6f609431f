//! tree modern
/* Uses behind a release that are right: somebody else still holds the page, or it is another page by then. */
#include <linux/mm.h>

static int another_reference(struct engine *e, unsigned long start)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	get_page(page);
	put_page(page);
	set_page_dirty_lock(page);
	put_page(page);
	return engine_start(e);
}

static int reference_of_the_caller(struct engine *e, struct page *page)
{
	get_page(page);
	if (engine_start(e)) {
		put_page(page);
		SetPageError(page);
		return -EIO;
	}
	put_page(page);
	unlock_page(page);
	return 0;
}

static int the_next_page(unsigned long start, int n, u8 *to)
{
	struct page *page;
	int i;

	for (i = 0; i < n; i++) {
		if (get_user_pages_fast(start + i * PAGE_SIZE, 1, 0, &page) != 1)
			return -EFAULT;
		memcpy_from_page(to, page, 0, 64);
		put_page(page);
		to += 64;
	}
	return 0;
}

static int only_compared(unsigned long start, unsigned long other, bool *same)
{
	struct page *a, *b;

	if (get_user_pages_fast(start, 1, 0, &a) != 1)
		return -EFAULT;
	put_page(a);
	if (get_user_pages_fast(other, 1, 0, &b) != 1)
		return -EFAULT;
	*same = a == b;
	put_page(b);
	return 0;
}

static int only_the_others(struct engine *e, unsigned long start, u8 *to)
{
	struct page *pages[2];
	int got;

	got = get_user_pages_fast(start, 2, 0, pages);
	if (got != 2) {
		if (got == 1)
			put_page(pages[0]);
		return -EFAULT;
	}
	put_page(pages[0]);
	memcpy_from_page(to, pages[1], 0, 64);
	put_page(pages[1]);
	return engine_start(e);
}

static int on_the_other_path(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (err)
		unpin_user_page(page);
	if (!err) {
		set_page_dirty_lock(page);
		unpin_user_page(page);
	}
	return err;
}

static int set_to_null(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (err) {
		unpin_user_page(page);
		page = NULL;
	}
	if (page) {
		set_page_dirty_lock(page);
		unpin_user_page(page);
	}
	return err;
}

static int pinned_besides(struct engine *e, unsigned long start)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	get_page(page);
	unpin_user_page(page);
	wait_on_page_writeback(page);
	put_page(page);
	return engine_start(e);
}

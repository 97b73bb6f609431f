//! tree modern
/* The place that holds a page takes the next one, or a release covers too little. */
#include <linux/mm.h>

static int last_one_only(unsigned long start, int n)
{
	struct page *page = NULL;
	int i, err = 0;

	for (i = 0; i < n; i++) {
		if (get_user_pages_fast(start + i * PAGE_SIZE, 1, FOLL_WRITE, &page) != 1) {
			err = -EFAULT;
			break;
		}
		flush_dcache_page(page);
	}
	if (page)
		put_page(page);
	return err;
}

static int each_in_turn(unsigned long start, int n)
{
	struct page *page;
	int i;

	for (i = 0; i < n; i++) {
		if (get_user_pages_fast(start + i * PAGE_SIZE, 1, FOLL_WRITE, &page) != 1)
			return -EFAULT;
		flush_dcache_page(page);
		put_page(page);
	}
	return 0;
}

static int into_slots(struct page **slot, unsigned long start, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		if (pin_user_pages_fast(start + i * PAGE_SIZE, 1, FOLL_WRITE, &slot[i]) != 1)
			goto undo;
	}
	return 0;
undo:
	while (i--)
		unpin_user_page(slot[i]);
	return -EFAULT;
}

static int first_is_forgotten(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int i, got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	for (i = 1; i < got; i++)
		unpin_user_page(pages[i]);
	return err;
}

static int one_too_few(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	if (got > 0)
		unpin_user_pages(pages, got);
	return err;
}

static int down_to_one(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = get_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	while (--got > 0)
		put_page(pages[got]);
	return err;
}

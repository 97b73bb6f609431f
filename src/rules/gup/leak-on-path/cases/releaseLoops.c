//! tree modern
/* Releases in every shape that loops have: nothing is lost in any of these. */
#include <linux/mm.h>

static int count_down(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got <= 0)
		return got ? got : -EFAULT;
	err = engine_start(e);
	while (got--)
		unpin_user_page(pages[got]);
	return err;
}

static int for_up(struct engine *e, unsigned long start)
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

static int for_down(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int i, got, err;

	got = get_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	for (i = got - 1; i >= 0; --i)
		put_page(pages[i]);
	return err;
}

static int do_while(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int i = 0, got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got <= 0)
		return got ? got : -EFAULT;
	err = engine_start(e);
	do {
		unpin_user_page(pages[i]);
	} while (++i < got);
	return err;
}

static int pointer_walks(struct engine *e, unsigned long start)
{
	struct page *pages[8], **p;
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	for (p = pages; p < pages + got; p++)
		unpin_user_page(*p);
	return err;
}

static int dirty_each(struct engine *e, unsigned long start, bool dirty)
{
	struct page *pages[8];
	int i, got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	for (i = 0; i < got; i++) {
		struct page *page = pages[i];

		if (dirty && !PageReserved(page))
			set_page_dirty_lock(page);
		unpin_user_page(page);
	}
	return err;
}

static int dirty_lock_all(struct engine *e, unsigned long start, bool dirty)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	unpin_user_pages_dirty_lock(pages, got, dirty && !err);
	return err;
}

static int in_two_halves(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int half, got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	half = engine_written(e, got);
	err = engine_start(e);
	unpin_user_pages_dirty_lock(pages, half, true);
	unpin_user_pages(pages + half, got - half);
	return err;
}

static int holes_are_skipped(struct engine *e, unsigned long start)
{
	struct page *pages[8] = { NULL };
	int i, got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	for (i = 0; i < 8; i++) {
		if (!pages[i])
			continue;
		unpin_user_page(pages[i]);
		pages[i] = NULL;
	}
	return err;
}

static int through_scatterlist(struct engine *e, struct sg_table *sgt, unsigned long start)
{
	struct page *pages[8];
	struct scatterlist *sg;
	int i, got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got != 8) {
		if (got > 0)
			unpin_user_pages(pages, got);
		return -EFAULT;
	}
	err = sg_alloc_table_from_pages(sgt, pages, 8, 0, 8 * PAGE_SIZE, GFP_KERNEL);
	if (err) {
		unpin_user_pages(pages, 8);
		return err;
	}
	err = engine_start(e);
	for_each_sg(sgt->sgl, sg, sgt->nents, i)
		unpin_user_page_range_dirty_lock(sg_page(sg), DIV_ROUND_UP(sg->length, PAGE_SIZE), true);
	sg_free_table(sgt);
	return err;
}

static int same_page_merge(struct engine *e, unsigned long start, bool same)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	get_page(page);
	if (same)
		engine_note_merge(e);
	page_ref_sub(page, 2);
	return 0;
}

static int folio_at_once(unsigned long start)
{
	struct page *pages[2];
	struct folio *folio;
	int got;

	got = get_user_pages_fast(start, 2, 0, pages);
	if (got != 2) {
		if (got == 1)
			put_page(pages[0]);
		return -EFAULT;
	}
	folio = page_folio(pages[0]);
	if (page_folio(pages[1]) == folio) {
		folio_put_refs(folio, 2);
		return 0;
	}
	put_page(pages[1]);
	put_page(pages[0]);
	return -EXDEV;
}

//! tree modern
/* Fewer pages than asked for: lost, released by the wrong number, or not noticed. */
#include <linux/mm.h>

static int short_is_an_error(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int pinned, err;

	pinned = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (pinned != 8) {
		if (pinned > 0)
			unpin_user_pages(pages, pinned);
		return -EFAULT;
	}
	err = engine_start(e);
	unpin_user_pages(pages, 8);
	return err;
}

static int short_is_an_error_fixed(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int pinned, err;

	pinned = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (pinned != 8) {
		if (pinned > 0)
			unpin_user_pages(pages, pinned);
		return -EFAULT;
	}
	err = engine_start(e);
	unpin_user_pages(pages, 8);
	return err;
}

static int result_is_overwritten(struct engine *e, unsigned long start, int npages)
{
	struct page **pages;
	int ret;

	pages = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	ret = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (ret < npages) {
		if (ret >= 0)
			ret = -EFAULT;
		goto free_pages;
	}
	ret = engine_start(e);
	unpin_user_pages(pages, npages);
free_pages:
	kvfree(pages);
	return ret;
}

static int count_is_kept(struct engine *e, unsigned long start, int npages)
{
	struct page **pages;
	int ret, nr = 0;

	pages = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	ret = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (ret < 0)
		goto free_pages;
	nr = ret;
	if (ret != npages) {
		ret = -EFAULT;
		goto unpin;
	}
	ret = engine_start(e);
unpin:
	unpin_user_pages(pages, nr);
free_pages:
	kvfree(pages);
	return ret;
}

static int inside_the_condition(struct engine *e, unsigned long start)
{
	struct page *pages[2];
	int err;

	if (get_user_pages_fast(start, 2, 0, pages) != 2)
		return -EFAULT;
	err = engine_start(e);
	put_page(pages[1]);
	put_page(pages[0]);
	return err;
}

static int one_is_never_short(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	put_page(page);
	return err;
}

static int releases_what_was_asked(struct engine *e, unsigned long start, int npages)
{
	struct page **pages;
	int pinned, err;

	pages = kvcalloc(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	pinned = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (pinned < 0) {
		kvfree(pages);
		return pinned;
	}
	if (pinned != npages) {
		unpin_user_pages(pages, pinned);
		kvfree(pages);
		return -EFAULT;
	}
	err = engine_start(e);
	unpin_user_pages(pages, npages);
	kvfree(pages);
	return err;
}

static int loop_over_what_was_asked(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int i, got, err;

	got = get_user_pages_fast(start, 8, 0, pages);
	if (got <= 0)
		return got ? got : -EFAULT;
	err = engine_start(e);
	for (i = 0; i < got; i++)
		put_page(pages[i]);
	return err;
}

static int nobody_compares(struct engine *e, unsigned long start, u64 *sum)
{
	struct page *pages[8];
	void *virt;
	int i, got;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	for (i = 0; i < 8; i++) {
		virt = kmap_local_page(pages[i]);
		*sum += *(u64 *)virt;
		kunmap_local(virt);
	}
	unpin_user_pages(pages, got);
	return 0;
}

static int table_of_all(struct engine *e, struct sg_table *sgt, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got <= 0)
		return got ? got : -EFAULT;
	err = sg_alloc_table_from_pages(sgt, pages, 8, 0, 8 * PAGE_SIZE, GFP_KERNEL);
	if (!err) {
		err = engine_start(e);
		sg_free_table(sgt);
	}
	unpin_user_pages(pages, got);
	return err;
}

static int table_of_those_there(struct engine *e, struct sg_table *sgt, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got <= 0)
		return got ? got : -EFAULT;
	err = sg_alloc_table_from_pages(sgt, pages, got, 0, got * PAGE_SIZE, GFP_KERNEL);
	if (!err) {
		err = engine_start(e);
		sg_free_table(sgt);
	}
	unpin_user_pages(pages, got);
	return err;
}

static int zero_or_all_unchecked(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 8) {
		err = got < 0 ? got : -EFAULT;
		if (got > 0)
			unpin_user_pages(pages, got);
		return err;
	}
	err = engine_start(e);
	unpin_user_pages(pages, got);
	return err;
}

static int array_of_the_caller(struct engine *e, unsigned long start, int npages, struct page **pages)
{
	int got;

	got = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (got < npages)
		return got < 0 ? got : -EFAULT;
	engine_note(e, got);
	return 0;
}

static int array_of_the_caller_cleans_up(struct engine *e, unsigned long start, int npages, struct page **pages)
{
	int got;

	got = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (got < npages) {
		unpin_user_pages(pages, max(got, 0));
		return got < 0 ? got : -EFAULT;
	}
	return 0;
}

static int caller_gets_the_count(unsigned long start, int npages, struct page **pages)
{
	return pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
}

//! tree modern
/* Loops that ask again until all are there, and what they must do with a failure in the middle. */
#include <linux/mm.h>

static int until_all_are_there(struct engine *e, unsigned long start, int npages)
{
	struct page **pages;
	int ret, pinned = 0;

	pages = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	do {
		ret = pin_user_pages_fast(start + pinned * PAGE_SIZE, npages - pinned, FOLL_WRITE, pages + pinned);
		if (ret < 0)
			goto out;
		pinned += ret;
	} while (pinned < npages);
	ret = engine_start(e);
out:
	unpin_user_pages(pages, pinned);
	kvfree(pages);
	return ret;
}

static int address_of_the_next(struct engine *e, unsigned long start)
{
	struct page *pages[64];
	int ret, pinned = 0;

	while (pinned < 64) {
		ret = get_user_pages_fast(start + (pinned << PAGE_SHIFT), 64 - pinned, 0, &pages[pinned]);
		if (ret <= 0) {
			release_pages(pages, pinned);
			return ret ? ret : -EFAULT;
		}
		pinned += ret;
	}
	ret = engine_start(e);
	release_pages(pages, pinned);
	return ret;
}

static int first_batch_is_lost(struct engine *e, unsigned long start)
{
	struct page *pages[64];
	int ret, pinned = 0;

	while (pinned < 64) {
		ret = get_user_pages_fast(start + (pinned << PAGE_SHIFT), 64 - pinned, 0, &pages[pinned]);
		if (ret <= 0)
			return ret ? ret : -EFAULT;
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/leak-on-path] exit
		pinned += ret;
	}
	ret = engine_start(e);
	release_pages(pages, pinned);
	return ret;
}

static int batch_by_batch(struct engine *e, unsigned long start, unsigned long left)
{
	struct page *pages[16];
	int got;

	while (left) {
		got = get_user_pages_fast(start, min(left, 16UL), FOLL_WRITE, pages);
		if (got <= 0)
			return got ? got : -EFAULT;
		engine_push(e, got);
		release_pages(pages, got);
		start += got * PAGE_SIZE;
		left -= got;
	}
	return 0;
}

static int array_is_the_field(struct engine *e, unsigned long start, int npages)
{
	int ret;

	e->pinned = 0;
	while (e->pinned < npages) {
		ret = pin_user_pages_fast(start, npages - e->pinned, FOLL_WRITE, e->pages + e->pinned);
		if (ret < 0)
			goto undo;
		e->pinned += ret;
		start += ret * PAGE_SIZE;
	}
	return 0;
undo:
	unpin_user_pages(e->pages, e->pinned);
	e->pinned = 0;
	return ret;
}

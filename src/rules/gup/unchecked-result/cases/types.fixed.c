//! tree modern
/* Integer conversions decide whether an errno passes. */
#include <linux/mm.h>
#include <linux/uio.h>

static int promoted_in_the_comparison(struct engine *e, unsigned long start, unsigned int npages)
{
	struct page **pages;
	int got, err = -EFAULT;

	pages = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	got = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (got < 0 || got < npages) {
		while (got > 0)
			unpin_user_page(pages[--got]);
		goto out;
	}
	err = engine_start(e);
	unpin_user_pages(pages, npages);
out:
	kvfree(pages);
	return err;
}

static int unequal_lets_nothing_through(struct engine *e, unsigned long start, unsigned int npages)
{
	struct page **pages;
	int got, err = -EFAULT;

	pages = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	got = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (got != npages) {
		while (got > 0)
			unpin_user_page(pages[--got]);
		goto out;
	}
	err = engine_start(e);
	unpin_user_pages(pages, npages);
out:
	kvfree(pages);
	return err;
}

static int cast_is_deliberate(struct engine *e, unsigned long start, unsigned int npages)
{
	struct page **pages;
	int got, err = -EFAULT;

	pages = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	got = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (got < (int)npages) {
		while (got > 0)
			unpin_user_page(pages[--got]);
		goto out;
	}
	err = engine_start(e);
	unpin_user_pages(pages, npages);
out:
	kvfree(pages);
	return err;
}

static int signed_on_both_sides(struct engine *e, unsigned long start, int npages)
{
	struct page *pages[8];
	int got;

	if (npages > 8)
		return -EINVAL;
	got = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (got < npages) {
		if (got > 0)
			unpin_user_pages(pages, got);
		return -EFAULT;
	}
	engine_wait(e);
	unpin_user_pages(pages, npages);
	return 0;
}

static int narrow_unsigned_promotes_to_int(struct engine *e, unsigned long start, u8 npages)
{
	struct page *pages[256];
	int got;

	got = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (got < npages) {
		if (got > 0)
			unpin_user_pages(pages, got);
		return -EFAULT;
	}
	engine_wait(e);
	unpin_user_pages(pages, npages);
	return 0;
}

static int kept_unsigned(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got;

	got = get_user_pages_fast(start, 8, 0, pages);
	if (!got)
		return -EFAULT;
	engine_wait(e);
	release_pages(pages, got);
	return 0;
}

static int kept_unsigned_but_exact(struct engine *e, unsigned long start)
{
	struct page *page;
	unsigned int got;

	got = get_user_pages_fast(start, 1, 0, &page);
	if (got != 1)
		return -EFAULT;
	engine_wait(e);
	put_page(page);
	return 0;
}

static int never_below_zero(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return -EFAULT;
	engine_wait(e);
	unpin_user_pages(pages, got);
	return 0;
}

/* Silent: 'got <= 8' lets no errno through, and nobody uses the pages. */
static int kept_unsigned_pages_unused(unsigned long start, u64 *count)
{
	struct page *pages[8];
	unsigned long got;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	*count = got;
	if (got <= 8)
		unpin_user_pages(pages, got);
	return 0;
}

static long negative_tested_first(struct engine *e, unsigned long start, unsigned long npages, struct page **pages)
{
	long got;

	got = pin_user_pages_unlocked(start, npages, pages, FOLL_WRITE);
	if (got < 0)
		return got;
	if (got < npages) {
		unpin_user_pages(pages, got);
		return -EFAULT;
	}
	engine_wait(e);
	unpin_user_pages(pages, npages);
	return 0;
}

/* -EFAULT is a large number to the comparison, which takes it for a full result. */
static ssize_t bytes_against_size(struct engine *e, struct iov_iter *iter, size_t len)
{
	struct page *pages[16];
	size_t offset;
	ssize_t bytes;
	int n;

	bytes = iov_iter_get_pages2(iter, pages, len, 16, &offset);
	if (bytes < 0 || bytes < len) {
		if (bytes > 0)
			release_pages(pages, DIV_ROUND_UP(offset + bytes, PAGE_SIZE));
		return -EFAULT;
	}
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	engine_wait(e);
	release_pages(pages, n);
	return 0;
}

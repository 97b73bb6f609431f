//! tree modern
/* Names of older kernels and of series that never merged, as drivers outside the tree still carry them. */
#include <linux/mm.h>
#include <linux/uio.h>

static int names_of_5_2(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = get_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	put_user_pages(pages, got);
	return err;
}

static int pins_of_2019(struct engine *e, struct vaddr_pin *vp, unsigned long start)
{
	struct page *pages[8];
	long got;
	int err;

	got = vaddr_pin_pages(start, 8, FOLL_WRITE, pages, vp);
	if (got < 0)
		return got;
	err = engine_start(e);
	vaddr_unpin_pages(pages, got, vp);
	return err;
}

static int pins_of_2019_put(struct engine *e, struct vaddr_pin *vp, unsigned long start)
{
	struct page *pages[8];
	long got;
	int err;

	got = vaddr_pin_pages(start, 8, FOLL_WRITE, pages, vp);
	if (got < 0)
		return got;
	err = engine_start(e);
	release_pages(pages, got);
	return err;
}

static int iterator_pins_of_2020(struct engine *e, struct iov_iter *iter)
{
	struct page *pages[16];
	size_t offset;
	ssize_t bytes;
	int err;

	bytes = iov_iter_pin_user_pages(iter, pages, SZ_64K, 16, &offset);
	if (bytes <= 0)
		return bytes;
	err = engine_start(e);
	unpin_user_pages(pages, DIV_ROUND_UP(offset + bytes, PAGE_SIZE));
	return err;
}

static int iterator_pins_of_2020_put(struct engine *e, struct iov_iter *iter)
{
	struct page *pages[16];
	size_t offset;
	ssize_t bytes;
	int n, err;

	bytes = iov_iter_pin_user_pages(iter, pages, SZ_64K, 16, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	err = engine_start(e);
	unpin_user_pages(pages, n);
	return err;
}

static int flags_through_a_variable(struct engine *e, unsigned long start, bool write)
{
	unsigned int flags = write ? FOLL_WRITE : 0;
	struct page *page;
	int err;

	flags |= FOLL_LONGTERM;
	if (pin_user_pages_fast(start, 1, flags, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (flags & FOLL_WRITE)
		unpin_user_pages_dirty_lock(&page, 1, true);
	else
		unpin_user_page(page);
	return err;
}

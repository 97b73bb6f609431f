//! tree modern
/* More given back than was taken. */
#include <linux/mm.h>

static int one_too_many(struct engine *e, unsigned long start)
{
	struct page *pages[9];
	int i, got, err;

	got = get_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	for (i = 0; i <= got; i++)
		put_page(pages[i]);
	return err;
}

static int count_plus_one(struct engine *e, unsigned long start)
{
	struct page *pages[9];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	unpin_user_pages(pages, got);
	return err;
}

static int undo_includes_the_failed_one(struct engine *e, unsigned long start)
{
	struct page *slot[8];
	int i;

	for (i = 0; i < 8; i++)
		if (pin_user_pages_fast(start + i * PAGE_SIZE, 1, 0, &slot[i]) != 1)
			goto undo;
	engine_wait(e);
	unpin_user_pages(slot, 8);
	return 0;
undo:
	for (; i >= 0; i--)
		unpin_user_page(slot[i]);
	return -EFAULT;
}

static int references_dropped_twice(unsigned long start)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	page_ref_sub(page, 1);
	return 0;
}

/* Two ranges that overlap in one page: not seen, as ranges are compared by their start and count only. */
static int overlapping_halves(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got != 8) {
		if (got > 0)
			unpin_user_pages(pages, got);
		return -EFAULT;
	}
	err = engine_start(e);
	unpin_user_pages_dirty_lock(pages, 4, true);
	unpin_user_pages(pages + 3, 5);
	return err;
}

static int one_page_more_than_the_bytes(struct engine *e, struct iov_iter *iter, size_t len)
{
	struct page *pages[17];
	size_t offset;
	ssize_t bytes;
	int err;

	bytes = iov_iter_get_pages2(iter, pages, len, 16, &offset);
	if (bytes <= 0)
		return bytes;
	err = engine_start(e);
	release_pages(pages, DIV_ROUND_UP(offset + bytes, PAGE_SIZE) + 1);
	return err;
}

static int whole_pages_of_the_bytes(struct engine *e, struct iov_iter *iter, size_t len)
{
	struct page *pages[17];
	size_t offset;
	ssize_t bytes;
	int err;

	bytes = iov_iter_get_pages2(iter, pages, len, 16, &offset);
	if (bytes <= 0)
		return bytes;
	err = engine_start(e);
	release_pages(pages, PAGE_ALIGN(offset + bytes) >> PAGE_SHIFT);
	return err;
}

/* The pages in front went into the bio. */
static int rest_of_the_pages(struct engine *e, struct bio *bio, struct iov_iter *iter, size_t len)
{
	struct page *pages[16];
	size_t offset;
	ssize_t bytes;
	int i, n, err = 0;

	bytes = iov_iter_get_pages2(iter, pages, len, 16, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	for (i = 0; i < n; i++) {
		if (bio_add_page(bio, pages[i], PAGE_SIZE, 0) != PAGE_SIZE) {
			err = -EINVAL;
			break;
		}
	}
	while (i < n)
		put_page(pages[i++]);
	return err;
}

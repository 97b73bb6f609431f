/* bio_map_user_iov(): a page that merged into the one before keeps its reference, and the bio releases it once. block/blk-map.c in 6.1. */
#include <linux/mm.h>

static int map_iter(struct request_queue *q, struct bio *bio, struct iov_iter *iter, unsigned int max)
{
	struct page **pages;
	size_t offs;
	ssize_t bytes, left;
	int npages, j, ret = 0;

	bytes = iov_iter_get_pages_alloc2(iter, &pages, LONG_MAX, &offs);
	if (bytes <= 0)
		return bytes ? bytes : -EFAULT;
	npages = DIV_ROUND_UP(offs + bytes, PAGE_SIZE);
	for (j = 0, left = bytes; j < npages; j++) {
		unsigned int n = min_t(size_t, PAGE_SIZE - offs, left);
		bool same_page = false;

		if (!bio_add_hw_page(q, bio, pages[j], n, offs, max, &same_page)) {
			ret = -EINVAL;
			break;
		}
		left -= n;
		offs = 0;
	}
	while (j < npages)
		put_page(pages[j++]);
	kvfree(pages);
//      ^^^^^^^^^^^^^^ error[gup/leak-on-path]
	return ret;
}

/* "bio: fix page leak bio_add_hw_page failure": the rest is put. */
#include <linux/mm.h>

#define BATCH 16

static int append_pages(struct bio *bio, struct iov_iter *iter)
{
	struct page *pages[BATCH];
	size_t offset;
	ssize_t size, left;
	unsigned int len, i;

	size = iov_iter_get_pages2(iter, pages, LONG_MAX, BATCH, &offset);
	if (unlikely(size <= 0))
		return size ? size : -EFAULT;
	for (left = size, i = 0; left > 0; left -= len, i++) {
		len = min_t(size_t, PAGE_SIZE - offset, left);
		if (bio_add_page(bio, pages[i], len, offset) != len) {
			while (left > 0) {
				len = min_t(size_t, PAGE_SIZE - offset, left);
				put_page(pages[i++]);
				offset = 0;
				left -= len;
			}
			return -EINVAL;
		}
		offset = 0;
	}
	return 0;
}

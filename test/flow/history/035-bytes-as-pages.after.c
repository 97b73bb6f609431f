/* The offset belongs to the bytes. */
#include <linux/mm.h>

static int crypt_iter(struct iov_iter *iter, size_t len)
{
	struct page **pages;
	size_t start;
	ssize_t bytes;
	int npages, i, err;

	bytes = iov_iter_get_pages_alloc2(iter, &pages, len, &start);
	if (bytes <= 0)
		return bytes ? bytes : -EINVAL;
	npages = DIV_ROUND_UP(start + bytes, PAGE_SIZE);
	err = crypt_pages(pages, npages, start, bytes);
	for (i = 0; i < npages; i++)
		put_page(pages[i]);
	kvfree(pages);
	return err;
}

/*
 * The number of pages of an iterator was computed without the offset in the first page, so that the last one stayed. The shape of early users of
 * iov_iter_get_pages_alloc().
 */
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
	npages = DIV_ROUND_UP(bytes, PAGE_SIZE);
	err = crypt_pages(pages, npages, start, bytes);
	for (i = 0; i < npages; i++)
		put_page(pages[i]);
	kvfree(pages);
//      ^^^^^^^^^^^^^^ error[gup/leak-on-path]
	return err;
}

/* p9_virtio_zc_request(): when the pages of the answer could not be had, those of the request stayed. net/9p/trans_virtio.c. */
#include <linux/mm.h>

static int zero_copy_request(struct iov_iter *out, struct iov_iter *in, size_t outlen, size_t inlen)
{
	struct page **out_pages = NULL, **in_pages = NULL;
	int out_nr = 0, in_nr = 0;
	size_t offs;
	ssize_t n;
	int err;

	n = iov_iter_get_pages_alloc2(out, &out_pages, outlen, &offs);
	if (n <= 0)
		return n ? n : -EIO;
	out_nr = DIV_ROUND_UP(n + offs, PAGE_SIZE);

	n = iov_iter_get_pages_alloc2(in, &in_pages, inlen, &offs);
	if (n <= 0)
		return n ? n : -EIO;
//              ^^^^^^^^^^^^^^^^^^^^ error[gup/leak-on-path]
	in_nr = DIV_ROUND_UP(n + offs, PAGE_SIZE);
	err = exchange(out_pages, out_nr, in_pages, in_nr);
	p9_release_pages(out_pages, out_nr);
	p9_release_pages(in_pages, in_nr);
	kvfree(out_pages);
	kvfree(in_pages);
	return err;
}

/* "cifs: fix page reference leak with readv/writev": every way out drops them. */
#include <linux/mm.h>

static void put_pages(struct page **pages, unsigned int npages)
{
	while (npages--)
		put_page(pages[npages]);
	kvfree(pages);
}

static ssize_t send_read(struct iov_iter *iter, size_t len)
{
	struct page **pages;
	unsigned int npages;
	size_t start;
	ssize_t got;
	int rc;

	got = iov_iter_get_pages_alloc2(iter, &pages, len, &start);
	if (got <= 0)
		return got ? got : -EFAULT;
	npages = DIV_ROUND_UP(start + got, PAGE_SIZE);
	rc = send_request(pages, npages, start);
	if (rc) {
		put_pages(pages, npages);
		return rc;
	}
	put_pages(pages, npages);
	return got;
}

/* The count is a sum, and the release takes the sum. */
#include <linux/mm.h>

static int userptr_get_pages(unsigned long start, int npages, struct page **pvec)
{
	int ret, pinned = 0;

	do {
		ret = pin_user_pages_fast(start + pinned * PAGE_SIZE, npages - pinned, FOLL_WRITE | FOLL_LONGTERM, pvec + pinned);
		if (ret < 0) {
			unpin_user_pages(pvec, pinned);
			kvfree(pvec);
			return ret;
		}
		pinned += ret;
	} while (pinned < npages);
	return keep_pages(pvec, npages);
}

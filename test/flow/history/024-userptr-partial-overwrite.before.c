/*
 * A userptr object that pins in rounds kept the count of the last round only. The shape of etnaviv_gem_userptr_get_pages(),
 * drivers/gpu/drm/etnaviv/etnaviv_gem.c.
 */
#include <linux/mm.h>

static int userptr_get_pages(unsigned long start, int npages, struct page **pvec)
{
	int ret, pinned = 0;

	do {
		ret = pin_user_pages_fast(start + pinned * PAGE_SIZE, npages - pinned, FOLL_WRITE | FOLL_LONGTERM, pvec + pinned);
		if (ret < 0) {
			unpin_user_pages(pvec, npages);
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/partial-pin]
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result]
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/double-release]
			kvfree(pvec);
			return ret;
		}
		pinned += ret;
	} while (pinned < npages);
	return keep_pages(pvec, npages);
}

/* "VMCI: check return value of get_user_pages_fast() for errors": only a positive result is released. */
#include <linux/mm.h>

static void queue_release_pages(struct page **pages, u64 num_pages, bool dirty)
{
	u64 i;

	for (i = 0; i < num_pages; i++) {
		if (dirty)
			set_page_dirty_lock(pages[i]);
		put_page(pages[i]);
		pages[i] = NULL;
	}
}

static int queue_get_user_memory(struct page **pages, unsigned long uva, u64 num_pages)
{
	int retval;

	retval = get_user_pages_fast(uva, num_pages, FOLL_WRITE, pages);
	if (retval < (int)num_pages) {
		if (retval > 0)
			queue_release_pages(pages, retval, false);
		return -ENOMEM;
	}
	return 0;
}

/*
 * qp_host_get_user_memory(): any result below the number asked for, an errno too, was handed on as an unsigned count.
 * drivers/misc/vmw_vmci/vmci_queue_pair.c, until 5.9.
 */
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
		queue_release_pages(pages, retval, false);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result]
		return -ENOMEM;
	}
	return 0;
}

/*
 * qp_host_get_user_memory(): the result was compared with an unsigned 64-bit count, so that -EFAULT was more than enough.
 * drivers/misc/vmw_vmci/vmci_queue_pair.c, until 5.1.
 */
#include <linux/mm.h>

struct queue_kernel_if {
	u64 num_pages;
	struct page **header_page;
};

static int queue_map(struct queue_kernel_if *kif, unsigned long uva)
{
	int retval;

	retval = get_user_pages_fast(uva, kif->num_pages, FOLL_WRITE, kif->header_page);
	if (retval < kif->num_pages) {
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result]
		int i;

		for (i = 0; i < retval; i++)
			put_page(kif->header_page[i]);
		return -ENOMEM;
	}
	return 0;
}

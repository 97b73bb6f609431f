/* Fixed upstream by a cast of the count to int; later the negative result got a branch of its own. */
#include <linux/mm.h>

struct queue_kernel_if {
	u64 num_pages;
	struct page **header_page;
};

static int queue_map(struct queue_kernel_if *kif, unsigned long uva)
{
	int retval;

	retval = get_user_pages_fast(uva, kif->num_pages, FOLL_WRITE, kif->header_page);
	if (retval < (int)kif->num_pages) {
		int i;

		for (i = 0; i < retval; i++)
			put_page(kif->header_page[i]);
		return -ENOMEM;
	}
	return 0;
}

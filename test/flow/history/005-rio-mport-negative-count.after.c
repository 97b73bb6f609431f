/* "rapidio: fix error handling path": the number to release is only taken from a positive result. */
#include <linux/mm.h>

static int dma_transfer(unsigned long start, unsigned long nr_pages, bool write)
{
	struct page **page_list;
	long pinned;
	int ret;

	page_list = kmalloc_array(nr_pages, sizeof(*page_list), GFP_KERNEL);
	if (!page_list)
		return -ENOMEM;
	pinned = pin_user_pages_fast(start, nr_pages, write ? FOLL_WRITE : 0, page_list);
	if (pinned != nr_pages) {
		if (pinned < 0) {
			pr_err("pin failed: %ld\n", pinned);
			nr_pages = 0;
		} else {
			pr_err("pinned %ld of %lu\n", pinned, nr_pages);
			nr_pages = pinned;
		}
		ret = -EFAULT;
		goto err_pg;
	}
	ret = run_transfer(page_list, nr_pages);
err_pg:
	unpin_user_pages(page_list, nr_pages);
	kfree(page_list);
	return ret;
}

/* Fewer pages than asked for were mapped as if all had been had. The shape of genwqe_user_vmap() and of the first dma helpers for user memory. */
#include <linux/mm.h>

struct dma_mapping {
	struct page **page_list;
	unsigned int nr_pages;
};

static int user_vmap(struct dma_mapping *m, unsigned long data)
{
	int rc;

	rc = pin_user_pages_fast(data, m->nr_pages, FOLL_WRITE, m->page_list);
	if (rc < 0)
		return rc;
	rc = map_pages(m->page_list, m->nr_pages);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/partial-pin]
	if (rc)
		unpin_user_pages(m->page_list, m->nr_pages);
	return rc;
}

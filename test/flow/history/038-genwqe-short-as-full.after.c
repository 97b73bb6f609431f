/* Fewer are released and refused. */
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
	if (rc < m->nr_pages) {
		unpin_user_pages(m->page_list, rc);
		return -EFAULT;
	}
	rc = map_pages(m->page_list, m->nr_pages);
	if (rc)
		unpin_user_pages(m->page_list, m->nr_pages);
	return rc;
}

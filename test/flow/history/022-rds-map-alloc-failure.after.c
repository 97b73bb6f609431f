/* The allocation's failure releases the pages first; our own fix. */
#include <linux/mm.h>

static int rdma_map(unsigned long start, unsigned int nr_pages, struct scatterlist **out)
{
	struct page **pages;
	struct scatterlist *sg;
	int ret, i;

	pages = kcalloc(nr_pages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	ret = pin_user_pages_fast(start, nr_pages, FOLL_WRITE | FOLL_LONGTERM, pages);
	if (ret >= 0 && ret < nr_pages) {
		unpin_user_pages(pages, ret);
		ret = -EFAULT;
	}
	if (ret < 0)
		goto out;
	sg = kmalloc_array(nr_pages, sizeof(*sg), GFP_KERNEL);
	if (!sg) {
		unpin_user_pages(pages, nr_pages);
		ret = -ENOMEM;
		goto out;
	}
	sg_init_table(sg, nr_pages);
	for (i = 0; i < nr_pages; i++)
		sg_set_page(&sg[i], pages[i], PAGE_SIZE, 0);
	*out = sg;
	ret = 0;
out:
	kfree(pages);
	return ret;
}

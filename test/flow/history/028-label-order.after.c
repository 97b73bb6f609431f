/* The labels stand in the reverse order. */
#include <linux/mm.h>

static int queue_setup(struct device *dev, unsigned long addr, int n, struct page **pages, struct sg_table *sgt)
{
	int got, ret;

	got = pin_user_pages_fast(addr, n, FOLL_WRITE, pages);
	if (got != n) {
		ret = got < 0 ? got : -EFAULT;
		if (got > 0)
			unpin_user_pages(pages, got);
		return ret;
	}
	ret = sg_alloc_table_from_pages(sgt, pages, n, 0, (unsigned long)n << PAGE_SHIFT, GFP_KERNEL);
	if (ret)
		goto err_pages;
	ret = dma_map_sgtable(dev, sgt, DMA_BIDIRECTIONAL, 0);
	if (ret)
		goto err_table;
	return 0;
err_table:
	sg_free_table(sgt);
err_pages:
	unpin_user_pages(pages, n);
	return ret;
}

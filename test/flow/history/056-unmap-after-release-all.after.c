/* One of the two is enough. */
#include <linux/mm.h>

static int map_and_send(struct device *dev, unsigned long addr, int nr, struct page **pages, dma_addr_t *dma)
{
	int got, i, ret = 0;

	got = pin_user_pages_fast(addr, nr, 0, pages);
	if (got <= 0)
		return got ? got : -EFAULT;
	for (i = 0; i < got; i++) {
		dma[i] = dma_map_page(dev, pages[i], 0, PAGE_SIZE, DMA_TO_DEVICE);
		if (dma_mapping_error(dev, dma[i])) {
			ret = -EIO;
			goto unmap;
		}
	}
	ret = send_all(dev, dma, got);
unmap:
	while (i--)
		dma_unmap_page(dev, dma[i], PAGE_SIZE, DMA_TO_DEVICE);
	unpin_user_pages(pages, got);
	return ret;
}

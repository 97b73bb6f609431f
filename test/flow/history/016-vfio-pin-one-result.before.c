/*
 * vfio_pin_page_external(): the positive result of the acquire left the function as if it were an error, and the caller dropped the pin.
 * drivers/vfio/vfio_iommu_type1.c, until 5.12.
 */
#include <linux/mm.h>

struct dma_range {
	struct page *page;
};

static int pin_one(struct dma_range *dma, unsigned long vaddr, bool account)
{
	struct page *page;
	int ret;

	ret = pin_user_pages_fast(vaddr, 1, FOLL_WRITE | FOLL_LONGTERM, &page);
	if (ret != 1)
		return ret < 0 ? ret : -EFAULT;
	if (account) {
		ret = account_page(dma);
		if (ret) {
			unpin_user_page(page);
			return ret;
		}
	}
	if (ret)
		return ret;
//              ^^^^^^^^^^^ error[gup/leak-on-path]
	dma->page = page;
	return 0;
}

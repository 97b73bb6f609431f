/* "vfio/type1: fix vaddr_get_pfns() return in vfio_pin_page_external()": one page is success. */
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
	ret = 0;
	if (account) {
		ret = account_page(dma);
		if (ret) {
			unpin_user_page(page);
			return ret;
		}
	}
	dma->page = page;
	return 0;
}

/* A page that could not be mapped for the device stayed pinned. The shape of mthca_map_user_db(), drivers/infiniband/hw/mthca/mthca_memfree.c. */
#include <linux/mm.h>

static int map_doorbell(struct pci_dev *pdev, unsigned long uaddr, struct scatterlist *mem)
{
	struct page *pages[1];
	int ret;

	ret = pin_user_pages_fast(uaddr & PAGE_MASK, 1, FOLL_WRITE | FOLL_LONGTERM, pages);
	if (ret != 1)
		return ret < 0 ? ret : -EFAULT;
	ret = dma_map_page_checked(pdev, pages[0]);
	if (ret)
		return ret;
//              ^^^^^^^^^^^ error[gup/leak-on-path]
	sg_set_page(mem, pages[0], PAGE_SIZE, uaddr & ~PAGE_MASK);
	return 0;
}

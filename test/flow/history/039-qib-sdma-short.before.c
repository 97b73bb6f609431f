/* qib_user_sdma_pin_pages(): a short pin freed none of the pages of its own round. The shape of drivers/infiniband/hw/qib/qib_user_sdma.c. */
#include <linux/mm.h>

struct packet {
	struct page *page[64];
	int naddr;
};

static int sdma_pin(struct packet *pkt, unsigned long addr, int npages)
{
	struct page *pages[8];
	int i, j, ret = 0;

	while (npages) {
		j = min(npages, 8);
		ret = pin_user_pages_fast(addr, j, FOLL_LONGTERM, pages);
		if (ret != j)
			return -ENOMEM;
//                      ^^^^^^^^^^^^^^^ error[gup/partial-pin]
		for (i = 0; i < j; i++)
			pkt->page[pkt->naddr++] = pages[i];
		addr += j << PAGE_SHIFT;
		npages -= j;
		ret = 0;
	}
	return ret;
}

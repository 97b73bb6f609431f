/* The round's pages are unpinned before the error leaves. */
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
		if (ret != j) {
			for (i = 0; i < ret; i++)
				unpin_user_page(pages[i]);
			return -ENOMEM;
		}
		for (i = 0; i < j; i++)
			pkt->page[pkt->naddr++] = pages[i];
		addr += j << PAGE_SHIFT;
		npages -= j;
		ret = 0;
	}
	return ret;
}

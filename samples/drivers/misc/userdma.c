// SPDX-License-Identifier: MIT
/*
 * Lets a device write into the memory of a process. An example of pinning done right: as many pages
 * are given back as were taken, they are marked dirty, and an incomplete pin is undone.
 */
#include <linux/mm.h>

struct userdma {
	struct page **pages;
	long nr_pages;
	void (*start)(struct userdma *dma, struct page **pages, long nr_pages);
};

int userdma_map(struct userdma *dma, unsigned long start, size_t bytes)
{
	long wanted = DIV_ROUND_UP(offset_in_page(start) + bytes, PAGE_SIZE);
	long pinned;

	dma->pages = kcalloc(wanted, sizeof(*dma->pages), GFP_KERNEL);
	if (!dma->pages)
		return -ENOMEM;

	pinned = pin_user_pages_fast(start, wanted, FOLL_WRITE | FOLL_LONGTERM, dma->pages);
	if (pinned != wanted) {
		if (pinned > 0)
			unpin_user_pages(dma->pages, pinned);
		kfree(dma->pages);
		dma->pages = NULL;
		return pinned < 0 ? (int)pinned : -EFAULT;
	}
	dma->nr_pages = pinned;
	dma->start(dma, dma->pages, pinned);
	return 0;
}

void userdma_unmap(struct userdma *dma)
{
	unpin_user_pages_dirty_lock(dma->pages, dma->nr_pages, true);
	kfree(dma->pages);
	dma->pages = NULL;
	dma->nr_pages = 0;
}

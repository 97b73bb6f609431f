/* A driver taken back from pins to references in one place only. The shape of an out-of-tree backport of dfl-afu to kernels before 5.6. */
#include <linux/mm.h>

struct dma_region {
	struct page **pages;
	int npages;
};

static int region_pin(struct dma_region *region, unsigned long addr)
{
	int pinned = get_user_pages_fast(addr, region->npages, FOLL_WRITE, region->pages);

	if (pinned < 0)
		return pinned;
	if (pinned != region->npages) {
		release_pages(region->pages, pinned);
		return -EFAULT;
	}
	return 0;
}

static void region_unpin(struct dma_region *region)
{
	unpin_user_pages(region->pages, region->npages);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/mismatched-release]
}

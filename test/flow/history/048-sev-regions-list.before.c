/*
 * A region was put on a list only after its encryption, and the failure in between freed the region without its pages. The shape of
 * svm_register_enc_region(), arch/x86/kvm/svm/sev.c.
 */
#include <linux/mm.h>

struct enc_region {
	struct list_head list;
	struct page **pages;
	unsigned long npages;
};

static int register_region(struct list_head *regions, unsigned long addr, unsigned long npages)
{
	struct enc_region *region;
	long got;
	int ret;

	region = kzalloc(sizeof(*region), GFP_KERNEL);
	if (!region)
		return -ENOMEM;
	region->pages = kvmalloc_array(npages, sizeof(struct page *), GFP_KERNEL);
	if (!region->pages) {
		kfree(region);
		return -ENOMEM;
	}
	got = pin_user_pages_fast(addr, npages, FOLL_WRITE | FOLL_LONGTERM, region->pages);
	if (got != npages) {
		if (got > 0)
			unpin_user_pages(region->pages, got);
		ret = got < 0 ? got : -ENOMEM;
		goto e_free;
	}
	region->npages = npages;
	ret = flush_region(region);
	if (ret)
		goto e_free;
	list_add_tail(&region->list, regions);
	return 0;
e_free:
	kvfree(region->pages);
//      ^^^^^^^^^^^^^^^^^^^^^^ error[gup/leak-on-path]
	kfree(region);
	return ret;
}

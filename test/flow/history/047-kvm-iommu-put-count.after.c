/* "kvm: iommu: fix the third parameter of kvm_iommu_put_pages (CVE-2014-3601)": the number is counted from the start of the slot. */
#include <linux/mm.h>

static int map_slot(unsigned long uaddr, u64 base_gfn, u64 npages, struct page **pages)
{
	u64 gfn = base_gfn, end_gfn = base_gfn + npages;
	int ret;

	while (gfn < end_gfn) {
		ret = pin_user_pages_fast(uaddr + ((gfn - base_gfn) << PAGE_SHIFT), 1, FOLL_WRITE | FOLL_LONGTERM, &pages[gfn - base_gfn]);
		if (ret != 1) {
			ret = ret < 0 ? ret : -EFAULT;
			goto unmap_pages;
		}
		gfn++;
	}
	return 0;
unmap_pages:
	unpin_user_pages(pages, gfn - base_gfn);
	return ret;
}

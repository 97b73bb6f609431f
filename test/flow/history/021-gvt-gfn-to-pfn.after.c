/* "drm/i915/gvt: Put the page reference obtained by KVM's gfn_to_pfn()". */
#include <linux/mm.h>

static int guest_page_is_huge(unsigned long hva)
{
	struct page *page;
	int ret;

	if (!get_user_page_fast_only(hva, 0, &page))
		return -EINVAL;
	ret = PageTransHuge(page);
	put_page(page);
	return ret;
}

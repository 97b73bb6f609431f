/* "drm/i915/gvt: Put the page reference obtained by KVM's gfn_to_pfn()". */
#include <linux/mm.h>

static int guest_page_is_huge(struct kvm *kvm, gfn_t gfn)
{
	struct page *page;
	int ret;

	page = gfn_to_page(kvm, gfn);
	if (is_error_page(page))
		return -EINVAL;
	ret = PageTransHuge(page);
	put_page(page);
	return ret;
}

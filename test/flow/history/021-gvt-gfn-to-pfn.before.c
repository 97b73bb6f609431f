/* is_2MB_gtt_possible(): the page behind the frame number was only looked at, and its reference kept. drivers/gpu/drm/i915/gvt/gtt.c, until 6.6. */
#include <linux/mm.h>

static int guest_page_is_huge(struct kvm *kvm, gfn_t gfn)
{
	struct page *page;
	int ret;

	page = gfn_to_page(kvm, gfn);
	if (is_error_page(page))
		return -EINVAL;
	ret = PageTransHuge(page);
	return ret;
//      ^^^^^^^^^^^ error[gup/leak-on-path]
}

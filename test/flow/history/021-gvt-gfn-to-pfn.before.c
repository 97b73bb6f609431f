/*
 * is_2MB_gtt_possible(): the page behind the frame number was only looked at, and its reference kept. drivers/gpu/drm/i915/gvt/gtt.c, until 6.6; there
 * gfn_to_pfn() took it with the call that stands here.
 */
#include <linux/mm.h>

static int guest_page_is_huge(unsigned long hva)
{
	struct page *page;
	int ret;

	if (!get_user_page_fast_only(hva, 0, &page))
		return -EINVAL;
	ret = PageTransHuge(page);
	return ret;
//      ^^^^^^^^^^^ error[gup/leak-on-path]
}

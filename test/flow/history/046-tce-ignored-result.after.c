/* One page or an error. */
#include <linux/mm.h>

static unsigned long frame_of_address(unsigned long addr)
{
	struct page *page = NULL;
	unsigned long pfn;

	if (get_user_pages_fast(addr, 1, FOLL_WRITE, &page) != 1)
		return 0;
	pfn = page_to_pfn(page);
	use_frame(pfn);
	put_page(page);
	return pfn;
}

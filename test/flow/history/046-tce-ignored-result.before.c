/* Nobody looked at what the call had taken before the page was used. The shape of early powerpc tce and dax helpers. */
#include <linux/mm.h>

static unsigned long frame_of_address(unsigned long addr)
{
	struct page *page = NULL;
	unsigned long pfn;

	get_user_pages_fast(addr, 1, FOLL_WRITE, &page);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result]
	pfn = page_to_pfn(page);
	use_frame(pfn);
	put_page(page);
	return pfn;
}

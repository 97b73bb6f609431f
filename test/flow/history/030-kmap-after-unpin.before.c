/* The error message read the header out of the page that had just been unpinned. The shape of a header peek in a message driver. */
#include <linux/mm.h>

static int peek_header(unsigned long addr, u32 *magic)
{
	struct page *page;
	void *va;
	int ret;

	ret = pin_user_pages_fast(addr & PAGE_MASK, 1, 0, &page);
	if (ret != 1)
		return ret < 0 ? ret : -EFAULT;
	unpin_user_page(page);
	va = kmap_local_page(page);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/use-after-release]
	*magic = *(u32 *)(va + offset_in_page(addr));
	kunmap_local(va);
	return 0;
}

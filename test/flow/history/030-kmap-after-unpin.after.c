/* What is needed later is copied first. */
#include <linux/mm.h>

static int peek_header(unsigned long addr, u32 *magic)
{
	struct page *page;
	void *va;
	int ret;

	ret = pin_user_pages_fast(addr & PAGE_MASK, 1, 0, &page);
	if (ret != 1)
		return ret < 0 ? ret : -EFAULT;
	va = kmap_local_page(page);
	*magic = *(u32 *)(va + offset_in_page(addr));
	kunmap_local(va);
	unpin_user_page(page);
	return 0;
}

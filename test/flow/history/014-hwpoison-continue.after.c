/* "mm/hwpoison.c: fix held reference count after unpoisoning empty zero page": it is put before the next turn. */
#include <linux/mm.h>

static int poison_range(unsigned long start, unsigned long end)
{
	struct page *page;
	int ret;

	for (; start < end; start += PAGE_SIZE) {
		ret = get_user_pages_fast(start, 1, 0, &page);
		if (ret != 1)
			return ret;
		if (PageHWPoison(page)) {
			put_page(page);
			continue;
		}
		ret = handle_poison(page);
		put_page(page);
		if (ret)
			return ret;
	}
	return 0;
}

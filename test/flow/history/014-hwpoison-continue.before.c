/* madvise_hwpoison(): a page that was poisoned already was skipped with its reference held. mm/madvise.c, until 3.12. */
#include <linux/mm.h>

static int poison_range(unsigned long start, unsigned long end)
{
	struct page *page;
	int ret;

	for (; start < end; start += PAGE_SIZE) {
		ret = get_user_pages_fast(start, 1, 0, &page);
		if (ret != 1)
			return ret;
		if (PageHWPoison(page))
			continue;
//                      ^^^^^^^^^ error[gup/leak-on-path]
		ret = handle_poison(page);
		put_page(page);
		if (ret)
			return ret;
	}
	return 0;
}

/* A page was unlocked after it had been put. The shape of get_futex_key() and of zap paths that were reordered. */
#include <linux/mm.h>

static int inspect_page(unsigned long addr, bool *anon)
{
	struct page *page;

	if (get_user_pages_fast(addr, 1, 0, &page) != 1)
		return -EFAULT;
	lock_page(page);
	*anon = PageAnon(page);
	put_page(page);
	unlock_page(page);
//      ^^^^^^^^^^^^^^^^^^ error[gup/use-after-release]
	return 0;
}

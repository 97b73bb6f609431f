/* Unlocked, then put. */
#include <linux/mm.h>

static int inspect_page(unsigned long addr, bool *anon)
{
	struct page *page;

	if (get_user_pages_fast(addr, 1, 0, &page) != 1)
		return -EFAULT;
	lock_page(page);
	*anon = PageAnon(page);
	unlock_page(page);
	put_page(page);
	return 0;
}

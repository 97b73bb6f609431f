/*
 * A retry took the page again without dropping the first one. The shape of get_futex_key() while the page lost its mapping, kernel/futex.c before
 * 2.6.32.
 */
#include <linux/mm.h>

static int key_of_address(unsigned long address, struct key *key)
{
	struct page *page;
	int err;

again:
	err = get_user_pages_fast(address, 1, FOLL_WRITE, &page);
	if (err < 0)
		return err;
	if (err == 0)
		return -EFAULT;
	lock_page(page);
	if (!page->mapping) {
		unlock_page(page);
		goto again;
//              ^^^^^^^^^^^ error[gup/leak-on-path]
	}
	fill_key(key, page->index);
	unlock_page(page);
	put_page(page);
	return 0;
}

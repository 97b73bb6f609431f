/* The page is put before the jump back. */
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
		put_page(page);
		goto again;
	}
	fill_key(key, page->index);
	unlock_page(page);
	put_page(page);
	return 0;
}

/* The result is signed. */
#include <linux/mm.h>

static int lock_user_buffer(unsigned long addr, unsigned long nr, struct page **pages)
{
	long got;

	mmap_read_lock(current->mm);
	got = pin_user_pages(addr, nr, FOLL_WRITE | FOLL_LONGTERM, pages);
	mmap_read_unlock(current->mm);
	if (got < 0)
		return -EFAULT;
	if (got < nr) {
		unpin_user_pages(pages, got);
		return -ENOMEM;
	}
	return 0;
}

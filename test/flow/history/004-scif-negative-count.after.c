/* "misc: mic: scif: Fix error handling path": a failed call leaves nothing to release. */
#include <linux/mm.h>

struct pinned_window {
	s64 nr_pages;
	struct page **pages;
};

static int window_pin(struct pinned_window *win, unsigned long addr, int nr_pages, int prot)
{
	int err = 0;

	win->nr_pages = pin_user_pages_fast(addr, nr_pages, prot ? FOLL_WRITE : 0, win->pages);
	if (nr_pages != win->nr_pages) {
		if (win->nr_pages < 0)
			win->nr_pages = 0;
		err = -EFAULT;
		goto error_unmap;
	}
	return 0;
error_unmap:
	unpin_user_pages(win->pages, win->nr_pages);
	kvfree(win->pages);
	win->pages = NULL;
	return err;
}

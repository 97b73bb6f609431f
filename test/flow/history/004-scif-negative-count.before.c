/* __scif_pin_pages(): a negative result was kept as the number of pages and reached the release. drivers/misc/mic/scif/scif_rma.c, until 5.9. */
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
		err = -EFAULT;
		goto error_unmap;
	}
	return 0;
error_unmap:
	unpin_user_pages(win->pages, win->nr_pages);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result]
	kvfree(win->pages);
	win->pages = NULL;
	return err;
}

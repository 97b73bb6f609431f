#include <linux/mm.h>

static int engine_load(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_fill(e, page);
	put_page(page);
	return err;
}

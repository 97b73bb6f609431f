/* The default sets the error and leaves the switch. */
#include <linux/mm.h>

static int run_command(unsigned int cmd, unsigned long addr, int nr, struct page **pages)
{
	int got, ret = 0;

	got = pin_user_pages_fast(addr, nr, FOLL_WRITE, pages);
	if (got <= 0)
		return got ? got : -EFAULT;
	switch (cmd) {
	case 1:
		ret = fill_pages(pages, got);
		break;
	case 2:
		ret = check_pages(pages, got);
		break;
	default:
		ret = -EINVAL;
	}
	unpin_user_pages(pages, got);
	return ret;
}

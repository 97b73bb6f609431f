/*
 * An unknown command left the function through the default of a switch, after the pages had been taken. The shape of __gup_benchmark_ioctl() and of
 * command switches in fpga drivers.
 */
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
		return -EINVAL;
//              ^^^^^^^^^^^^^^^ error[gup/leak-on-path]
	}
	unpin_user_pages(pages, got);
	return ret;
}

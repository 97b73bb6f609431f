/* It stands behind the branch. */
#include <linux/mm.h>

static int read_back(unsigned long addr, int nr, struct page **pages, struct reply *reply)
{
	int got, ret;

	got = get_user_pages_fast(addr, nr, FOLL_WRITE, pages);
	if (got != nr) {
		if (got > 0)
			release_pages(pages, got);
		return -EFAULT;
	}
	ret = wait_reply(reply);
	if (!ret) {
		copy_reply(pages, reply);
		ret = reply_status(reply);
	}
	release_pages(pages, got);
	return ret;
}

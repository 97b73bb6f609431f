/* The wait's end runs through the common label. */
#include <linux/mm.h>

static ssize_t transfer_user(struct engine *e, unsigned long addr, int nr, struct page **pages)
{
	int pinned, ret;

	pinned = pin_user_pages_fast(addr, nr, FOLL_WRITE, pages);
	if (pinned < 0)
		return pinned;
	if (pinned < nr) {
		ret = -EFAULT;
		goto out;
	}
	ret = engine_start(e, pages, nr);
	if (ret)
		goto out;
	if (wait_event_interruptible(e->wait, e->done)) {
		engine_stop(e);
		ret = -ERESTARTSYS;
	}
out:
	unpin_user_pages(pages, pinned);
	return ret;
}

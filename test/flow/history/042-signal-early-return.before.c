/* A wait that a signal ends returned at once, with the pages still pinned for the engine. The shape of direct transfers in media and fpga drivers. */
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
		return -ERESTARTSYS;
//              ^^^^^^^^^^^^^^^^^^^^ error[gup/leak-on-path]
	}
out:
	unpin_user_pages(pages, pinned);
	return ret;
}

/*
 * Two labels of one ladder both release, and the upper one falls into the lower. The shape of error paths of v4l2 and rdma drivers after a label was
 * added.
 */
#include <linux/mm.h>

static int buffer_attach(unsigned long addr, int n, struct page **pages)
{
	int got, ret;

	got = pin_user_pages_fast(addr, n, FOLL_WRITE | FOLL_LONGTERM, pages);
	if (got != n) {
		ret = got < 0 ? got : -EFAULT;
		goto err_unpin;
	}
	ret = map_buffer(pages, n);
	if (ret)
		goto err_unpin;
	ret = register_buffer(pages, n);
	if (ret)
		goto err_unmap;
	return 0;
err_unmap:
	unmap_buffer(pages, n);
	unpin_user_pages(pages, got);
err_unpin:
	if (got > 0)
		unpin_user_pages(pages, got);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/double-release]
	return ret;
}

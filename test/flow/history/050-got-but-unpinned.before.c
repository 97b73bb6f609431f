/* A driver that had kept get_user_pages_fast() was given the unpin call in a conversion of the whole tree. The shape of conversions by script. */
#include <linux/mm.h>

static int send_buffer(unsigned long addr, int nr, struct page **pages)
{
	int got, i, ret = 0;

	got = get_user_pages_fast(addr, nr, 0, pages);
	if (got < 0)
		return got;
	if (got < nr)
		ret = -EFAULT;
	else
		ret = send_pages(pages, nr);
	for (i = 0; i < got; i++)
		unpin_user_page(pages[i]);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/mismatched-release]
	return ret;
}

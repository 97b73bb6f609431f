/*
 * xsdfec_table_write(): the result was kept in a u32, so that a failed call passed the check for too few pages. drivers/misc/xilinx_sdfec.c, until
 * 5.8.
 */
#include <linux/mm.h>

static int table_write(u32 offset, unsigned long src_ptr, u32 len)
{
	struct page *pages[8];
	u32 nr_pages = DIV_ROUND_UP(len * sizeof(u32), PAGE_SIZE);
	u32 i, res;

	if (WARN_ON_ONCE(nr_pages > 8))
		return -EINVAL;
	res = get_user_pages_fast(src_ptr, nr_pages, 0, pages);
	if (res < nr_pages) {
//      ^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result]
		for (i = 0; i < res; i++)
			put_page(pages[i]);
		return -EINVAL;
	}
	for (i = 0; i < nr_pages; i++) {
		copy_table(offset, pages[i]);
		put_page(pages[i]);
	}
	return 0;
}

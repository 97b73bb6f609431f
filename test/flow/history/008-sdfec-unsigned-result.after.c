/* "misc: xilinx-sdfec: improve get_user_pages_fast() error handling": everything signed. */
#include <linux/mm.h>

static int table_write(u32 offset, unsigned long src_ptr, u32 len)
{
	struct page *pages[8];
	int nr_pages = DIV_ROUND_UP(len * sizeof(u32), PAGE_SIZE);
	int i, res;

	if (WARN_ON_ONCE(nr_pages > 8))
		return -EINVAL;
	res = get_user_pages_fast(src_ptr, nr_pages, 0, pages);
	if (res < nr_pages) {
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

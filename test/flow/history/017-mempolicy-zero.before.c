/* lookup_node(): zero pages, as after a fatal signal, counted as success and an unset page was used. mm/mempolicy.c, 5.7. */
#include <linux/mm.h>

static int node_of_address(struct mm_struct *mm, unsigned long addr)
{
	struct page *p;
	int err, locked = 1;

	err = get_user_pages_remote(mm, addr & PAGE_MASK, 1, 0, &p, &locked);
	if (err >= 0) {
		err = page_to_nid(p);
//              ^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result]
		put_page(p);
	}
	return err;
}

/* "mm/mempolicy: Allow lookup_node() to handle fatal signal": zero is an error. */
#include <linux/mm.h>

static int node_of_address(struct mm_struct *mm, unsigned long addr)
{
	struct page *p;
	int err, locked = 1;

	err = get_user_pages_remote(mm, addr & PAGE_MASK, 1, 0, &p, &locked);
	if (err == 0) {
		err = -EFAULT;
	} else if (err > 0) {
		err = page_to_nid(p);
		put_page(p);
	}
	return err;
}

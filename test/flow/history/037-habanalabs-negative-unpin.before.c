/*
 * A failed pin went to the label that unpins as many pages as the result says. The shape of get_user_memory(),
 * drivers/misc/habanalabs/common/memory.c, in its first form.
 */
#include <linux/mm.h>

struct user_memory {
	struct page **pages;
	u32 npages;
};

static int pin_memory(struct user_memory *mem, u64 start, u32 npages)
{
	int rc;

	mem->pages = kvmalloc_array(npages, sizeof(struct page *), GFP_KERNEL);
	if (!mem->pages)
		return -ENOMEM;
	rc = pin_user_pages_fast(start, npages, FOLL_WRITE | FOLL_LONGTERM, mem->pages);
	if (rc != npages) {
		npages = rc;
		rc = -EFAULT;
		goto put_pages;
	}
	mem->npages = npages;
	return 0;
put_pages:
	unpin_user_pages(mem->pages, npages);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result]
	kvfree(mem->pages);
	return rc;
}

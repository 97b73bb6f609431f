/* A negative result has its own label. */
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
		if (rc < 0)
			goto destroy_pages;
		npages = rc;
		rc = -EFAULT;
		goto put_pages;
	}
	mem->npages = npages;
	return 0;
put_pages:
	unpin_user_pages(mem->pages, npages);
destroy_pages:
	kvfree(mem->pages);
	return rc;
}

/* "xen/privcmd: Corrected error handling path": the number that is held is handed out apart from the error. */
#include <linux/mm.h>

struct dm_buf {
	void __user *uptr;
	size_t size;
};

static int lock_bufs(struct dm_buf bufs[], unsigned int num, struct page *pages[], unsigned int nr_pages, unsigned int *held)
{
	unsigned int i, off = 0;

	for (i = 0; i < num; i++) {
		unsigned int requested = DIV_ROUND_UP(bufs[i].size, PAGE_SIZE);
		int page_count;

		if (requested > nr_pages - off)
			return -ENOSPC;
		page_count = pin_user_pages_fast((unsigned long)bufs[i].uptr, requested, FOLL_WRITE, pages + off);
		if (page_count < 0)
			return page_count;
		off += page_count;
		*held = off;
		if (page_count < requested)
			return -EFAULT;
	}
	return 0;
}

static long dm_op(struct dm_buf *bufs, unsigned int num, unsigned int nr_pages)
{
	struct page **pages;
	unsigned int held = 0;
	long rc;

	pages = kcalloc(nr_pages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	rc = lock_bufs(bufs, num, pages, nr_pages, &held);
	if (rc)
		goto out;
	rc = issue_op(pages);
out:
	unpin_user_pages_dirty_lock(pages, held, true);
	kfree(pages);
	return rc;
}

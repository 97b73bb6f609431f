/*
 * privcmd_ioctl_dm_op(): the caller unlocked as many pages as it had room for, also when lock_pages() had stopped short. drivers/xen/privcmd.c, until
 * 5.9.
 */
#include <linux/mm.h>

struct dm_buf {
	void __user *uptr;
	size_t size;
};

static int lock_bufs(struct dm_buf bufs[], unsigned int num, struct page *pages[], unsigned int nr_pages)
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
		if (page_count < requested)
			return -EFAULT;
	}
	return 0;
}

static long dm_op(struct dm_buf *bufs, unsigned int num, unsigned int nr_pages)
{
	struct page **pages;
	long rc;

	pages = kcalloc(nr_pages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	rc = lock_bufs(bufs, num, pages, nr_pages);
	if (rc)
		goto out;
	rc = issue_op(pages);
out:
	unpin_user_pages_dirty_lock(pages, nr_pages, true);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/partial-pin]
	kfree(pages);
	return rc;
}

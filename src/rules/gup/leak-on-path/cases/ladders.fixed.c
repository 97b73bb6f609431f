//! tree modern
/* Returns and jumps between an acquisition and its release. */
#include <linux/mm.h>

static int early_return(struct engine *e, unsigned long start)
{
	struct page *pages[16];
	int pinned, err;

	pinned = pin_user_pages_fast(start, 16, FOLL_WRITE, pages);
	if (pinned < 0)
		return pinned;
	if (pinned < 16) {
		unpin_user_pages(pages, pinned);
		return -EFAULT;
	}
	err = engine_start(e);
	if (err) {
		unpin_user_pages(pages, pinned);
		return err;
	}
	engine_wait(e);
	unpin_user_pages(pages, pinned);
	return 0;
}

static int early_return_fixed(struct engine *e, unsigned long start)
{
	struct page *pages[16];
	int pinned, err;

	pinned = pin_user_pages_fast(start, 16, FOLL_WRITE, pages);
	if (pinned < 0)
		return pinned;
	if (pinned < 16) {
		unpin_user_pages(pages, pinned);
		return -EFAULT;
	}
	err = engine_start(e);
	if (err) {
		unpin_user_pages(pages, pinned);
		return err;
	}
	engine_wait(e);
	unpin_user_pages(pages, pinned);
	return 0;
}

static int label_too_late(struct engine *e, unsigned long start, int npages)
{
	struct page **pages;
	int pinned, err;

	pages = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	pinned = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (pinned < 0) {
		err = pinned;
		goto free_pages;
	}
	if (pinned != npages) {
		err = -EFAULT;
		goto unpin;
	}
	err = engine_reserve(e, npages);
	if (err)
		goto unpin;
	err = engine_start(e);
unpin:
	unpin_user_pages(pages, pinned);
free_pages:
	kvfree(pages);
	return err;
}

static int label_right(struct engine *e, unsigned long start, int npages)
{
	struct page **pages;
	int pinned, err;

	pages = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	pinned = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (pinned < 0) {
		err = pinned;
		goto free_pages;
	}
	if (pinned != npages) {
		err = -EFAULT;
		goto unpin;
	}
	err = engine_reserve(e, npages);
	if (err)
		goto unpin;
	err = engine_start(e);
unpin:
	unpin_user_pages(pages, pinned);
free_pages:
	kvfree(pages);
	return err;
}

static int two_arrays(struct engine *e, unsigned long src, unsigned long dst)
{
	struct page *from[4], *to[4];
	int got, err;

	got = pin_user_pages_fast(src, 4, 0, from);
	if (got != 4) {
		if (got > 0)
			unpin_user_pages(from, got);
		return -EFAULT;
	}
	got = pin_user_pages_fast(dst, 4, FOLL_WRITE, to);
	if (got != 4) {
		if (got > 0)
			unpin_user_pages(to, got);
		unpin_user_pages(from, 4);
		return -EFAULT;
	}
	err = engine_start(e);
	unpin_user_pages(to, 4);
	unpin_user_pages(from, 4);
	return err;
}

static int falls_into_the_middle(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	err = pin_user_pages_fast(start, 1, FOLL_WRITE, &page);
	if (err != 1)
		return err < 0 ? err : -EFAULT;
	if (engine_busy(e)) {
		err = -EBUSY;
		unpin_user_page(page);
		goto out;
	}
	err = engine_start(e);
	unpin_user_page(page);
out:
	engine_unlock(e);
	return err;
}

static int inside_a_switch(struct engine *e, unsigned long start, int mode)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	switch (mode) {
	case 0:
		err = engine_start(e);
		break;
	case 1:
		err = engine_check(e);
		break;
	default:
		unpin_user_page(page);
		return -EINVAL;
	}
	unpin_user_page(page);
	return err;
}

static int every_case_releases(struct engine *e, unsigned long start, int mode)
{
	struct page *page;
	int err = 0;

	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	switch (mode) {
	case 0:
		err = engine_start(e);
		fallthrough;
	case 1:
		unpin_user_page(page);
		break;
	case 2:
		unpin_user_page(page);
		return -EINVAL;
	default:
		unpin_user_page(page);
		err = -EINVAL;
	}
	return err;
}

static int never_released(unsigned long uaddr, u32 *value)
{
	struct page *page;
	void *virt;
	int ret;

	ret = get_user_pages_fast(uaddr, 1, 0, &page);
	if (ret != 1)
		return -EFAULT;
	virt = kmap_local_page(page);
	*value = *(u32 *)(virt + offset_in_page(uaddr));
	kunmap_local(virt);
	put_page(page);
	return 0;
}

static int array_goes_first(struct engine *e, unsigned long start, int npages)
{
	struct page **pages;
	int pinned, err;

	pages = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	pinned = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (pinned <= 0) {
		kvfree(pages);
		return pinned ? pinned : -EFAULT;
	}
	err = engine_start(e);
	if (err) {
		unpin_user_pages(pages, pinned);
		kvfree(pages);
		return err;
	}
	engine_wait(e);
	unpin_user_pages(pages, pinned);
	kvfree(pages);
	return 0;
}

static bool wait_for_pages(struct engine *e, unsigned long start, int npages)
{
	struct page **pages = kcalloc(npages, sizeof(*pages), GFP_KERNEL);
	bool done = false;
	long got;

	if (!pages)
		return false;
	mmap_read_lock(current->mm);
	got = get_user_pages(start, npages, FOLL_WRITE, pages);
	mmap_read_unlock(current->mm);
	if (got > 0) {
		done = engine_done(e);
		release_pages(pages, got);
	}
	kfree(pages);
	return done;
}

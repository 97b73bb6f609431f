//! tree modern
/* Releases behind conditions that say whether anything is held; cleanup attributes; statement expressions. */
#include <linux/mm.h>

static int if_page(struct engine *e, unsigned long start, bool user)
{
	struct page *page = NULL;
	int err;

	if (user && get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (page)
		put_page(page);
	return err;
}

static int only_if_positive(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int ret = 0, pinned;

	pinned = pin_user_pages_fast(start, 8, 0, pages);
	if (pinned != 8) {
		ret = pinned < 0 ? pinned : -EFAULT;
		goto out;
	}
	ret = engine_start(e);
	if (!ret)
		engine_wait(e);
	unpin_user_pages(pages, 8);
	return ret;
out:
	if (ret && pinned > 0)
		unpin_user_pages(pages, pinned);
	return ret;
}

static int error_pointer(struct mm_struct *mm, unsigned long addr, u8 *out)
{
	struct vm_area_struct *vma;
	struct page *page = get_user_page_vma_remote(mm, addr, FOLL_WRITE, &vma);

	if (IS_ERR(page))
		return PTR_ERR(page);
	memcpy_from_page(out, page, 0, 1);
	put_page(page);
	return 0;
}

static int error_pointer_lost(struct mm_struct *mm, unsigned long addr, u8 *out)
{
	struct vm_area_struct *vma;
	struct page *page = get_user_page_vma_remote(mm, addr, FOLL_WRITE, &vma);

	if (IS_ERR(page))
		return PTR_ERR(page);
	if (vma->vm_flags & VM_PFNMAP) {
		put_page(page);
		return -EINVAL;
	}
	memcpy_from_page(out, page, 0, 1);
	put_page(page);
	return 0;
}

static int dump_page(unsigned long addr, u8 *out)
{
	struct page *page = get_dump_page(addr);

	if (!page)
		return -EFAULT;
	memcpy_from_page(out, page, 0, 1);
	put_page(page);
	return 0;
}

static int true_if_taken(unsigned long addr, u8 *out)
{
	struct page *page;

	if (!get_user_page_fast_only(addr, 0, &page))
		return -EAGAIN;
	memcpy_from_page(out, page, 0, 1);
	put_page(page);
	return 0;
}

static int unlikely_failure(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (unlikely(pin_user_pages_fast(start, 1, 0, &page) != 1))
		return -EFAULT;
	err = engine_start(e);
	if (unlikely(err)) {
		unpin_user_page(page);
		return err;
	}
	unpin_user_page(page);
	return 0;
}

static int only_faults_in(unsigned long start, int npages)
{
	long ret;

	mmap_read_lock(current->mm);
	ret = get_user_pages(start, npages, FOLL_WRITE, NULL);
	mmap_read_unlock(current->mm);
	return ret < 0 ? ret : 0;
}

static int array_of_its_own_accord(struct engine *e, unsigned long start, int npages)
{
	struct page **pages __free(kvfree) = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	int got, err;

	if (!pages)
		return -ENOMEM;
	got = pin_user_pages_fast(start, npages, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	unpin_user_pages(pages, got);
	return err;
}

static int array_goes_by_itself(struct engine *e, unsigned long start, int npages)
{
	struct page **pages __free(kvfree) = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	int got, err;

	if (!pages)
		return -ENOMEM;
	got = pin_user_pages_fast(start, npages, 0, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	if (err) {
		unpin_user_pages(pages, got);
		return err;
	}
	unpin_user_pages(pages, got);
	return 0;
}

static int under_a_guard(struct engine *e, unsigned long start)
{
	struct page *page;

	guard(mutex)(&e->lock);
	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	if (engine_busy(e)) {
		unpin_user_page(page);
		return -EBUSY;
	}
	scoped_guard(spinlock, &e->queue_lock) {
		if (engine_full(e)) {
			unpin_user_page(page);
			return -ENOSPC;
		}
	}
	unpin_user_page(page);
	return 0;
}

static int in_a_statement_expression(struct engine *e, unsigned long start)
{
	struct page *page;
	int err = ({
		int got = pin_user_pages_fast(start, 1, 0, &page);

		got == 1 ? 0 : got < 0 ? got : -EFAULT;
	});

	if (err)
		return err;
	err = engine_start(e);
	unpin_user_page(page);
	return err;
}

static int assigned_in_the_condition(struct engine *e, unsigned long start)
{
	struct page *page;
	int got, err;

	if ((got = pin_user_pages_fast(start, 1, 0, &page)) <= 0)
		return got ? got : -EFAULT;
	if ((err = engine_start(e))) {
		unpin_user_page(page);
		return err;
	}
	unpin_user_page(page);
	return 0;
}

static void nothing_to_return(struct engine *e, unsigned long start)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
		return;
	if (engine_busy(e)) {
		unpin_user_page(page);
		return;
	}
	engine_wait(e);
	unpin_user_page(page);
}

//! tree modern
/* Nobody looks at the result, or the look comes too late. */
#include <linux/mm.h>

static void result_ignored(struct engine *e, unsigned long start)
{
	struct page *page;

	get_user_pages_fast(start, 1, FOLL_WRITE, &page);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result] ignored: the result of get_user_pages_fast() is ignored, although it may fail; check it before 'page' is used
	flush_dcache_page(page);
	put_page(page);
}

static void result_kept_but_unread(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result] ignored: it may fail or take fewer pages than asked for
	engine_wait(e);
	unpin_user_pages(pages, 8);
}

static void result_cast_away_and_unused(unsigned long start)
{
	mmap_read_lock(current->mm);
	(void)get_user_pages(start, 1, FOLL_WRITE, NULL);
	mmap_read_unlock(current->mm);
}

static int used_although_failed(unsigned long start, u8 *to)
{
	struct page *page;
	int ret;

	ret = get_user_pages_fast(start, 1, 0, &page);
	if (ret < 0)
//          ^^^^^^^ error[gup/unchecked-result] errno-uses-pages
		pr_debug("no page at %lx\n", start);
	memcpy_from_page(to, page, 0, 64);
	put_page(page);
	return 0;
}

static int error_pointer_used(struct mm_struct *mm, unsigned long addr, u8 *to)
{
	struct vm_area_struct *vma;
	struct page *page;

	page = get_user_page_vma_remote(mm, addr, 0, &vma);
	memcpy_from_page(to, page, 0, 64);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result] errno-uses-pages
	put_page(page);
	return 0;
}

static int only_null_is_tested(struct mm_struct *mm, unsigned long addr, u8 *to)
{
	struct vm_area_struct *vma;
	struct page *page;

	page = get_user_page_vma_remote(mm, addr, 0, &vma);
	if (!page)
//           ^^^^ error[gup/unchecked-result] errno-uses-pages
		return -EFAULT;
	memcpy_from_page(to, page, 0, 64);
	put_page(page);
	return 0;
}

static int nonzero_is_success(unsigned long start, u8 *to)
{
	struct page *page;
	int ret;

	ret = get_user_pages_fast(start, 1, 0, &page);
	if (!ret)
//           ^^^ error[gup/unchecked-result] errno-uses-pages
		return -EFAULT;
	memcpy_from_page(to, page, 0, 64);
	put_page(page);
	return 0;
}

static int errno_is_a_count(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	err = engine_start(e);
	unpin_user_pages(pages, got);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result] errno-as-count: 'got' may be a negative errno of pin_user_pages_fast() and is used as a count by unpin_user_pages(); test 'got < 0' first
	return err;
}

static int errno_passes_the_check(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got != 8) {
//          ^^^^^^^^ error[gup/unchecked-result] errno-as-count: this check lets a negative errno of pin_user_pages_fast() through
		unpin_user_pages(pages, got);
		return -EFAULT;
	}
	err = engine_start(e);
	unpin_user_pages(pages, got);
	return err;
}

static int negative_is_caught(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, 0, pages);
	if (got != 8) {
		while (got > 0)
			unpin_user_page(pages[--got]);
		return -EFAULT;
	}
	err = engine_start(e);
	unpin_user_pages(pages, got);
	return err;
}

static int signed_loop_runs_zero_times(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int i, got, err;

	got = get_user_pages_fast(start, 8, 0, pages);
	err = engine_start(e);
	for (i = 0; i < got; i++)
		put_page(pages[i]);
	return err;
}

static int max_of_zero(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = max(pin_user_pages_fast(start, 8, 0, pages), 0);
	err = engine_start(e);
	unpin_user_pages(pages, got);
	return err;
}

/* Nobody asks whether the object is one. */
static int never_asks(struct region *r, struct ib_device *dev, unsigned long start, size_t size)
{
	r->umem = ib_umem_get(dev, start, size, 0);
//                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result] error-pointer: 'r->umem' may be the error pointer of a failed ib_umem_get(), and nothing asks
	r->size = size;
	return region_map(r);
}

static int asks_for_null(struct region *r, struct ib_device *dev, unsigned long start, size_t size)
{
	struct ib_umem *umem;
	int err;

	umem = ib_umem_get(dev, start, size, 0);
	if (!umem)
//           ^^^^ error[gup/unchecked-result] error-pointer: this check lets the error pointer of a failed ib_umem_get() through
		return -ENOMEM;
	err = region_map(r);
	if (err) {
		ib_umem_release(umem);
		return err;
	}
	r->umem = umem;
	return 0;
}

static struct region *asks_at_last(struct ib_device *dev, unsigned long start, size_t size)
{
	struct region *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return NULL;
	r->umem = ib_umem_get(dev, start, size, 0);
	if (PTR_ERR_OR_ZERO(r->umem)) {
		kfree(r);
		return NULL;
	}
	return r;
}

static int does_without(struct region *r, struct ib_device *dev, unsigned long start, size_t size)
{
	r->umem = ib_umem_get(dev, start, size, 0);
	if (IS_ERR(r->umem))
		r->umem = NULL;
	return 0;
}

/* The caller is given what came. */
static int fills_for_the_caller(struct ib_device *dev, unsigned long start, size_t size, struct ib_umem **umem)
{
	*umem = ib_umem_get(dev, start, size, 0);
	return PTR_ERR_OR_ZERO(*umem);
}

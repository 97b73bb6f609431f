//! tree modern
/* Wrappers of the file and arms of the preprocessor: which family is behind a name decides. */
#include <linux/mm.h>
#include <linux/version.h>

static void drop_reference(struct page *page)
{
	if (!PageReserved(page))
		set_page_dirty_lock(page);
	put_page(page);
}

static int through_a_wrapper(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	drop_reference(page);
//      ^^^^^^^^^^^^^^^^^^^^ error[gup/mismatched-release] pin-put: 'page' was pinned by pin_user_pages_fast(); drop_reference() drops a plain reference
	return err;
}

static int wrapper_that_fits(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (get_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	drop_reference(page);
	return err;
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 6, 0)
#define compat_pin(start, n, flags, pages) get_user_pages_fast(start, n, flags, pages)
#define compat_unpin(page) put_page(page)
#else
#define compat_pin(start, n, flags, pages) pin_user_pages_fast(start, n, flags, pages)
#define compat_unpin(page) unpin_user_page(page)
#endif

static int through_a_shim(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (compat_pin(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	compat_unpin(page);
	return err;
}

static int half_converted(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 6, 0)
	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
#else
	if (get_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
#endif
		return -EFAULT;
	err = engine_start(e);
	put_page(page);
//      ^^^^^^^^^^^^^^ error[gup/mismatched-release] pin-put
	return err;
}

static int converted(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 6, 0)
	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
#else
	if (get_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
#endif
		return -EFAULT;
	err = engine_start(e);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 6, 0)
	unpin_user_page(page);
#else
	put_page(page);
#endif
	return err;
}

//! tree modern
/* Pins are unpinned, references are put, and what nobody took is left alone. */
#include <linux/mm.h>
#include <linux/uio.h>

static int pin_is_put(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	put_page(page);
//      ^^^^^^^^^^^^^^ error[gup/mismatched-release] pin-put: 'page' was pinned by pin_user_pages_fast(); put_page() drops a plain reference and leaves the pin, use unpin_user_page(page)
	return err;
}

static int pin_is_unpinned(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	unpin_user_page(page);
	return err;
}

static int reference_is_unpinned(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = get_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	unpin_user_pages(pages, got);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/mismatched-release] reference-unpinned: 'pages' were taken by get_user_pages_fast() as plain references; unpin_user_pages() drops a pin that nobody took, use release_pages(pages, got)
	return err;
}

static int reference_is_released(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = get_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	release_pages(pages, got);
	return err;
}

static int put_in_a_loop(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int i, got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	for (i = 0; i < got; i++)
		put_page(pages[i]);
//              ^^^^^^^^^^^^^^^^^^ error[gup/mismatched-release] pin-put: use unpin_user_page()
	return err;
}

static int all_put_at_once(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	release_pages(pages, got);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/mismatched-release] pin-put: use unpin_user_pages(pages, got)
	return err;
}

static int only_on_the_error_path(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int i, got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	err = engine_start(e);
	if (err) {
		for (i = 0; i < got; i++)
			put_page(pages[i]);
//                      ^^^^^^^^^^^^^^^^^^ error[gup/mismatched-release] pin-put
		return err;
	}
	unpin_user_pages_dirty_lock(pages, got, true);
	return 0;
}

static int depends_on_the_way_taken(struct engine *e, unsigned long start, bool dma)
{
	struct page *page;
	int got, err;

	if (dma)
		got = pin_user_pages_fast(start, 1, FOLL_WRITE, &page);
	else
		got = get_user_pages_fast(start, 1, FOLL_WRITE, &page);
	if (got != 1)
		return -EFAULT;
	err = engine_start(e);
	if (dma)
		unpin_user_page(page);
	else
		put_page(page);
	return err;
}

static int depends_on_the_way_swapped(struct engine *e, unsigned long start, bool dma)
{
	struct page *page;
	int got, err;

	if (dma)
		got = pin_user_pages_fast(start, 1, FOLL_WRITE, &page);
	else
		got = get_user_pages_fast(start, 1, FOLL_WRITE, &page);
	if (got != 1)
		return -EFAULT;
	err = engine_start(e);
	if (dma)
		put_page(page);
//              ^^^^^^^^^^^^^^ error[gup/mismatched-release] pin-put
	else
		unpin_user_page(page);
//              ^^^^^^^^^^^^^^^^^^^^^ error[gup/mismatched-release] reference-unpinned
	return err;
}

static int both_held_both_dropped(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	get_page(page);
	err = engine_start(e);
	put_page(page);
	unpin_user_page(page);
	return err;
}

static ssize_t iterator_pins_are_put(struct engine *e, struct iov_iter *iter)
{
	struct page *stack[16], **pages = stack;
	size_t offset;
	ssize_t bytes;
	int i, n, err;

	if (!user_backed_iter(iter))
		return -EINVAL;
	bytes = iov_iter_extract_pages(iter, &pages, SZ_64K, 16, 0, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	err = engine_start(e);
	for (i = 0; i < n; i++)
		put_page(pages[i]);
//              ^^^^^^^^^^^^^^^^^^ error[gup/mismatched-release] pin-put: 'pages' were pinned by iov_iter_extract_pages()
	return err ? err : bytes;
}

static ssize_t iterator_references_are_unpinned(struct engine *e, struct iov_iter *iter)
{
	struct page *pages[16];
	size_t offset;
	ssize_t bytes;
	int n, err;

	bytes = iov_iter_get_pages2(iter, pages, SZ_64K, 16, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	err = engine_start(e);
	unpin_user_pages(pages, n);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/mismatched-release] reference-unpinned
	return err ? err : bytes;
}

static ssize_t borrowed_is_released(struct engine *e, struct iov_iter *iter)
{
	struct page *stack[16], **pages = stack;
	size_t offset;
	ssize_t bytes;
	int n, err;

	if (!iov_iter_is_bvec(iter))
		return -EINVAL;
	bytes = iov_iter_extract_pages(iter, &pages, SZ_64K, 16, 0, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	err = engine_start(e);
	unpin_user_pages(pages, n);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^ error[bio/borrowed-page-release] released
	return err ? err : bytes;
}

static ssize_t borrowed_is_left_alone(struct engine *e, struct iov_iter *iter)
{
	struct page *stack[16], **pages = stack;
	size_t offset;
	ssize_t bytes;

	if (!iov_iter_is_bvec(iter))
		return -EINVAL;
	bytes = iov_iter_extract_pages(iter, &pages, SZ_64K, 16, 0, &offset);
	if (bytes <= 0)
		return bytes;
	return engine_start(e) ? -EIO : bytes;
}

static long pinned_folio_is_put(struct engine *e, struct file *memfd)
{
	struct folio *folio;
	pgoff_t offset;
	long err;

	if (memfd_pin_folios(memfd, 0, PAGE_SIZE - 1, &folio, 1, &offset) != 1)
		return -EINVAL;
	err = engine_start(e);
	folio_put(folio);
//      ^^^^^^^^^^^^^^^^ error[gup/mismatched-release] pin-put: use unpin_folio(folio)
	return err;
}

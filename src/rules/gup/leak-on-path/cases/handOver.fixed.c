//! tree modern
/* Bios, pipes, page tables, devices: what takes the duty over, what takes only the pointer, and what takes a reference of its own. */
#include <linux/mm.h>
#include <linux/uio.h>

static int into_a_bio_that_owns(struct bio *bio, unsigned long start)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	if (bio_add_page(bio, page, PAGE_SIZE, 0) != PAGE_SIZE) {
		unpin_user_page(page);
		return -EIO;
	}
	bio_set_flag(bio, BIO_PAGE_PINNED);
	submit_bio(bio);
	return 0;
}

static int bio_is_full(struct bio *bio, unsigned long start)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	if (bio_add_page(bio, page, PAGE_SIZE, 0) != PAGE_SIZE) {
		unpin_user_page(page);
		return -EIO;
	}
	bio_set_flag(bio, BIO_PAGE_PINNED);
	submit_bio(bio);
	return 0;
}

static void released_if_the_bio_owns(struct bio *bio)
{
	if (bio_flagged(bio, BIO_PAGE_PINNED))
		bio_release_pages(bio, true);
	bio_put(bio);
}

static int iterator_into_bios(struct bio *bio, struct iov_iter *iter)
{
	struct page *stack[16], **pages = stack;
	ssize_t bytes;
	size_t offset;
	int i, n;

	bytes = iov_iter_extract_pages(iter, &pages, SZ_64K, 16, 0, &offset);
	if (bytes <= 0)
		return bytes ? bytes : -EFAULT;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	for (i = 0; i < n; i++) {
		if (bio_add_page(bio, pages[i], PAGE_SIZE, 0) != PAGE_SIZE)
			break;
	}
	while (i < n)
		bio_release_page(bio, pages[i++]);
	submit_bio(bio);
	return 0;
}

static int mapped_into_a_process(struct vm_area_struct *vma, unsigned long addr, unsigned long start)
{
	struct page *page;
	int err;

	if (get_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = vm_insert_page(vma, addr, page);
	put_page(page);
	return err;
}

static int mapped_but_still_held(struct vm_area_struct *vma, unsigned long addr, unsigned long start)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	return vm_insert_page(vma, addr, page);
}

static int device_cannot_map(struct device *dev, struct engine *e, unsigned long start)
{
	struct page *page;
	dma_addr_t addr;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, addr)) {
		unpin_user_page(page);
		return -EIO;
	}
	err = engine_start(e);
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	unpin_user_page(page);
	return err;
}

static int table_cannot_be_made(struct engine *e, struct sg_table *sgt, unsigned long start)
{
	struct page *pages[8];
	int got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	err = sg_alloc_table_from_pages(sgt, pages, got, 0, got * PAGE_SIZE, GFP_KERNEL);
	if (err) {
		unpin_user_pages(pages, got);
		return err;
	}
	err = engine_start(e);
	sg_free_table(sgt);
	unpin_user_pages(pages, got);
	return err;
}

static int zero_page_needs_no_unpin(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (!is_zero_page(page))
		unpin_user_page(page);
	return err;
}

static int released_by_a_callback(struct engine *e, unsigned long start)
{
	struct page **pages;
	int got;

	pages = kvcalloc(8, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	got = pin_user_pages_fast(start, 8, FOLL_WRITE | FOLL_LONGTERM, pages);
	if (got != 8) {
		if (got > 0)
			unpin_user_pages(pages, got);
		kvfree(pages);
		return -EFAULT;
	}
	return devm_add_action_or_reset(e->dev, engine_release, pages);
}

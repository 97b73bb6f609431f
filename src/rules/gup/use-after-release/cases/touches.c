//! tree modern
/* A page touched behind its release. */
#include <linux/mm.h>

static int dirtied_too_late(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	unpin_user_page(page);
	set_page_dirty_lock(page);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/use-after-release] dirty: 'page' is marked dirty by set_page_dirty_lock() after unpin_user_page() gave it back; mark dirty before the release
	return err;
}

static int dirtied_in_time(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	set_page_dirty_lock(page);
	unpin_user_page(page);
	return err;
}

static int mapped_too_late(unsigned long start, u32 *value)
{
	struct page *page;
	void *virt;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	put_page(page);
	virt = kmap_local_page(page);
//             ^^^^^^^^^^^^^^^^^^^^^ error[gup/use-after-release] map: 'page' is mapped by kmap_local_page() after put_page() gave it back; release after the mapping is undone
	*value = *(u32 *)virt;
	kunmap_local(virt);
	return 0;
}

static int copied_too_late(unsigned long start, u8 *to)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	put_page(page);
	memcpy_from_page(to, page, 0, 64);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/use-after-release] access
	return 0;
}

static int copied_in_time(unsigned long start, u8 *to)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	memcpy_from_page(to, page, 0, 64);
	put_page(page);
	return 0;
}

static int referenced_too_late(unsigned long start, struct page **out)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	put_page(page);
	get_page(page);
//      ^^^^^^^^^^^^^^ error[gup/use-after-release] reference: 'page' is referenced again by get_page() after put_page() gave it back; take the other reference before the release
	*out = page;
	return 0;
}

static int unlocked_too_late(unsigned long start, struct engine *e)
{
	struct page *page;
	int err;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	lock_page(page);
	err = engine_start(e);
	put_page(page);
	unlock_page(page);
//      ^^^^^^^^^^^^^^^^^ error[gup/use-after-release] lock
	return err;
}

static int mapped_for_the_device_too_late(struct device *dev, unsigned long start, dma_addr_t *addr)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	unpin_user_page(page);
	*addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/use-after-release] device
	return 0;
}

static int still_mapped_for_the_device(struct device *dev, struct engine *e, unsigned long start)
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
	unpin_user_page(page);
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	return err;
}

static int unmapped_first(struct device *dev, struct engine *e, unsigned long start)
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

static int dirtied_on_one_path(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (err)
		unpin_user_page(page);
	set_page_dirty_lock(page);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/use-after-release] dirty: after unpin_user_page() gave it back when 'err' is set
	if (!err)
		unpin_user_page(page);
	return err;
}

static int each_dirtied_behind_all(struct engine *e, unsigned long start)
{
	struct page *pages[8];
	int i, got, err;

	got = pin_user_pages_fast(start, 8, FOLL_WRITE, pages);
	if (got <= 0)
		return got ? got : -EFAULT;
	err = engine_start(e);
	unpin_user_pages(pages, got);
	for (i = 0; i < got; i++)
		set_page_dirty_lock(pages[i]);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/use-after-release] dirty
	return err;
}

static void ubuf_unpin(struct page *page)
{
	unpin_user_page(page);
}

static int behind_a_wrapper(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	ubuf_unpin(page);
	if (!err)
		set_page_dirty_lock(page);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/use-after-release] dirty: after ubuf_unpin() gave it back
	return err;
}

static int handed_on_behind_the_release(struct bio *bio, unsigned long start)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	put_page(page);
	if (bio_add_page(bio, page, PAGE_SIZE, 0) != PAGE_SIZE)
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/use-after-release] reference
		return -EIO;
	return 0;
}

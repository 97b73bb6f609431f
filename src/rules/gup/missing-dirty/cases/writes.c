//! tree modern
/* Who wrote, and whether anybody says so before the release. */
#include <linux/mm.h>

static int copied(unsigned long uaddr, const void *reply)
{
	struct page *page;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	memcpy_to_page(page, 0, reply, 64);
	unpin_user_page(page);
//      ^^^^^^^^^^^^^^^^^^^^^ warning[gup/missing-dirty] cpu: 'page' was written to by memcpy_to_page() and is unpinned clean by unpin_user_page(), so that reclaim may drop what was written; call set_page_dirty_lock() on it first
	return 0;
}

static int stored(unsigned long uaddr, u32 value)
{
	struct page *page;
	u32 *at;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	at = kmap_local_page(page) + offset_in_page(uaddr);
	*at = value;
	kunmap_local(at);
	unpin_user_page(page);
//      ^^^^^^^^^^^^^^^^^^^^^ warning[gup/missing-dirty] cpu: 'page' was written to and is unpinned clean by unpin_user_page()
	return 0;
}

static int member_stored(unsigned long uaddr, u32 value)
{
	struct page *page;
	struct header *h;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	h = page_address(page);
	h->status = value;
	unpin_user_page(page);
//      ^^^^^^^^^^^^^^^^^^^^^ warning[gup/missing-dirty] cpu
	return 0;
}

static int read_only(unsigned long uaddr, u32 *value)
{
	struct page *page;
	u32 *at;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	at = kmap_local_page(page);
	*value = *at;
	kunmap_local(at);
	unpin_user_page(page);
	return 0;
}

static int device_wrote(struct device *dev, struct engine *e, unsigned long uaddr, int n)
{
	struct page *pages[16];
	struct sg_table sgt;
	int pinned, err;

	pinned = pin_user_pages_fast(uaddr, 16, FOLL_WRITE, pages);
	if (pinned < 0)
		return pinned;
	err = sg_alloc_table_from_pages(&sgt, pages, pinned, 0, n, GFP_KERNEL);
	if (err)
		goto unpin;
	err = dma_map_sgtable(dev, &sgt, DMA_FROM_DEVICE, 0);
	if (err)
		goto free;
	engine_run(e, sgt.sgl);
	dma_unmap_sgtable(dev, &sgt, DMA_FROM_DEVICE, 0);
free:
	sg_free_table(&sgt);
unpin:
	unpin_user_pages(pages, pinned);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/missing-dirty] device: 'pages' were mapped for a device that writes by dma_map_sgtable() and are unpinned clean by unpin_user_pages(), so that reclaim may drop what was written; call unpin_user_pages_dirty_lock(pages, pinned, true)
	return err;
}

static int refused_mapping(struct device *dev, struct transfer *t, unsigned long uaddr)
{
	int pinned, err;

	pinned = pin_user_pages_fast(uaddr, 16, FOLL_WRITE, t->pages);
	if (pinned != 16) {
		if (pinned > 0)
			unpin_user_pages(t->pages, pinned);
		return -EFAULT;
	}
	err = sg_alloc_table_from_pages(&t->sgt, t->pages, pinned, 0, 65536, GFP_KERNEL);
	if (err)
		goto unpin;
	err = dma_map_sgtable(dev, &t->sgt, DMA_BIDIRECTIONAL, 0);
	if (err)
		goto free;
	return 0;
free:
	sg_free_table(&t->sgt);
unpin:
	unpin_user_pages(t->pages, pinned);
	return err;
}

static int failed_before_it_ran(struct device *dev, struct engine *e, unsigned long uaddr)
{
	struct page *page;
	dma_addr_t addr;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	if (engine_start(e, addr) < 0) {
		dma_unmap_page(dev, addr, PAGE_SIZE, DMA_FROM_DEVICE);
		unpin_user_page(page);
		return -EIO;
	}
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_FROM_DEVICE);
	unpin_user_pages_dirty_lock(&page, 1, true);
	return 0;
}

static int device_read(struct device *dev, struct engine *e, unsigned long uaddr)
{
	struct page *page;
	dma_addr_t addr;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	engine_run(e, addr);
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	unpin_user_page(page);
	return 0;
}

static int told_false(unsigned long uaddr, const void *reply)
{
	struct page *page;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	memcpy_to_page(page, 0, reply, 64);
	unpin_user_pages_dirty_lock(&page, 1, false);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/missing-dirty] cpu
	return 0;
}

static int told_by_flag(unsigned long uaddr, const void *reply, bool write)
{
	struct page *page;

	if (pin_user_pages_fast(uaddr, 1, write ? FOLL_WRITE : 0, &page) != 1)
		return -EFAULT;
	if (write)
		memcpy_to_page(page, 0, reply, 64);
	unpin_user_pages_dirty_lock(&page, 1, write);
	return 0;
}

static int marked_in_a_loop(unsigned long uaddr, const void *reply)
{
	struct page *pages[16];
	int i, pinned;

	pinned = pin_user_pages_fast(uaddr, 16, FOLL_WRITE, pages);
	if (pinned <= 0)
		return -EFAULT;
	memcpy_to_page(pages[0], 0, reply, 64);
	for (i = 0; i < pinned; i++) {
		set_page_dirty_lock(pages[i]);
		unpin_user_page(pages[i]);
	}
	return 0;
}

static void mark_all(struct page **pages, int n)
{
	int i;

	for (i = 0; i < n; i++)
		set_page_dirty_lock(pages[i]);
}

static int marked_by_a_helper(unsigned long uaddr, const void *reply)
{
	struct page *pages[16];
	int pinned;

	pinned = pin_user_pages_fast(uaddr, 16, FOLL_WRITE, pages);
	if (pinned <= 0)
		return -EFAULT;
	memcpy_to_page(pages[0], 0, reply, 64);
	mark_all(pages, pinned);
	unpin_user_pages(pages, pinned);
	return 0;
}

//! tree modern
/* The kernel's own cases. */
#include <linux/mm.h>

static int direct(struct device *dev, struct engine *e, unsigned long uaddr)
{
	struct page *page;
	dma_addr_t addr;

	if (get_user_pages_fast(uaddr, 1, 0, &page) != 1)
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/should-pin] case-1: 'page' was taken by get_user_pages_fast() and then mapped for a device by dma_map_page(), which is case 1 of pin_user_pages.rst, direct I/O; take pins with pin_user_pages_fast()
		return -EFAULT;
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	engine_run(e, addr);
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	put_page(page);
	return 0;
}

int window_register(struct device *dev, struct window *w, unsigned long uaddr)
{
	int got;

	got = get_user_pages_fast(uaddr, w->npages, FOLL_WRITE, w->pages);
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/should-pin] case-2: 'w->pages' were taken by get_user_pages_fast() and then mapped for a device by dma_map_page(), which is case 2 of pin_user_pages.rst, long-term DMA; take pins with pin_user_pages_fast() and FOLL_LONGTERM
	if (got != w->npages) {
		if (got > 0)
			release_pages(w->pages, got);
		return -EFAULT;
	}
	w->addr = dma_map_page(dev, w->pages[0], 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
	return 0;
}

/* Case 3: the notifier is the object's. */
int mirror_register(struct device *dev, struct mirror *m, unsigned long uaddr)
{
	int got;

	m->seq = mmu_interval_read_begin(&m->notifier);
	got = get_user_pages_fast(uaddr, m->npages, FOLL_WRITE, m->pages);
	if (got != m->npages) {
		if (got > 0)
			release_pages(m->pages, got);
		return -EFAULT;
	}
	m->addr = dma_map_page(dev, m->pages[0], 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
	return 0;
}

/* Case 4: nothing but the struct page. */
static int node_of(unsigned long uaddr)
{
	struct page *page;
	int nid;

	if (get_user_pages_fast(uaddr, 1, 0, &page) != 1)
		return -EFAULT;
	nid = page_to_nid(page);
	put_page(page);
	return nid;
}

static int read_by_cpu(unsigned long uaddr, u32 *value)
{
	struct page *page;
	u32 *at;

	if (get_user_pages_fast(uaddr, 1, 0, &page) != 1)
		return -EFAULT;
	at = kmap_local_page(page);
	*value = *at;
	kunmap_local(at);
	put_page(page);
	return 0;
}

static int written_by_cpu(unsigned long uaddr, int bit)
{
	struct page *page;
	void *at;

	if (get_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/should-pin] case-5: 'page' was taken by get_user_pages_fast() and then written to by set_bit(), which is case 5 of pin_user_pages.rst, writing to the data; take pins with pin_user_pages_fast()
		return -EFAULT;
	at = kmap_local_page(page);
	set_bit(bit, at);
	kunmap_local(at);
	set_page_dirty_lock(page);
	put_page(page);
	return 0;
}

/* Written through an address, by no call. */
static int added(struct mm_struct *mm, unsigned long vaddr, short by)
{
	struct page *page;
	void *kaddr;
	short *at;

	if (get_user_pages_remote(mm, vaddr, 1, FOLL_WRITE, &page, NULL) != 1)
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/should-pin] case-5: 'page' was taken by get_user_pages_remote() and then written to
		return -EBUSY;
	kaddr = kmap_local_page(page);
	at = kaddr + (vaddr & ~PAGE_MASK);
	*at += by;
	kunmap_local(kaddr);
	set_page_dirty_lock(page);
	put_page(page);
	return 0;
}

static int mapped_for_writing(struct channel *c, unsigned long uaddr)
{
	struct page *page;

	if (get_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gup/should-pin] case-5: 'page' was taken by get_user_pages_fast() and then mapped for writing by kmap()
		return -EFAULT;
	c->page = page;
	c->notify = kmap(page);
	return 0;
}

static int pinned(unsigned long uaddr, int bit)
{
	struct page *page;
	void *at;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	at = kmap_local_page(page);
	set_bit(bit, at);
	kunmap_local(at);
	unpin_user_pages_dirty_lock(&page, 1, true);
	return 0;
}

/* A program that nobody runs yet. */
static int new_stack(struct linux_binprm *bprm, unsigned long pos, const void *from)
{
	struct mm_struct *mm = bprm->mm;
	struct page *page;

	if (get_user_pages_remote(mm, pos, 1, FOLL_FORCE | FOLL_WRITE, &page, NULL) <= 0)
		return -EFAULT;
	memcpy_to_page(page, 0, from, 64);
	put_page(page);
	return 0;
}

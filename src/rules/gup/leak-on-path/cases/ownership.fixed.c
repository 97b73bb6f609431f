//! tree modern
/* The duty to release leaves the function: registrations, objects, callers. Only what fails to hand over is lost. */
#include <linux/mm.h>

struct ubuf {
	struct page **pages;
	int npages;
	bool need_unpin;
	struct sg_table sgt;
	unsigned long pfn;
};

static int registers(struct ubuf *b, unsigned long start, int npages)
{
	struct page **pages;
	int pinned, err;

	pages = kvcalloc(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	pinned = pin_user_pages_fast(start, npages, FOLL_WRITE | FOLL_LONGTERM, pages);
	if (pinned != npages) {
		err = pinned < 0 ? pinned : -EFAULT;
		goto fail;
	}
	b->pages = pages;
	b->npages = npages;
	return 0;
fail:
	if (pinned > 0)
		unpin_user_pages(pages, pinned);
	kvfree(pages);
	return err;
}

static void unregisters(struct ubuf *b)
{
	unpin_user_pages_dirty_lock(b->pages, b->npages, true);
	kvfree(b->pages);
	b->pages = NULL;
}

static int register_then_fail(struct engine *e, struct ubuf *b, unsigned long start, int npages)
{
	struct page **pages;
	int pinned, err;

	pages = kvcalloc(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	pinned = pin_user_pages_fast(start, npages, FOLL_WRITE | FOLL_LONGTERM, pages);
	if (pinned != npages) {
		if (pinned > 0)
			unpin_user_pages(pages, pinned);
		kvfree(pages);
		return pinned < 0 ? pinned : -EFAULT;
	}
	err = engine_reserve(e, npages);
	if (err) {
		unpin_user_pages(pages, pinned);
		return err;
	}
	b->pages = pages;
	b->npages = npages;
	return 0;
}

static int cleared_after_hand_over(struct engine *e, struct ubuf *b, unsigned long start)
{
	struct page *page = NULL;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (!err) {
		b->pages[b->npages++] = page;
		page = NULL;
	}
	if (page)
		unpin_user_page(page);
	return err;
}

static int returned_through_pointer(unsigned long start, struct page **out)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	*out = page;
	return 0;
}

static struct page *returned(unsigned long start)
{
	struct page *page;
	int ret;

	ret = get_user_pages_fast(start, 1, 0, &page);
	if (ret != 1)
		return ERR_PTR(ret < 0 ? ret : -EFAULT);
	return page;
}

static struct page **returned_array(unsigned long start, int npages)
{
	struct page **pages = kvcalloc(npages, sizeof(*pages), GFP_KERNEL);
	int got;

	if (!pages)
		return ERR_PTR(-ENOMEM);
	got = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (got == npages)
		return pages;
	if (got > 0)
		unpin_user_pages(pages, got);
	kvfree(pages);
	return ERR_PTR(-EFAULT);
}

static unsigned long as_a_frame_number(struct ubuf *b, unsigned long start)
{
	struct page *page;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE | FOLL_LONGTERM, &page) != 1)
		return 0;
	b->pfn = page_to_pfn(page);
	return b->pfn;
}

static int flag_remembers(struct engine *e, struct ubuf *b, unsigned long start, bool user)
{
	struct page *pages[4];
	bool need_unpin = false;
	int err, got;

	if (user) {
		got = pin_user_pages_fast(start, 4, FOLL_WRITE, pages);
		if (got != 4) {
			if (got > 0)
				unpin_user_pages(pages, got);
			return -EFAULT;
		}
		need_unpin = true;
	}
	err = engine_start(e);
	if (need_unpin)
		unpin_user_pages(pages, 4);
	return err;
}

static int flag_is_forgotten(struct engine *e, unsigned long start, bool user)
{
	struct page *pages[4];
	bool need_unpin = false;
	int err, got;

	if (user) {
		got = pin_user_pages_fast(start, 4, FOLL_WRITE, pages);
		if (got != 4) {
			if (got > 0)
				unpin_user_pages(pages, got);
			return -EFAULT;
		}
		if (engine_slow(e))
			need_unpin = true;
	}
	err = engine_start(e);
	if (need_unpin)
		unpin_user_pages(pages, 4);
	return err;
}

static int into_a_socket_buffer(struct sk_buff *skb, unsigned long start)
{
	struct page *page;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	skb_fill_page_desc(skb, 0, page, 0, PAGE_SIZE);
	return 0;
}

static int scatterlist_of_the_object(struct ubuf *b, unsigned long start, int npages)
{
	struct page **pages;
	int got, err;

	pages = kvmalloc_array(npages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	got = pin_user_pages_fast(start, npages, FOLL_WRITE, pages);
	if (got != npages) {
		err = got < 0 ? got : -EFAULT;
		goto out;
	}
	err = sg_alloc_table_from_pages(&b->sgt, pages, npages, 0, (unsigned long)npages << PAGE_SHIFT, GFP_KERNEL);
	if (!err) {
		kvfree(pages);
		return 0;
	}
out:
	if (got > 0)
		unpin_user_pages(pages, got);
	kvfree(pages);
	return err;
}

static int array_is_the_field(struct engine *e, struct ubuf *b, unsigned long start, int npages)
{
	int got;

	b->pages = kvcalloc(npages, sizeof(*b->pages), GFP_KERNEL);
	if (!b->pages)
		return -ENOMEM;
	got = pin_user_pages_fast(start, npages, FOLL_WRITE, b->pages);
	if (got < 0) {
		kvfree(b->pages);
		return got;
	}
	b->npages = got;
	if (got != npages || engine_start(e)) {
		unregisters(b);
		return -EFAULT;
	}
	return 0;
}

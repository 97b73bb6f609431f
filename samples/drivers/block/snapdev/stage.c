// SPDX-License-Identifier: MIT
/* Pages of a process: what is done with their data, and for how long they are held. */
#include "snapdev.h"

/* Writes to the page, and gives it back as if nothing had happened. */
int snap_read_label(struct snap_device *snap, unsigned long address)
{
	struct page *page;
	int pinned;

	pinned = pin_user_pages_fast(address, 1, FOLL_WRITE, &page);
	if (pinned != 1)
		return pinned < 0 ? pinned : -EFAULT;
	memcpy_to_page(page, 0, snap->label, SNAP_LABEL_BYTES);
	unpin_user_page(page);
	return 0;
}

/* A page whose data is changed asks for a pin, not a reference. */
int snap_write_label(struct snap_device *snap, unsigned long address)
{
	struct page *page;
	int got;

	got = get_user_pages_fast(address, 1, FOLL_WRITE, &page);
	if (got != 1)
		return got < 0 ? got : -EFAULT;
	memcpy_to_page(page, SNAP_LABEL_BYTES, snap->label, SNAP_LABEL_BYTES);
	set_page_dirty_lock(page);
	put_page(page);
	return 0;
}

/* Nothing keeps the page in its file while it is marked. */
int snap_stamp(struct snap_device *snap, unsigned long address)
{
	struct page *page;
	int pinned;

	pinned = pin_user_pages_fast(address, 1, FOLL_WRITE, &page);
	if (pinned != 1)
		return pinned < 0 ? pinned : -EFAULT;
	memcpy_to_page(page, 0, snap->label, SNAP_LABEL_BYTES);
	set_page_dirty(page);
	unpin_user_page(page);
	return 0;
}

/* The window stays until it is unregistered: that is long. */
int snap_register_window(struct snap_device *snap, struct snap_window *window, unsigned long start)
{
	int pinned;

	pinned = pin_user_pages_fast(start, window->nr_pages, FOLL_WRITE, window->pages);
	if (pinned != window->nr_pages) {
		if (pinned > 0)
			unpin_user_pages(window->pages, pinned);
		return pinned < 0 ? pinned : -EFAULT;
	}
	snap->map = page_address(window->pages[0]);
	return 0;
}

/* Whoever hears when the mapping changes needs no pin. */
int snap_watch_window(struct snap_device *snap, struct snap_window *window, unsigned long start)
{
	unsigned long bytes = (unsigned long)window->nr_pages * PAGE_SIZE;
	int pinned;
	int ret;

	ret = mmu_interval_notifier_insert(&window->notifier, snap->mm, start, bytes, snap->ops);
	if (ret)
		return ret;
	pinned = pin_user_pages_fast(start, window->nr_pages, FOLL_WRITE | FOLL_LONGTERM, window->pages);
	if (pinned != window->nr_pages) {
		if (pinned > 0)
			unpin_user_pages(window->pages, pinned);
		mmu_interval_notifier_remove(&window->notifier);
		return pinned < 0 ? pinned : -EFAULT;
	}
	return 0;
}

/* FOLL_GET is what the kernel's own code passes. */
int snap_peek(struct snap_device *snap, unsigned long start, struct page **pages)
{
	int pinned, i;

	pinned = pin_user_pages_fast(start, SNAP_BATCH, FOLL_GET, pages);
	if (pinned < 0)
		return pinned;
	for (i = 0; i < pinned; i++)
		memcpy_from_page(snap->label, pages[i], 0, SNAP_LABEL_BYTES);
	unpin_user_pages(pages, pinned);
	return 0;
}

// SPDX-License-Identifier: MIT
/* Buffers that the card fills: what goes wrong while their pages are taken. */
#include "framegrab.h"

/* Takes the memory of one picture. A goto that leads behind the label that it needs. */
int grab_queue(struct grab_device *grab, struct grab_buffer *buf, unsigned long start)
{
	struct page **pages;
	int pinned, ret;

	pages = kcalloc(buf->nr_pages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;

	pinned = pin_user_pages_fast(start, buf->nr_pages, FOLL_WRITE | FOLL_LONGTERM, pages);
	if (pinned < 0) {
		ret = pinned;
		goto err_free;
	}
	if (pinned < buf->nr_pages) {
		ret = -EFAULT;
		goto err_unpin;
	}

	ret = grab_wait_idle(grab);
	if (ret)
		goto err_free;

	buf->pages = pages;
	grab_start(grab, buf);
	return 0;

err_unpin:
	unpin_user_pages(pages, pinned);
err_free:
	kfree(pages);
	return ret;
}

/* The other half, and right: it gives back what grab_queue() left in the buffer. */
void grab_dequeue(struct grab_buffer *buf)
{
	unpin_user_pages_dirty_lock(buf->pages, buf->nr_pages, true);
	kfree(buf->pages);
	buf->pages = NULL;
}

/* Reads which parts of a picture are hidden. Some of the pages may be there, and are forgotten. */
int grab_set_mask(struct grab_device *grab, unsigned long start)
{
	struct page *pages[GRAB_MASK_PAGES];
	int pinned;
	int i;

	pinned = pin_user_pages_fast(start, GRAB_MASK_PAGES, 0, pages);
	if (pinned < 0)
		return pinned;
	if (pinned != GRAB_MASK_PAGES)
		return -EFAULT;

	for (i = 0; i < GRAB_MASK_PAGES; i++)
		memcpy_from_page(grab->mask + i * PAGE_SIZE, pages[i], 0, PAGE_SIZE);
	unpin_user_pages(pages, GRAB_MASK_PAGES);
	return 0;
}

/* Tells a process the number of the last picture. No error is zero in an unsigned variable. */
int grab_publish(struct grab_device *grab, unsigned long address)
{
	struct page *page;
	unsigned int pinned;

	pinned = pin_user_pages_fast(address, 1, FOLL_WRITE, &page);
	if (!pinned)
		return -EFAULT;

	memcpy_to_page(page, offset_in_page(address), (const char *)&grab->last_frame, sizeof(grab->last_frame));
	unpin_user_pages_dirty_lock(&page, 1, true);
	return 0;
}

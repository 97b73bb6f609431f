// SPDX-License-Identifier: MIT
/* Short writes into the memory of a process: what goes wrong while pages are given back. */
#include "framegrab.h"

/* One path was forgotten when get_user_pages() became pin_user_pages(). */
int grab_read_line(struct grab_device *grab, unsigned long address, u32 line, const char *from)
{
	struct page *page;
	int pinned;

	pinned = pin_user_pages_fast(address, 1, FOLL_WRITE, &page);
	if (pinned != 1)
		return pinned < 0 ? pinned : -EFAULT;

	if (!grab_line_is_valid(grab, line)) {
		put_page(page);
		return -EINVAL;
	}
	memcpy_to_page(page, offset_in_page(address), from, grab->line_bytes);
	unpin_user_pages_dirty_lock(&page, 1, true);
	return 0;
}

/* Gives the pages back where it fails, and once more on the way out. */
int grab_clear(struct grab_device *grab, unsigned long start)
{
	struct page *pages[2];
	int pinned, ret, i;

	pinned = pin_user_pages_fast(start, 2, FOLL_WRITE, pages);
	if (pinned <= 0)
		return pinned < 0 ? pinned : -EFAULT;

	ret = grab_wait_idle(grab);
	if (ret) {
		unpin_user_pages(pages, pinned);
		goto out;
	}
	for (i = 0; i < pinned; i++)
		memzero_page(pages[i], 0, PAGE_SIZE);
out:
	unpin_user_pages_dirty_lock(pages, pinned, true);
	return ret;
}

/* Marks the page as written when it may be somebody else's already. */
int grab_stamp(struct grab_device *grab, unsigned long address)
{
	struct page *page;
	int pinned;

	pinned = pin_user_pages_fast(address, 1, FOLL_WRITE, &page);
	if (pinned != 1)
		return pinned < 0 ? pinned : -EFAULT;

	memcpy_to_page(page, offset_in_page(address), (const char *)&grab->last_frame, sizeof(grab->last_frame));
	unpin_user_page(page);
	set_page_dirty_lock(page);
	return 0;
}

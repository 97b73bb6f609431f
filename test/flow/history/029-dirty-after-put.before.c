/*
 * A page was marked dirty after its reference had gone. The shape of free_pagelist() and of several fbdev and scsi drivers when the two lines were
 * swapped.
 */
#include <linux/mm.h>

static void finish_read(struct page **pages, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		put_page(pages[i]);
		set_page_dirty_lock(pages[i]);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/use-after-release]
	}
}

static int read_into(unsigned long addr, int n, struct page **pages)
{
	int got, ret;

	got = get_user_pages_fast(addr, n, FOLL_WRITE, pages);
	if (got < 0)
		return got;
	ret = fill_pages(pages, got);
	finish_read(pages, got);
	return ret;
}

/* SPDX-License-Identifier: MIT */
/* Short mappings of a page, and copies into and out of one. */
#ifndef SAMPLE_LINUX_HIGHMEM_H
#define SAMPLE_LINUX_HIGHMEM_H

#include <linux/mm.h>

void *kmap_local_page(struct page *page);
void kunmap_local(const void *address);
void *kmap_atomic(struct page *page);
void kunmap_atomic(const void *address);

static inline void memcpy_from_page(char *to, struct page *page, size_t offset, size_t len)
{
	char *from = kmap_local_page(page);

	memcpy(to, from + offset, len);
	kunmap_local(from);
}

static inline void memcpy_to_page(struct page *page, size_t offset, const char *from, size_t len)
{
	char *to = kmap_local_page(page);

	memcpy(to + offset, from, len);
	kunmap_local(to);
}

static inline void memzero_page(struct page *page, size_t offset, size_t len)
{
	char *at = kmap_local_page(page);

	memset(at + offset, 0, len);
	kunmap_local(at);
}

#endif

/* SPDX-License-Identifier: MIT */
/* Pages, their addresses, and how a driver takes and gives back those of a user. */
#ifndef SAMPLE_LINUX_MM_H
#define SAMPLE_LINUX_MM_H

#include <linux/kernel.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define offset_in_page(p) ((unsigned long)(p) & (PAGE_SIZE - 1))

struct page {
	unsigned long flags;
	void *virtual;
	int refs;
};

struct folio {
	struct page page;
};

extern struct page *mem_map;

static inline unsigned long page_to_pfn(const struct page *page)
{
	return (unsigned long)(page - mem_map);
}

static inline struct page *pfn_to_page(unsigned long pfn)
{
	return mem_map + pfn;
}

static inline phys_addr_t page_to_phys(const struct page *page)
{
	return (phys_addr_t)page_to_pfn(page) << PAGE_SHIFT;
}

static inline void *page_address(const struct page *page)
{
	return page->virtual;
}

static inline struct page *nth_page(struct page *page, unsigned long n)
{
	return page + n;
}

static inline struct page *folio_page(struct folio *folio, unsigned long n)
{
	return &folio->page + n;
}

struct page *virt_to_page(const void *address);
struct folio *page_folio(struct page *page);
struct page *alloc_page(gfp_t gfp);
void __free_page(struct page *page);
void get_page(struct page *page);
void put_page(struct page *page);
int set_page_dirty_lock(struct page *page);

void release_pages(struct page **pages, int nr);
void set_page_dirty(struct page *page);
#define ZERO_PAGE(vaddr) (mem_map)

#define FOLL_WRITE 0x01u
#define FOLL_GET 0x04u
#define FOLL_LONGTERM 0x100u

int get_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags, struct page **pages);

long pin_user_pages(unsigned long start, unsigned long nr_pages, unsigned int gup_flags, struct page **pages);
int pin_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags, struct page **pages);
void unpin_user_page(struct page *page);
void unpin_user_pages(struct page **pages, unsigned long npages);
void unpin_user_pages_dirty_lock(struct page **pages, unsigned long npages, bool make_dirty);

#endif

/* SPDX-License-Identifier: MIT */
/* A run of bytes in physical memory, and the helpers that spare drivers its members. */
#ifndef SAMPLE_LINUX_BVEC_H
#define SAMPLE_LINUX_BVEC_H

#include <linux/highmem.h>

struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

static inline void bvec_set_page(struct bio_vec *bv, struct page *page, unsigned int len, unsigned int offset)
{
	bv->bv_page = page;
	bv->bv_len = len;
	bv->bv_offset = offset;
}

static inline void bvec_set_folio(struct bio_vec *bv, struct folio *folio, size_t len, size_t offset)
{
	bvec_set_page(bv, folio_page(folio, offset / PAGE_SIZE), len, offset % PAGE_SIZE);
}

static inline void bvec_set_virt(struct bio_vec *bv, void *vaddr, unsigned int len)
{
	bvec_set_page(bv, virt_to_page(vaddr), len, offset_in_page(vaddr));
}

static inline void *bvec_virt(struct bio_vec *bvec)
{
	return (char *)page_address(bvec->bv_page) + bvec->bv_offset;
}

static inline phys_addr_t bvec_phys(const struct bio_vec *bvec)
{
	return page_to_phys(bvec->bv_page) + bvec->bv_offset;
}

static inline void *bvec_kmap_local(struct bio_vec *bvec)
{
	return (char *)kmap_local_page(bvec->bv_page) + bvec->bv_offset;
}

static inline void memcpy_from_bvec(char *to, struct bio_vec *bvec)
{
	memcpy_from_page(to, bvec->bv_page, bvec->bv_offset, bvec->bv_len);
}

static inline void memcpy_to_bvec(struct bio_vec *bvec, const char *from)
{
	memcpy_to_page(bvec->bv_page, bvec->bv_offset, from, bvec->bv_len);
}

static inline void memzero_bvec(struct bio_vec *bvec)
{
	memzero_page(bvec->bv_page, bvec->bv_offset, bvec->bv_len);
}

struct bvec_iter {
	sector_t bi_sector;
	unsigned int bi_size;
	unsigned int bi_idx;
	unsigned int bi_bvec_done;
};

/* The part of the current vector that is still to do, cut at the end of its page. */
static inline struct bio_vec bvec_iter_bvec(const struct bio_vec *table, struct bvec_iter iter)
{
	const struct bio_vec *now = &table[iter.bi_idx];
	unsigned long from = now->bv_offset + iter.bi_bvec_done;
	unsigned int left = min_t(unsigned int, iter.bi_size, now->bv_len - iter.bi_bvec_done);

	return (struct bio_vec){
		.bv_page = nth_page(now->bv_page, from >> PAGE_SHIFT),
		.bv_len = min_t(unsigned int, left, PAGE_SIZE - offset_in_page(from)),
		.bv_offset = offset_in_page(from),
	};
}

static inline struct page *bvec_iter_page(const struct bio_vec *table, struct bvec_iter iter)
{
	return bvec_iter_bvec(table, iter).bv_page;
}

static inline void bvec_iter_advance(const struct bio_vec *table, struct bvec_iter *iter, unsigned int bytes)
{
	iter->bi_size -= bytes;
	iter->bi_bvec_done += bytes;
	if (iter->bi_bvec_done == table[iter->bi_idx].bv_len) {
		iter->bi_bvec_done = 0;
		iter->bi_idx++;
	}
}

#endif

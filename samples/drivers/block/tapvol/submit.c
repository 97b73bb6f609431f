// SPDX-License-Identifier: MIT
/* Builds vectors by hand in the ways that drivers do, and sends them to the journal device. */
#include <linux/uio.h>
#include "tapvol.h"

#define TAP_JOURNAL_FLAGS 1u

/* The three assignments in any order are one bvec_set_page(). */
static void tap_fill_vec(struct bio_vec *bv, struct page *page, unsigned int bytes)
{
	bv->bv_page = page;
	bv->bv_len = bytes;
	bv->bv_offset = 0;
}

static void tap_fill_special(struct request *rq, struct page *page)
{
	rq->special_vec.bv_offset = 0;
	rq->special_vec.bv_len = TAP_SLOT_BYTES;
	rq->special_vec.bv_page = page;
	rq->has_special = true;
}

void tap_journal_note(struct bio_vec *bv, void *text, unsigned int bytes)
{
	bv->bv_page = virt_to_page(text);
	bv->bv_offset = offset_in_page(text);
	bv->bv_len = bytes;
}

static phys_addr_t tap_dma_address(const struct bio_vec *bv)
{
	return page_to_phys(bv->bv_page) + bv->bv_offset;
}

static void *tap_cpu_address(struct bio_vec *bv)
{
	return page_address(bv->bv_page) + bv->bv_offset;
}

/* Steps over whole pages of a long vector: no helper does this, so it stays as it is. */
static void tap_skip_pages(struct bio_vec *bv)
{
	while (bv->bv_offset >= PAGE_SIZE) {
		bv->bv_page++;
		bv->bv_offset -= PAGE_SIZE;
	}
}

static void tap_swap_page(struct page **slot, struct page *with)
{
	*slot = with;
}

static void tap_journal_done(struct bio *bio)
{
	struct tap_volume *vol = bio->bi_private;

	if (bio->bi_io_vec[0].bv_page != vol->bounce)
		__free_page(bio_first_page_all(bio));
	bio_put(bio);
}

int tap_journal_write(struct tap_volume *vol, struct page *page, unsigned int bytes)
{
	struct bio *bio = bio_alloc(vol->journal, 1, TAP_JOURNAL_FLAGS, GFP_NOIO);
	struct bio_vec *bv;

	if (!bio)
		return -ENOMEM;
	bio->bi_private = vol;
	bio->bi_end_io = tap_journal_done;
	if (bio_add_page(bio, page, bytes, 0) != bytes) {
		bio_put(bio);
		return -EIO;
	}
	bv = bio_first_bvec_all(bio);
	tap_swap_page(&bv->bv_page, page);
	tap_skip_pages(bv);
	pr_debug("tapvol: journal page %lu at %p, bus %llx\n", TAP_PFN(bv), tap_cpu_address(bv), tap_dma_address(bv));
	submit_bio(bio);
	return 0;
}

ssize_t tap_journal_replay(struct tap_volume *vol, struct file *file, struct request *rq, loff_t pos)
{
	struct bio_vec header = { .bv_page = vol->bounce, .bv_len = 512, .bv_offset = 0 };
	struct bio_vec table[2];
	struct iov_iter iter;

	tap_fill_special(rq, vol->bounce);
	tap_fill_vec(&table[1], bio_iter_iovec(rq->bio, rq->bio->bi_iter).bv_page, TAP_SLOT_BYTES);
	table[0] = (struct bio_vec){ .bv_page = header.bv_page, .bv_offset = header.bv_len, .bv_len = 512 };
	iov_iter_bvec(&iter, ITER_SOURCE, table, ARRAY_SIZE(table), 512 + TAP_SLOT_BYTES);
	return vfs_iter_write(file, &iter, &pos, 0);
}

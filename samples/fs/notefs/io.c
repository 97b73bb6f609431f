// SPDX-License-Identifier: MIT
/* notefs: keeps one note per block. An example for gupscope; no such file system exists. */
#include <linux/bio.h>

#define NOTE_MAGIC 0x65746f6eu

struct note_header {
	u32 magic;
	u32 bytes;
	u32 checksum;
};

/* Fills what lies behind the end of a note with zeroes when its read is done. */
static void note_zero_tail(struct bio *bio, u32 valid)
{
	struct bvec_iter iter;
	struct bio_vec bv;
	u32 at = 0;

	bio_for_each_segment(bv, bio, iter) {
		if (at >= valid)
			memzero_page(bv.bv_page, bv.bv_offset, bv.bv_len);
		at += bv.bv_len;
	}
}

static bool note_is_ours(struct bio *bio)
{
	struct bio_vec bv = bio_iovec(bio);
	struct note_header *header = kmap_local_page(bv.bv_page);
	bool ours = header->magic == NOTE_MAGIC;

	kunmap_local(header);
	return ours;
}

static void note_read_done(struct bio *bio)
{
	const struct note_header *header = page_address(bio_iovec(bio).bv_page);

	if (!note_is_ours(bio))
		bio->bi_status = BLK_STS_IOERR;
	else
		note_zero_tail(bio, header->bytes);
	set_page_dirty_lock(bio->bi_io_vec->bv_page);
	bio_endio(bio);
}

int note_read(struct block_device *bdev, struct page *page, sector_t sector)
{
	struct bio *bio = bio_alloc(bdev, 1, 0, GFP_NOIO);

	if (!bio)
		return -ENOMEM;
	bio->bi_iter.bi_sector = sector;
	bio->bi_end_io = note_read_done;
	if (!bio_add_page(bio, page, PAGE_SIZE, 0)) {
		bio_put(bio);
		return -EIO;
	}
	submit_bio(bio);
	return 0;
}

/* Where the page pointer lies, for a debugger's script. */
const size_t note_page_offset = offsetof(struct bio_vec, bv_page);

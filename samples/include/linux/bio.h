/* SPDX-License-Identifier: MIT */
/* A block request on its way down: a table of vectors, and where in it the request stands. */
#ifndef SAMPLE_LINUX_BIO_H
#define SAMPLE_LINUX_BIO_H

#include <linux/uio.h>

#define SECTOR_SHIFT 9

struct block_device;

struct bio {
	struct bio *bi_next;
	struct block_device *bi_bdev;
	unsigned int bi_opf;
	unsigned short bi_vcnt;
	blk_status_t bi_status;
	struct bvec_iter bi_iter;
	void (*bi_end_io)(struct bio *bio);
	void *bi_private;
	struct bio_vec *bi_io_vec;
};

#define bio_iter_iovec(bio, iter) bvec_iter_bvec((bio)->bi_io_vec, (iter))
#define bio_iter_page(bio, iter) bvec_iter_page((bio)->bi_io_vec, (iter))
#define bio_iovec(bio) bio_iter_iovec((bio), (bio)->bi_iter)
#define bio_page(bio) bio_iter_page((bio), (bio)->bi_iter)

#define bio_for_each_segment(bvl, bio, iter)                                        \
	for ((iter) = (bio)->bi_iter; (iter).bi_size && (((bvl) = bio_iter_iovec((bio), (iter))), 1); \
	     bvec_iter_advance((bio)->bi_io_vec, &(iter), (bvl).bv_len))

static inline struct bio_vec *bio_first_bvec_all(struct bio *bio)
{
	return bio->bi_io_vec;
}

static inline struct page *bio_first_page_all(struct bio *bio)
{
	return bio_first_bvec_all(bio)->bv_page;
}

static inline struct bio_vec *bio_last_bvec_all(struct bio *bio)
{
	return &bio->bi_io_vec[bio->bi_vcnt - 1];
}

static inline bool bio_is_write(const struct bio *bio)
{
	return bio->bi_opf & 1;
}

struct bio *bio_alloc(struct block_device *bdev, unsigned short nr_vecs, unsigned int opf, gfp_t gfp);
void __bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int off);
int bio_iov_iter_get_pages(struct bio *bio, struct iov_iter *iter);
void bio_release_pages(struct bio *bio, bool mark_dirty);
int submit_bio_wait(struct bio *bio);
int __must_check bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int off);
void submit_bio(struct bio *bio);
void bio_endio(struct bio *bio);
void bio_put(struct bio *bio);

#endif

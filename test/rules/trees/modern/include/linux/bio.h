#ifndef _LINUX_BIO_H
#define _LINUX_BIO_H

#include <linux/bvec.h>

struct bio {
	struct bio_vec	*bi_io_vec;
	struct bvec_iter bi_iter;
};

#define bio_iter_page(bio, iter) bvec_iter_page((bio)->bi_io_vec, (iter))
#define bio_page(bio) bio_iter_page((bio), (bio)->bi_iter)

static inline struct page *bio_first_page_all(struct bio *bio)
{
	return bio->bi_io_vec->bv_page;
}

#endif

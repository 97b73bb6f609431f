#ifndef _LINUX_BVEC_H
#define _LINUX_BVEC_H

struct page;

struct bio_vec {
	struct page	*bv_page;
	unsigned int	bv_len;
	unsigned int	bv_offset;
};

#define BIO_VEC_INIT(p, l, o) \
	{ .bv_page = (p), .bv_len = (l), .bv_offset = (o) }

static inline void bvec_set_page(struct bio_vec *bvec, struct page *page)
{
	bvec->bv_page = page;
}

static inline struct page *bvec_page(const struct bio_vec *bvec)
{
	return bvec->bv_page;
}

#endif

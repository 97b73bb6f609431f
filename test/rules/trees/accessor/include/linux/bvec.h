#ifndef _LINUX_BVEC_H
#define _LINUX_BVEC_H

struct page;

struct bio_vec {
	struct page	*bv_page;
	unsigned int	bv_len;
	unsigned int	bv_offset;
};

static inline struct page *bvec_page(const struct bio_vec *bvec)
{
	return bvec->bv_page;
}

#endif

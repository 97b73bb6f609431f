//! tree series2019
#include <linux/bvec.h>

static void stores(struct bio_vec *v, struct page *page)
{
	struct bio_vec bv = BIO_VEC_INIT(page, 8, 0);

	bvec_set_page(v, page);
	v->bv_len = 512;
	v->bv_offset = 0;
	use(&bv);
}

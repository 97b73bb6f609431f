//! tree accessor
#include <linux/bvec.h>

static void reads(const struct bio_vec *c, struct bio_vec bv, struct bio_vec *t, int i)
{
	put_page(bvec_page(c));
	put_page(bvec_page(&bv));
	put_page(bvec_page(&t[i++]));
	put_page(bvec_page(t));
	put_page(make_vec().bv_page);
	t->bv_page = bvec_page(&bv);
}

#define PAGE_OF(v) (bvec_page(v))

//! tree series2019
#include <linux/bvec.h>

static void stores(struct bio_vec *v, struct page *page)
{
	struct bio_vec bv = { .bv_page = page, .bv_len = 8, .bv_offset = 0 };
//                             ^^^^^^^ warning[bvec/direct-page-access] initialiser

	v->bv_page = page;
//         ^^^^^^^ warning[bvec/direct-page-access] write
	v->bv_len = 512;
	v->bv_offset = 0;
	use(&bv);
}

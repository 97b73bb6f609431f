//! tree accessor
#include <linux/bvec.h>

static void reads(const struct bio_vec *c, struct bio_vec bv, struct bio_vec *t, int i)
{
	put_page(c->bv_page);
//                  ^^^^^^^ warning[bvec/direct-page-access] read: reads bio_vec.bv_page of 'c' directly; use bvec_page(c)
	put_page(bv.bv_page);
//                  ^^^^^^^ warning[bvec/direct-page-access] read
	put_page(t[i++].bv_page);
//                      ^^^^^^^ warning[bvec/direct-page-access] read
	put_page((*t).bv_page);
//                    ^^^^^^^ warning[bvec/direct-page-access] read
	put_page(make_vec().bv_page);
//                          ^^^^^^^ note[bvec/direct-page-access] read
	t->bv_page = bv.bv_page;
//         ^^^^^^^ note[bvec/direct-page-access] write
//                      ^^^^^^^ warning[bvec/direct-page-access] read
}

#define PAGE_OF(v) ((v)->bv_page)
//                       ^^^^^^^ warning[bvec/direct-page-access] read

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

#define STORE(x, v) ((x) = (v))
#define LOOK(x) look_at(&(x))
#define PASS_ON(x) LOOK(x)
#define VALUE(x) ((x) + 0)

static void through_macros(struct bio_vec *a, struct bio_vec *b)
{
	swap(a->bv_page, b->bv_page);
//              ^^^^^^^ note[bvec/direct-page-access] update
//                          ^^^^^^^ note[bvec/direct-page-access] update
	use(READ_ONCE(a->bv_page));
//                       ^^^^^^^ note[bvec/direct-page-access] address-of
	STORE(a->bv_page, b->bv_page);
//               ^^^^^^^ note[bvec/direct-page-access] read
//                           ^^^^^^^ warning[bvec/direct-page-access] read
	PASS_ON(a->bv_page);
//                 ^^^^^^^ note[bvec/direct-page-access] read
	VALUE(a->bv_page);
//               ^^^^^^^ warning[bvec/direct-page-access] read
}

#define PAGE_OF(v) ((v)->bv_page)
//                       ^^^^^^^ warning[bvec/direct-page-access] read

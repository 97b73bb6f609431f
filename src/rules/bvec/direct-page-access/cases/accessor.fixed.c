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

#define STORE(x, v) ((x) = (v))
#define LOOK(x) look_at(&(x))
#define PASS_ON(x) LOOK(x)
#define VALUE(x) ((x) + 0)

static void through_macros(struct bio_vec *a, struct bio_vec *b)
{
	swap(a->bv_page, b->bv_page);
	use(READ_ONCE(a->bv_page));
	STORE(a->bv_page, bvec_page(b));
	PASS_ON(a->bv_page);
	VALUE(bvec_page(a));
}

#define PAGE_OF(v) (bvec_page(v))

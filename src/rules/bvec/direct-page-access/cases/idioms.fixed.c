//! tree modern
#include <linux/bio.h>

static void addresses(struct bio_vec *v, struct bio_vec bv, const struct bio_vec *c)
{
	use(bvec_virt(&bv));
	use(bvec_virt(v));
	use(bvec_virt(v));
	use(bvec_virt(&bv) + bv.bv_len);
	use((char *)bvec_virt(&v[2]) - 4);
	use(bvec_phys(c), bvec_phys(&bv));
	/* another bvec's offset, no offset, a const bvec: not the same */
	use(page_address(bv.bv_page) + v->bv_offset);
	use(page_address(bv.bv_page));
	use(page_address(c->bv_page) + c->bv_offset);
	use(page_address(v++->bv_page) + v++->bv_offset);
}

static void maps(struct bio *bio, char *buf)
{
	struct bvec_iter iter;
	struct bio_vec bv;

	bio_for_each_segment(bv, bio, iter) {
		char *p = bvec_kmap_local(&bv);

		memcpy(buf, p, bv.bv_len);
		kunmap_local(p);
	}
	bio_for_each_segment(bv, bio, iter) {
		void *dst = bvec_kmap_local(&bv);

		memcpy(dst, buf, bv.bv_len);
		kunmap_local(dst);
	}
	bio_for_each_segment(bv, bio, iter) {
		memcpy_from_bvec(buf, &bv);
		memcpy_to_bvec(&bv, buf);
		memzero_bvec(&bv);
		memcpy_to_page(bv.bv_page, bv.bv_offset, buf, 12);
	}
	/* may span pages: not the same */
	bio_for_each_bvec(bv, bio, iter)
		memzero_page(bv.bv_page, bv.bv_offset, bv.bv_len);
}

static void results(struct bio *bio, struct bvec_iter iter)
{
	use(bio_iter_page(bio, iter), mp_bvec_iter_page(bio->bi_io_vec, iter));
}

static void stores(struct bio_vec *v, struct bio_vec bv, struct page *page, void *buf)
{
	bvec_set_page(v, page, 512, 0);

	bvec_set_virt(&v[1], buf, 16);

	bv.bv_page = page;
	if (!bv.bv_page)
		return;
	bv.bv_len = 4096;
	bv.bv_offset = 0;

	bv.bv_page = page;
	bv.bv_len = 100;
	bv.bv_offset = 4096 - bv.bv_len;

	bvec_set_page(&bv, v->bv_page, min_t(unsigned int, v->bv_len, 4096),
		      v->bv_offset);
}

static int initialisers(struct page *page, unsigned int len)
{
	struct bio_vec bv;
	int i = 0;

	bvec_set_page(&bv, page, len, 0);

	return use(&bv, i);
}

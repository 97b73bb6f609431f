//! tree modern
#include <linux/bio.h>

static void addresses(struct bio_vec *v, struct bio_vec bv, const struct bio_vec *c)
{
	use(page_address(bv.bv_page) + bv.bv_offset);
//                          ^^^^^^^ warning[bvec/direct-page-access] read: page_address(bv.bv_page) + bv.bv_offset open-codes bvec_virt(&bv)
	use((page_address(v->bv_page) + v->bv_offset));
//                           ^^^^^^^ warning[bvec/direct-page-access] read
	use(v->bv_offset + page_address(v->bv_page));
//                                         ^^^^^^^ warning[bvec/direct-page-access] read
	use(page_address(bv.bv_page) +
//                          ^^^^^^^ warning[bvec/direct-page-access] read
	    bv.bv_offset + bv.bv_len);
	use((char *)page_address(v[2].bv_page) + v[2].bv_offset - 4);
//                                    ^^^^^^^ warning[bvec/direct-page-access] read
	use(page_to_phys(c->bv_page) + c->bv_offset, page_to_phys(bv.bv_page) + bv.bv_offset);
//                          ^^^^^^^ warning[bvec/direct-page-access] read
//                                                                   ^^^^^^^ warning[bvec/direct-page-access] read
	/* another bvec's offset, no offset, a const bvec: not the same */
	use(page_address(bv.bv_page) + v->bv_offset);
//                          ^^^^^^^ note[bvec/direct-page-access] read
	use(page_address(bv.bv_page));
//                          ^^^^^^^ note[bvec/direct-page-access] read
	use(page_address(c->bv_page) + c->bv_offset);
//                          ^^^^^^^ note[bvec/direct-page-access] read
	use(page_address(v++->bv_page) + v++->bv_offset);
//                            ^^^^^^^ note[bvec/direct-page-access] read
}

static void maps(struct bio *bio, char *buf)
{
	struct bvec_iter iter;
	struct bio_vec bv;

	bio_for_each_segment(bv, bio, iter) {
		char *p = kmap_local_page(bv.bv_page) + bv.bv_offset;
//                                           ^^^^^^^ warning[bvec/direct-page-access] read

		memcpy(buf, p, bv.bv_len);
		kunmap_local(p);
	}
	bio_for_each_segment(bv, bio, iter) {
		void *dst = kmap_local_page(bv.bv_page);
//                                             ^^^^^^^ warning[bvec/direct-page-access] read

		memcpy(dst + bv.bv_offset, buf, bv.bv_len);
		kunmap_local(dst);
	}
	bio_for_each_segment(bv, bio, iter) {
		memcpy_from_page(buf, bv.bv_page, bv.bv_offset, bv.bv_len);
//                                       ^^^^^^^ warning[bvec/direct-page-access] read
		memcpy_to_page(bv.bv_page, bv.bv_offset, buf, bv.bv_len);
//                                ^^^^^^^ warning[bvec/direct-page-access] read
		memzero_page(bv.bv_page, bv.bv_offset, bv.bv_len);
//                              ^^^^^^^ warning[bvec/direct-page-access] read
		memcpy_to_page(bv.bv_page, bv.bv_offset, buf, 12);
//                                ^^^^^^^ note[bvec/direct-page-access] read
	}
	/* may span pages: not the same */
	bio_for_each_bvec(bv, bio, iter)
		memzero_page(bv.bv_page, bv.bv_offset, bv.bv_len);
//                              ^^^^^^^ note[bvec/direct-page-access] read
}

static void results(struct bio *bio, struct bvec_iter iter)
{
	use(bio_iter_iovec(bio, iter).bv_page, mp_bvec_iter_bvec(bio->bi_io_vec, iter).bv_page);
//                                    ^^^^^^^ warning[bvec/direct-page-access] read
//                                                                                     ^^^^^^^ warning[bvec/direct-page-access] read
}

static void stores(struct bio_vec *v, struct bio_vec bv, struct page *page, void *buf)
{
	v->bv_page = page;
//         ^^^^^^^ warning[bvec/direct-page-access] write
	v->bv_len = 512;
//         ^^^^^^ note[bio/hand-rolled-vec] builds
	v->bv_offset = 0;

	v[1].bv_offset = offset_in_page(buf);
	v[1].bv_len = 16;
	v[1].bv_page = virt_to_page(buf);
//           ^^^^^^^ warning[bvec/direct-page-access] write

	bv.bv_page = page;
//         ^^^^^^^ note[bvec/direct-page-access] write
	if (!bv.bv_page)
//              ^^^^^^^ note[bvec/direct-page-access] read
		return;
	bv.bv_len = 4096;
//         ^^^^^^ note[bio/hand-rolled-vec] builds
	bv.bv_offset = 0;

	bv.bv_page = page;
//         ^^^^^^^ note[bvec/direct-page-access] write
	bv.bv_len = 100;
	bv.bv_offset = 4096 - bv.bv_len;

	bv.bv_page = v->bv_page;
//         ^^^^^^^ warning[bvec/direct-page-access] write
//                      ^^^^^^^ note[bvec/direct-page-access] read
	bv.bv_offset = v->bv_offset;
	bv.bv_len = min_t(unsigned int, v->bv_len, 4096);
}

static int initialisers(struct page *page, unsigned int len)
{
	struct bio_vec bv = { .bv_page = page, .bv_len = len, .bv_offset = 0 };
//                             ^^^^^^^ warning[bvec/direct-page-access] initialiser
	int i = 0;

	return use(&bv, i);
}

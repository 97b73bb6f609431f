//! tree modern
/* The bio came from somebody else. */
static void request_done(struct request *rq)
{
	struct req_iterator iter;
	struct bio_vec bv;

	rq_for_each_segment(bv, rq, iter) {
		flush_dcache_page(bv.bv_page);
//                                   ^^^^^^^ note[bvec/direct-page-access] read
		put_page(bv.bv_page);
//              ^^^^^^^^^^^^^^^^^^^^ error[bio/borrowed-page-release] walked: rq_for_each_segment() walks pages that whoever filled the bio owns; put_page() drops a reference to 'bv.bv_page' that is not ours
//                          ^^^^^^^ note[bvec/direct-page-access] read
	}
}

static void by_name(struct bio *bio)
{
	struct bvec_iter iter;
	struct bio_vec bv;
	struct page *page;

	bio_for_each_segment(bv, bio, iter) {
		page = bvec_page(&bv);
		unpin_user_page(page);
//              ^^^^^^^^^^^^^^^^^^^^^ error[bio/borrowed-page-release] walked
	}
}

static void own_pages(struct bio *bio, struct own *own)
{
	struct bvec_iter iter;
	struct bio_vec bv;
	int i = 0;

	bio_for_each_segment(bv, bio, iter) {
		copy(own->pages[i], &bv);
		put_page(own->pages[i++]);
	}
}

static void owner(struct bio *bio)
{
	struct bvec_iter_all all;
	struct bio_vec *bv;

	bio_for_each_segment_all(bv, bio, all)
		put_page(bvec_page(bv));
}

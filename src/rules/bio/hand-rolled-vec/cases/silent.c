//! tree modern
/* A setter lays the entry out. */
static void send(struct sock *sk, struct page *page, unsigned int len)
{
	struct bio_vec bv;
	struct iov_iter iter;

	bvec_set_page(&bv, page, len, 0);
	iov_iter_bvec(&iter, ITER_SOURCE, &bv, 1, len);
	push(sk, &iter);
}

/* What is changed is a copy of an entry. */
static void copies(struct bio *bio, struct bvec_iter iter)
{
	struct bio_vec bv;

	bio_for_each_segment(bv, bio, iter) {
		bv.bv_len = min(bv.bv_len, 512u);
		look(&bv);
	}
}

static unsigned int reads(struct bio *bio, struct bio_vec *to)
{
	memcpy(to, bio->bi_io_vec, sizeof(*to));
	return bio->bi_vcnt + bio->bi_io_vec[0].bv_len;
}

/* One entry, of which the other rule says how to set it whole. */
static void one(struct bio_vec *bv, struct page *page)
{
	bv->bv_page = page;
//          ^^^^^^^ warning[bvec/direct-page-access] write
	bv->bv_len = 512;
	bv->bv_offset = 0;
}

/* The page of one entry is exchanged. */
static void swap_page(struct bio_vec *bv, struct page *page)
{
	bv->bv_page = page;
//          ^^^^^^^ note[bvec/direct-page-access] write
}

/* One entry moves. */
static void advance(struct bio_vec *bv, unsigned int done)
{
	bv->bv_page += done >> PAGE_SHIFT;
//          ^^^^^^^ note[bvec/direct-page-access] update
	bv->bv_offset = done & ~PAGE_MASK;
}

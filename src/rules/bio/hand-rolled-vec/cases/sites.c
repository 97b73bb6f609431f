//! tree modern
/* One result for each table. */
static void build(struct bio *bio, struct page **pages, int n)
{
	int i;

	bio->bi_vcnt = n;
//           ^^^^^^^ note[bio/hand-rolled-vec] builds: 'bio' is laid out by hand (bi_vcnt, bv_page, bv_len and bv_offset)
	for (i = 0; i < n; i++) {
		bio->bi_io_vec[i].bv_page = pages[i];
//                                ^^^^^^^ warning[bvec/direct-page-access] write
		bio->bi_io_vec[i].bv_len = PAGE_SIZE;
		bio->bi_io_vec[i].bv_offset = 0;
	}
}

static void count(struct bio *bio)
{
	bio->bi_vcnt++;
//           ^^^^^^^ note[bio/hand-rolled-vec] counts: bi_vcnt of 'bio' is set by hand
}

static void own_table(struct request_data *d, struct bio_vec *table)
{
	d->bio.bi_io_vec = table;
//             ^^^^^^^^^ note[bio/hand-rolled-vec] counts: bi_io_vec of 'd->bio' is set by hand
}

static bool merge(struct bio_vec *last, struct bio_vec *next)
{
	if (last->bv_offset + last->bv_len != next->bv_offset)
		return false;
	last->bv_len += next->bv_len;
//            ^^^^^^ note[bio/hand-rolled-vec] trims: an entry of 'last' is merged or trimmed by hand (bv_len)
	return true;
}

static void send(struct sock *sk, struct page *page, unsigned int len)
{
	struct bio_vec bv;
	struct iov_iter iter;

	bvec_set_page(&bv, page, len, 0);
	iov_iter_bvec(&iter, ITER_SOURCE, &bv, 1, len);
	push(sk, &iter);
}

static void copies(struct bio *bio, struct bvec_iter iter)
{
	struct bio_vec bv;

	bio_for_each_segment(bv, bio, iter) {
		bv.bv_len = min(bv.bv_len, 512u);
		look(&bv);
	}
}

static unsigned int reads(struct bio *bio)
{
	return bio->bi_vcnt + bio->bi_io_vec[0].bv_len;
}

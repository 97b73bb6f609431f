//! tree modern
/* One result for each table, beside what is said of the pages. */
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

static void table_of_our_own(struct bio_vec *table, struct page **pages, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		table[i].bv_page = pages[i];
//                       ^^^^^^^ note[bvec/direct-page-access] write
		table[i].bv_len = PAGE_SIZE;
//                       ^^^^^^ note[bio/hand-rolled-vec] builds: 'table' is laid out by hand (bv_page and bv_len)
	}
}

static int fill_pages(struct bio *bio, gfp_t gfp)
{
	struct bvec_iter_all iter_all;
	struct bio_vec *bv;

	bio_for_each_segment_all(bv, bio, iter_all) {
//      ^^^^^^^^^^^^^^^^^^^^^^^^ note[bio/hand-rolled-vec] builds: 'bv' is laid out by hand (bv_page)
		bv->bv_page = alloc_page(gfp);
//                  ^^^^^^^ note[bvec/direct-page-access] write
		if (!bv->bv_page)
//                       ^^^^^^^ note[bvec/direct-page-access] read
			return -ENOMEM;
	}
	return 0;
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
//            ^^^^^^ note[bio/hand-rolled-vec] merges: an entry of 'last' is merged by hand (bv_len)
	return true;
}

static void trim(struct bio_vec *first, unsigned int done)
{
	first->bv_offset += done;
//             ^^^^^^^^^ note[bio/hand-rolled-vec] trims: an entry of 'first' is trimmed or moved by hand (bv_offset and bv_len)
	first->bv_len -= done;
}

static void copy_table(struct bio *to, struct bio *from, int n)
{
	memcpy(to->bi_io_vec, from->bi_io_vec, n * sizeof(struct bio_vec));
//                 ^^^^^^^^^ note[bio/hand-rolled-vec] copies: entries are copied into the table of 'to' (bi_io_vec and bi_vcnt)
	to->bi_vcnt = n;
}

static void copy_entry(struct bio *to, int i, struct bio_vec entry)
{
	to->bi_io_vec[i] = entry;
//          ^^^^^^^^^ note[bio/hand-rolled-vec] copies
}

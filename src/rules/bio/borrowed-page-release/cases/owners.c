//! tree modern
/* The file fills its bios itself. */
static void done(struct bio *bio)
{
	struct bvec_iter iter;
	struct bio_vec bv;

	bio_for_each_segment(bv, bio, iter)
		put_page(bvec_page(&bv));
	bio_put(bio);
}

static void send(struct block_device *bdev, struct page *page)
{
	struct bio *bio = bio_alloc(bdev, 1, REQ_OP_WRITE, GFP_KERNEL);

	__bio_add_page(bio, page, PAGE_SIZE, 0);
	bio->bi_end_io = done;
	submit_bio(bio);
}

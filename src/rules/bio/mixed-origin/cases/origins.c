//! tree modern
/* One release for pages that demand different ones. */
static int user_then_kernel(struct bio *bio, struct iov_iter *iter, void *header)
{
	int ret;

	ret = bio_iov_iter_get_pages(bio, iter);
	if (ret)
		return ret;
	__bio_add_page(bio, virt_to_page(header), 512, 0);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[bio/mixed-origin] mixed: 'bio' holds pages of bio_iov_iter_get_pages(), which must be unpinned, and gets a page of virt_to_page(), which belongs to somebody else and must not be released; bio_release_pages() releases all of them alike
	ret = submit_bio_wait(bio);
	bio_release_pages(bio, true);
	return ret;
}

static void header_done(struct bio *bio)
{
	struct bvec_iter_all iter;
	struct bio_vec *bv;

	bio_for_each_segment_all(bv, bio, iter)
		unpin_user_page(bvec_page(bv));
	bio_put(bio);
}

static int allocated_then_pinned(struct block_device *bdev, unsigned long start, int n, struct page **pages)
{
	struct page *first;
	struct bio *bio;
	int pinned, i;

	first = alloc_page(GFP_KERNEL);
	if (!first)
		return -ENOMEM;
	bio = bio_alloc(bdev, n + 1, REQ_OP_READ, GFP_KERNEL);
	bio->bi_end_io = header_done;
	__bio_add_page(bio, first, PAGE_SIZE, 0);
	pinned = pin_user_pages_fast(start, n, FOLL_WRITE, pages);
	if (pinned != n) {
		if (pinned > 0)
			unpin_user_pages(pages, pinned);
		bio_put(bio);
		return -EFAULT;
	}
	for (i = 0; i < n; i++)
		__bio_add_page(bio, pages[i], PAGE_SIZE, 0);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[bio/mixed-origin] mixed: 'bio' holds a page of alloc_page(), which was never pinned, and gets a page of pin_user_pages_fast(), which must be unpinned; unpin_user_page() releases all of them alike
	submit_bio(bio);
	return 0;
}

static int marked(struct bio *bio, struct page *pad)
{
	bio_set_flag(bio, BIO_PAGE_PINNED);
	__bio_add_page(bio, ZERO_PAGE(0), 512, 0);
	__bio_add_page(bio, pad, 512, 0);
	return submit_bio_wait(bio);
}

static int padded(struct bio *bio, struct iov_iter *iter, void *pad)
{
	int ret = bio_iov_iter_get_pages(bio, iter);

	if (ret)
		return ret;
	if (bio_add_page(bio, virt_to_page(pad), 512, 0) != 512)
//          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[bio/mixed-origin] mixed
		return -EIO;
	submit_bio(bio);
	return 0;
}

static void trailer(struct bio *bio, unsigned long start, struct page **pages, int n, void *tail)
{
	int i, pinned = pin_user_pages_fast(start, n, FOLL_WRITE, pages);

	if (pinned <= 0)
		return;
	bio_set_flag(bio, BIO_PAGE_PINNED);
	for (i = 0; i < pinned; i++)
		__bio_add_page(bio, pages[i], PAGE_SIZE, 0);
	__bio_add_page(bio, virt_to_page(tail), 512, 0);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[bio/mixed-origin] mixed
	submit_bio_wait(bio);
	bio_release_pages(bio, true);
}

static void marked_for_certain(struct bio *bio, gfp_t gfp)
{
	struct page *page = alloc_page(gfp);

	bio_set_flag(bio, BIO_PAGE_PINNED);
	__bio_add_page(bio, page, PAGE_SIZE, 0);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[bio/mixed-origin] mixed: 'bio' is marked by bio_set_flag() for a release of all its pages, and gets a page of alloc_page(), which was never pinned
	submit_bio_wait(bio);
	bio_release_pages(bio, false);
}

static void references_done(struct bio *bio)
{
	struct bvec_iter_all iter;
	struct bio_vec *bv;

	bio_for_each_segment_all(bv, bio, iter)
		put_page(bvec_page(bv));
	bio_put(bio);
}

static int referenced_then_zero(struct block_device *bdev, unsigned long start)
{
	struct page *page;
	struct bio *bio;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	bio = bio_alloc(bdev, 2, REQ_OP_WRITE, GFP_KERNEL);
	bio->bi_end_io = references_done;
	__bio_add_page(bio, page, 512, 0);
	__bio_add_page(bio, ZERO_PAGE(0), PAGE_SIZE - 512, 0);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[bio/mixed-origin] mixed: 'bio' holds a page of get_user_pages_fast(), which must be put, and gets a page of ZERO_PAGE(), which belongs to nobody and must not be put
	submit_bio(bio);
	return 0;
}

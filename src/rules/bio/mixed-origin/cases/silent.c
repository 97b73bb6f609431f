//! tree modern
/* Two bios. */
static int two(struct bio *a, struct bio *b, struct iov_iter *iter, void *header)
{
	int ret = bio_iov_iter_get_pages(a, iter);

	if (ret)
		return ret;
	__bio_add_page(b, virt_to_page(header), 512, 0);
	bio_chain(b, a);
	submit_bio(b);
	ret = submit_bio_wait(a);
	bio_release_pages(a, true);
	return ret;
}

/* Either one or the other. */
static int either(struct bio *bio, struct iov_iter *iter, void *header)
{
	int ret = 0;

	if (iter)
		ret = bio_iov_iter_get_pages(bio, iter);
	else
		__bio_add_page(bio, virt_to_page(header), 512, 0);
	if (ret)
		return ret;
	ret = submit_bio_wait(bio);
	bio_release_pages(bio, false);
	return ret;
}

/* The driver's own lists tell who is who. */
static int own_lists(struct bio *bio, unsigned long start, void *header)
{
	struct page *page;
	int ret;

	ret = pin_user_pages_fast(start, 1, FOLL_WRITE, &page);
	if (ret != 1)
		return -EFAULT;
	__bio_add_page(bio, virt_to_page(header), 512, 0);
	__bio_add_page(bio, page, PAGE_SIZE, 0);
	ret = submit_bio_wait(bio);
	unpin_user_pages_dirty_lock(&page, 1, true);
	return ret;
}

/* An iterator over kernel memory lends its pages, as the allocation does. */
static int kernel_only(struct bio *bio, struct bio_vec *bv, size_t len)
{
	struct iov_iter iter;
	int ret;

	iov_iter_bvec(&iter, ITER_SOURCE, bv, 1, len);
	ret = bio_iov_iter_get_pages(bio, &iter);
	if (ret)
		return ret;
	bio_add_page(bio, ZERO_PAGE(0), 512, 0);
	return submit_bio_wait(bio);
}

/* Emptied in between. */
static int again(struct bio *bio, struct block_device *bdev, struct iov_iter *iter, void *header)
{
	int ret = bio_iov_iter_get_pages(bio, iter);

	if (ret)
		return ret;
	ret = submit_bio_wait(bio);
	bio_release_pages(bio, true);
	bio_reset(bio, bdev, REQ_OP_WRITE);
	__bio_add_page(bio, virt_to_page(header), 512, 0);
	return ret ? ret : submit_bio_wait(bio);
}

/* One round, one bio. */
static void rounds(struct block_device *bdev, struct iov_iter *iter, void *header)
{
	bool first = true;

	while (iov_iter_count(iter)) {
		struct bio *bio = bio_alloc(bdev, 4, REQ_OP_READ, GFP_KERNEL);

		if (first)
			__bio_add_page(bio, virt_to_page(header), 512, 0);
		else if (bio_iov_iter_get_pages(bio, iter))
			break;
		first = false;
		submit_bio_wait(bio);
		bio_release_pages(bio, true);
		bio_put(bio);
	}
}

/* The flag hangs on what the iterator walks, and so do the pages. */
static int by_iterator(struct bio *bio, struct iov_iter *iter)
{
	struct page *stack[8], **pages = stack;
	size_t offset;
	ssize_t got;

	if (iov_iter_extract_will_pin(iter))
		bio_set_flag(bio, BIO_PAGE_PINNED);
	while (iov_iter_count(iter)) {
		got = iov_iter_extract_pages(iter, &pages, PAGE_SIZE, 1, 0, &offset);
		if (got <= 0)
			break;
		__bio_add_page(bio, pages[0], got, offset);
	}
	return submit_bio_wait(bio);
}

/* The release of a pin passes over the zero page. */
static int padded_with_zeroes(struct bio *bio, struct iov_iter *iter)
{
	int ret = bio_iov_iter_get_pages(bio, iter);

	if (ret)
		return ret;
	if (bio_add_page(bio, ZERO_PAGE(0), 512, 0) != 512)
		return -EIO;
	ret = submit_bio_wait(bio);
	bio_release_pages(bio, false);
	return ret;
}

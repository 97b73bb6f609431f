//! tree modern
/* Whose pages an iterator lends. */
static ssize_t own_bvec(struct bio_vec *bvec, size_t len, struct page **pages)
{
	struct iov_iter iter;
	size_t offset;
	ssize_t got;

	iov_iter_bvec(&iter, ITER_SOURCE, bvec, 1, len);
	got = iov_iter_extract_pages(&iter, &pages, len, 1, 0, &offset);
	if (got <= 0)
		return got;
	digest(pages[0], offset, got);
	unpin_user_page(pages[0]);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^ error[bio/borrowed-page-release] released: iov_iter_extract_pages() took no reference to 'pages'; unpin_user_page() drops one that belongs to somebody else
	return got;
}

static ssize_t put_instead(struct kvec *vec, size_t len, struct page **pages)
{
	struct iov_iter iter;
	size_t offset;
	ssize_t got;

	iov_iter_kvec(&iter, ITER_SOURCE, vec, 1, len);
	got = iov_iter_extract_pages(&iter, &pages, len, 1, 0, &offset);
	if (got > 0)
		put_page(pages[0]);
//              ^^^^^^^^^^^^^^^^^^ error[bio/borrowed-page-release] released
	return got;
}

/* Callers pass what they like: the answer decides. */
static ssize_t asks(struct iov_iter *iter, size_t len, struct page **pages)
{
	bool pinned = iov_iter_extract_will_pin(iter);
	size_t offset;
	ssize_t got = iov_iter_extract_pages(iter, &pages, len, 1, 0, &offset);

	if (got <= 0)
		return got;
	digest(pages[0], offset, got);
	if (pinned)
		unpin_user_page(pages[0]);
	return got;
}

/* Callers pass user memory. */
static ssize_t trusts(struct iov_iter *iter, size_t len, struct page **pages)
{
	size_t offset;
	ssize_t got = iov_iter_extract_pages(iter, &pages, len, 1, 0, &offset);

	if (got <= 0)
		return got;
	digest(pages[0], offset, got);
	unpin_user_page(pages[0]);
	return got;
}

/* References are taken for any kind. */
static ssize_t referenced(struct bio_vec *bvec, size_t len, struct page **pages)
{
	struct iov_iter iter;
	size_t offset;
	ssize_t got;

	iov_iter_bvec(&iter, ITER_SOURCE, bvec, 1, len);
	got = iov_iter_get_pages2(&iter, pages, len, 1, &offset);
	if (got <= 0)
		return got;
	digest(pages[0], offset, got);
	put_page(pages[0]);
	return got;
}

ssize_t asks_the_bio(struct iov_iter *iter, struct bio *bio)
{
	ssize_t err;

	if (!iov_iter_is_bvec(iter))
		return -EINVAL;
	err = bio_iov_iter_get_pages(bio, iter);
	if (err)
		return err;
	err = submit_bio_wait(bio);
	bio_release_pages(bio, false);
	return err;
}

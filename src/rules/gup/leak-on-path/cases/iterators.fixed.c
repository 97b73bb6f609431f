//! tree modern
/* Pages of an iterator: the result counts bytes, the array may be the call's own, and not every kind of iterator takes anything. */
#include <linux/mm.h>
#include <linux/uio.h>

static ssize_t bytes_to_pages(struct engine *e, struct iov_iter *iter)
{
	struct page *pages[16];
	size_t offset;
	ssize_t bytes;
	int i, n, err;

	bytes = iov_iter_get_pages2(iter, pages, SZ_64K, 16, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	err = engine_start(e);
	for (i = 0; i < n; i++)
		put_page(pages[i]);
	return err ? err : bytes;
}

static ssize_t bytes_lost(struct engine *e, struct iov_iter *iter)
{
	struct page *pages[16];
	size_t offset;
	ssize_t bytes;
	int i, n, err;

	bytes = iov_iter_get_pages2(iter, pages, SZ_64K, 16, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	err = engine_start(e);
	if (err)
		return err;
	for (i = 0; i < n; i++)
		put_page(pages[i]);
	return bytes;
}

static ssize_t array_of_the_call(struct engine *e, struct iov_iter *iter)
{
	struct page **pages;
	size_t offset;
	ssize_t bytes;
	int n, err;

	bytes = iov_iter_get_pages_alloc2(iter, &pages, SZ_64K, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	err = engine_start(e);
	release_pages(pages, n);
	kvfree(pages);
	return err ? err : bytes;
}

static ssize_t pinned_if_user(struct engine *e, struct iov_iter *iter)
{
	struct page *stack[16], **pages = stack;
	bool pinned = iov_iter_extract_will_pin(iter);
	size_t offset;
	ssize_t bytes;
	int n, err;

	bytes = iov_iter_extract_pages(iter, &pages, SZ_64K, 16, 0, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	err = engine_start(e);
	if (pinned)
		unpin_user_pages(pages, n);
	return err ? err : bytes;
}

static ssize_t pinned_and_lost(struct engine *e, struct iov_iter *iter)
{
	struct page *stack[16], **pages = stack;
	size_t offset;
	ssize_t bytes;
	int n, err;

	bytes = iov_iter_extract_pages(iter, &pages, SZ_64K, 16, 0, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	err = engine_start(e);
	if (err) {
		unpin_user_pages(pages, n);
		return err;
	}
	if (iov_iter_extract_will_pin(iter))
		unpin_user_pages(pages, n);
	return bytes;
}

static ssize_t kernel_memory_is_borrowed(struct engine *e, struct iov_iter *iter)
{
	struct page *stack[16], **pages = stack;
	bool is_kvec = iov_iter_is_kvec(iter);
	size_t offset;
	ssize_t bytes;
	int i, n, err;

	bytes = iov_iter_extract_pages(iter, &pages, SZ_64K, 16, 0, &offset);
	if (bytes <= 0)
		return bytes;
	n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
	err = engine_start(e);
	if (!is_kvec && user_backed_iter(iter))
		for (i = 0; i < n; i++)
			unpin_user_page(pages[i]);
	return err ? err : bytes;
}

static int bio_owns_its_pages(struct bio *bio, struct iov_iter *iter)
{
	int err;

	err = bio_iov_iter_get_pages(bio, iter);
	if (err) {
		bio_put(bio);
		return err;
	}
	submit_bio(bio);
	return 0;
}

static int bio_waits_and_releases(struct bio *bio, struct iov_iter *iter)
{
	int err;

	err = bio_iov_iter_get_pages(bio, iter);
	if (err)
		return err;
	err = submit_bio_wait(bio);
	bio_release_pages(bio, false);
	return err;
}

static int until_the_iterator_is_empty(struct engine *e, struct iov_iter *iter)
{
	while (iov_iter_count(iter)) {
		struct page *pages[16];
		size_t offset;
		ssize_t bytes;
		int n;

		bytes = iov_iter_get_pages2(iter, pages, SZ_64K, 16, &offset);
		if (bytes <= 0)
			return bytes ? bytes : -EFAULT;
		n = DIV_ROUND_UP(offset + bytes, PAGE_SIZE);
		engine_push(e, n);
		release_pages(pages, n);
	}
	return 0;
}

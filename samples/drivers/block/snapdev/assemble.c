// SPDX-License-Identifier: MIT
/* Bios: whose pages are in them. */
#include "snapdev.h"

/* The label was never pinned, and bio_release_pages() unpins whatever it finds. */
int snap_save(struct snap_device *snap, struct iov_iter *iter)
{
	struct bio *bio = bio_alloc(snap->bdev, SNAP_BATCH, 0, GFP_KERNEL);
	int ret;

	ret = bio_iov_iter_get_pages(bio, iter);
	if (ret)
		goto out;
	__bio_add_page(bio, virt_to_page(snap->label), SNAP_LABEL_BYTES, offset_in_page(snap->label));
	ret = submit_bio_wait(bio);
	bio_release_pages(bio, true);
out:
	bio_put(bio);
	return ret;
}

/* bio_add_page() knows the limits of the table. */
void snap_fill_table(struct bio *bio, struct page **pages, int nr_pages)
{
	int i;

	for (i = 0; i < nr_pages; i++)
		bvec_set_page(&bio->bi_io_vec[i], pages[i], PAGE_SIZE, 0);
	bio->bi_vcnt = nr_pages;
}

/* Pages of an iterator over kernel memory are lent. */
ssize_t snap_digest(struct bio_vec *vec, size_t len, struct page **pages, u32 *sum)
{
	struct iov_iter iter;
	size_t offset;
	ssize_t got;

	iov_iter_bvec(&iter, ITER_SOURCE, vec, 1, len);
	got = iov_iter_extract_pages(&iter, &pages, len, 1, 0, &offset);
	if (got <= 0)
		return got;
	*sum = crc32c(*sum, page_address(pages[0]), got);
	unpin_user_page(pages[0]);
	return got;
}

/*
 * io_uring io_sqe_buffer_register(): the label that frees the array is reached without a release when the descriptor cannot be allocated.
 * io_uring/rsrc.c, until 6.12.
 */
#include <linux/mm.h>

struct mapped_buffer {
	unsigned int nr_bvecs;
	struct bio_vec bvec[];
};

static int buffer_register(unsigned long addr, int nr, struct mapped_buffer **out)
{
	struct page **pages;
	struct mapped_buffer *imu = NULL;
	int ret, i;

	pages = kvmalloc_array(nr, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	ret = pin_user_pages_fast(addr, nr, FOLL_WRITE | FOLL_LONGTERM, pages);
	if (ret != nr) {
		if (ret > 0)
			unpin_user_pages(pages, ret);
		ret = ret < 0 ? ret : -EFAULT;
		goto done;
	}

	imu = kvmalloc(struct_size(imu, bvec, nr), GFP_KERNEL);
	if (!imu) {
		ret = -ENOMEM;
		goto done;
	}
	ret = account_pages(nr);
	if (ret) {
		unpin_user_pages(pages, nr);
		goto done;
	}
	for (i = 0; i < nr; i++)
		bvec_set_page(&imu->bvec[i], pages[i], PAGE_SIZE, 0);
	imu->nr_bvecs = nr;
	*out = imu;
	ret = 0;
done:
	if (ret)
		kvfree(imu);
	kvfree(pages);
//      ^^^^^^^^^^^^^^ error[gup/leak-on-path]
	return ret;
}

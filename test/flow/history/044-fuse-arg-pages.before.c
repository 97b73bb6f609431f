/* A later segment failed, and the arguments were freed with the pages of the segments before. The shape of fuse_get_user_pages(), fs/fuse/file.c. */
#include <linux/mm.h>

struct arg_pages {
	struct page *pages[64];
	unsigned int num_pages;
};

static int fill_args(struct arg_pages *ap, struct iov_iter *ii, size_t want)
{
	size_t nbytes = 0;
	ssize_t ret = 0;
	unsigned int i;

	while (nbytes < want && ap->num_pages < 64) {
		size_t start;

		ret = iov_iter_get_pages2(ii, &ap->pages[ap->num_pages], want - nbytes, 64 - ap->num_pages, &start);
		if (ret <= 0)
			break;
		nbytes += ret;
		ap->num_pages += DIV_ROUND_UP(ret + start, PAGE_SIZE);
	}
	if (ret < 0) {
		kfree(ap);
		return ret;
//              ^^^^^^^^^^^ error[gup/leak-on-path]
	}
	return 0;
}

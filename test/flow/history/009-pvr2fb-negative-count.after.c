/* The count is clamped to nothing first ("video: fbdev: fix error handling for get_user_pages_fast()"). */
#include <linux/mm.h>

static ssize_t fb_write(const char __user *buf, size_t count)
{
	unsigned int nr_pages = (count + PAGE_SIZE - 1) >> PAGE_SHIFT;
	struct page **pages;
	int ret, i;

	pages = kmalloc_array(nr_pages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	ret = get_user_pages_fast((unsigned long)buf, nr_pages, FOLL_WRITE, pages);
	if (ret < (int)nr_pages) {
		if (ret < 0) {
			nr_pages = 0;
		} else {
			nr_pages = ret;
			ret = -EINVAL;
		}
		goto out_unmap;
	}
	ret = dma_write_pages(pages, nr_pages);
out_unmap:
	for (i = 0; i < nr_pages; i++)
		put_page(pages[i]);
	kfree(pages);
	return ret;
}

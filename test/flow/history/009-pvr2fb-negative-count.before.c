/* pvr2fb_write(): a negative result became the unsigned number of pages to release. drivers/video/fbdev/pvr2fb.c, until 5.8. */
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
		nr_pages = ret;
//              ^^^^^^^^^^^^^^^ error[gup/unchecked-result]
		ret = -EINVAL;
		goto out_unmap;
	}
	ret = dma_write_pages(pages, nr_pages);
out_unmap:
	for (i = 0; i < nr_pages; i++)
		put_page(pages[i]);
	kfree(pages);
	return ret;
}

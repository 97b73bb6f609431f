/* vhost_vdpa_process_iotlb_update(): pages of the chunk that could not be mapped stayed pinned. drivers/vhost/vdpa.c, until 5.10. */
#include <linux/mm.h>

static int map_range(struct vdpa_range *v, unsigned long uaddr, unsigned long npages)
{
	unsigned long list_size = PAGE_SIZE / sizeof(struct page *);
	struct page **page_list;
	long pinned;
	int ret = 0;

	page_list = (struct page **)__get_free_page(GFP_KERNEL);
	if (!page_list)
		return -ENOMEM;
	while (npages) {
		unsigned long sz2pin = min(npages, list_size);

		pinned = pin_user_pages_fast(uaddr, sz2pin, FOLL_WRITE | FOLL_LONGTERM, page_list);
		if (sz2pin != pinned) {
			if (pinned < 0) {
				ret = pinned;
			} else {
				unpin_user_pages(page_list, pinned);
				ret = -ENOMEM;
			}
			goto out;
		}
		ret = map_chunk(v, uaddr, page_to_pfn(page_list[0]), pinned);
		if (ret)
			goto out;
		npages -= pinned;
		uaddr += pinned * PAGE_SIZE;
	}
out:
	free_page((unsigned long)page_list);
	return ret;
//      ^^^^^^^^^^^ error[gup/leak-on-path]
}

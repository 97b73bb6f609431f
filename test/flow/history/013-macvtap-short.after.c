/* "macvtap: zerocopy: put page when fail to get all requested user pages". */
#include <linux/mm.h>

static int zerocopy_fill(struct sk_buff *skb, unsigned long base, int size, int nr_frags)
{
	struct page *page[MAX_SKB_FRAGS];
	int num_pages, i;

	num_pages = get_user_pages_fast(base, size, 0, page);
	if (num_pages != size) {
		for (i = 0; i < num_pages; i++)
			put_page(page[i]);
		return -EFAULT;
	}
	for (i = 0; i < num_pages; i++)
		skb_fill_page_desc(skb, nr_frags + i, page[i], 0, PAGE_SIZE);
	return 0;
}

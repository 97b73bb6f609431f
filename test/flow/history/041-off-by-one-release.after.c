/* `while (n--)`. */
#include <linux/mm.h>

static int show_image(unsigned long addr, int nr)
{
	struct page **pages;
	int n, i;

	pages = kmalloc_array(nr, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	n = get_user_pages_fast(addr, nr, 0, pages);
	if (n <= 0) {
		kfree(pages);
		return n ? n : -EFAULT;
	}
	for (i = 0; i < n; i++)
		blit_page(pages[i]);
	while (n-- > 0)
		put_page(pages[n]);
	kfree(pages);
	return 0;
}

/* `while (n--)`. */
#include <linux/mm.h>

static int show_image(unsigned long addr, int nr, struct page **pages)
{
	int n = get_user_pages_fast(addr, nr, 0, pages);
	int i;

	if (n <= 0)
		return n ? n : -EFAULT;
	for (i = 0; i < n; i++)
		blit_page(pages[i]);
	while (n-- > 0)
		put_page(pages[n]);
	return 0;
}

/* ivtv_yuv_prep_user_dma(): when the second plane came up short, only its pages were put. drivers/media/pci/ivtv/ivtv-yuv.c. */
#include <linux/mm.h>

static int yuv_prepare(unsigned long y_addr, int y_nr, unsigned long uv_addr, int uv_nr, struct page **y_map, struct page **uv_map)
{
	int y_pages, uv_pages, i;

	y_pages = pin_user_pages_fast(y_addr, y_nr, 0, y_map);
	if (y_pages != y_nr) {
		if (y_pages > 0)
			unpin_user_pages(y_map, y_pages);
		return -EINVAL;
	}
	uv_pages = pin_user_pages_fast(uv_addr, uv_nr, 0, uv_map);
	if (uv_pages != uv_nr) {
		for (i = 0; i < uv_pages; i++)
			unpin_user_page(uv_map[i]);
		return -EINVAL;
//              ^^^^^^^^^^^^^^^ error[gup/leak-on-path]
	}
	send_planes(y_map, y_pages, uv_map, uv_pages);
	unpin_user_pages(uv_map, uv_pages);
	unpin_user_pages(y_map, y_pages);
	return 0;
}

/*
 * io_uring __io_uaddr_map(): a failed vmap() overwrote the count that the error label looks at, so that the pins stayed. io_uring/io_uring.c, until
 * 6.9.
 */
#include <linux/mm.h>

struct ring_map {
	struct page **pages;
	unsigned short nr;
};

static void *ring_map_user(struct ring_map *map, unsigned long uaddr, size_t size)
{
	unsigned int nr = DIV_ROUND_UP(size, PAGE_SIZE);
	struct page **pages;
	void *addr;
	int ret;

	pages = kvmalloc_array(nr, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return ERR_PTR(-ENOMEM);

	ret = pin_user_pages_fast(uaddr, nr, FOLL_WRITE | FOLL_LONGTERM, pages);
	if (ret != nr)
		goto err;

	addr = vmap(pages, nr, VM_MAP, PAGE_KERNEL);
	if (!addr) {
		ret = -ENOMEM;
		goto err;
	}
	map->pages = pages;
	map->nr = nr;
	return addr;
err:
	if (ret > 0)
		unpin_user_pages(pages, ret);
	kvfree(pages);
	return ERR_PTR(ret);
//      ^^^^^^^^^^^^^^^^^^^^ error[gup/leak-on-path]
}

/* "io_uring: Fix release of pinned pages when __io_uaddr_map fails": the number of pins has a variable of its own. */
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
	int ret, pinned;

	pages = kvmalloc_array(nr, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return ERR_PTR(-ENOMEM);

	pinned = pin_user_pages_fast(uaddr, nr, FOLL_WRITE | FOLL_LONGTERM, pages);
	if (pinned != nr) {
		ret = pinned < 0 ? pinned : -EFAULT;
		goto err;
	}

	addr = vmap(pages, nr, VM_MAP, PAGE_KERNEL);
	if (!addr) {
		ret = -ENOMEM;
		goto err;
	}
	map->pages = pages;
	map->nr = nr;
	return addr;
err:
	if (pinned > 0)
		unpin_user_pages(pages, pinned);
	kvfree(pages);
	return ERR_PTR(ret);
}

/* The batch is unpinned before the common label; our own fix. */
#include <linux/mm.h>

struct chunk {
	struct list_head list;
	int nents;
	struct page *pages[];
};

static void put_chunks(struct list_head *chunk_list)
{
	struct chunk *chunk, *tmp;

	list_for_each_entry_safe(chunk, tmp, chunk_list, list) {
		unpin_user_pages(chunk->pages, chunk->nents);
		kfree(chunk);
	}
}

static int get_chunks(unsigned long addr, int npages, struct list_head *chunk_list)
{
	struct page **page_list;
	struct chunk *chunk;
	int ret = 0, i;

	page_list = (struct page **)__get_free_page(GFP_KERNEL);
	if (!page_list)
		return -ENOMEM;
	while (npages) {
		ret = pin_user_pages(addr, min_t(unsigned long, npages, PAGE_SIZE / sizeof(struct page *)), FOLL_LONGTERM, page_list);
		if (ret < 0)
			goto out;
		npages -= ret;
		chunk = kmalloc(struct_size(chunk, pages, ret), GFP_KERNEL);
		if (!chunk) {
			unpin_user_pages(page_list, ret);
			ret = -ENOMEM;
			goto out;
		}
		chunk->nents = ret;
		for (i = 0; i < ret; i++)
			chunk->pages[i] = page_list[i];
		addr += ret * PAGE_SIZE;
		list_add_tail(&chunk->list, chunk_list);
		ret = 0;
	}
out:
	if (ret < 0)
		put_chunks(chunk_list);
	free_page((unsigned long)page_list);
	return ret;
}

/* "media: atomisp: Fix error handling path": the helper is given the number that was taken. */
#include <linux/mm.h>

struct buffer_object {
	struct page **pages;
	int pgnr;
};

static void bo_free_pages(struct buffer_object *bo, int page_nr)
{
	int i;

	for (i = 0; i < page_nr; i++)
		put_page(bo->pages[i]);
	kfree(bo->pages);
}

static int bo_alloc_pages(struct buffer_object *bo, unsigned long userptr)
{
	int page_nr;

	bo->pages = kmalloc_array(bo->pgnr, sizeof(struct page *), GFP_KERNEL);
	if (!bo->pages)
		return -ENOMEM;
	page_nr = get_user_pages_fast(userptr, bo->pgnr, FOLL_WRITE, bo->pages);
	if (page_nr != bo->pgnr) {
		pr_err("%d pages asked for, %d taken\n", bo->pgnr, page_nr);
		goto out_of_mem;
	}
	return 0;
out_of_mem:
	bo_free_pages(bo, page_nr);
	return -ENOMEM;
}

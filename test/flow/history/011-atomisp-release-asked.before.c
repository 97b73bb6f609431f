/* alloc_user_pages(): the error path released the number asked for, whatever the call had taken. drivers/staging/media/atomisp hmm_bo.c, until 5.12. */
#include <linux/mm.h>

struct buffer_object {
	struct page **pages;
	int pgnr;
};

static void bo_free_pages(struct buffer_object *bo)
{
	int i;

	for (i = 0; i < bo->pgnr; i++)
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
	bo_free_pages(bo);
//      ^^^^^^^^^^^^^^^^^^ error[gup/partial-pin]
//      ^^^^^^^^^^^^^^^^^^ error[gup/unchecked-result]
	return -ENOMEM;
}

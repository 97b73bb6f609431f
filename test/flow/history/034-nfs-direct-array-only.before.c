/* A direct read freed the array that iov_iter_get_pages_alloc2() had filled and forgot the pages in it. The shape of fs/nfs/direct.c. */
#include <linux/mm.h>

struct io_request {
	struct list_head list;
	struct page *page;
};

static int add_request(struct list_head *head, struct page *page)
{
	struct io_request *req = kzalloc(sizeof(*req), GFP_KERNEL);

	if (!req)
		return -ENOMEM;
	get_page(page);
	req->page = page;
	list_add_tail(&req->list, head);
	return 0;
}

static ssize_t direct_schedule(struct list_head *head, struct iov_iter *iter, size_t rsize)
{
	struct page **pagevec;
	unsigned int npages, i;
	size_t pgbase;
	ssize_t bytes;
	int err = 0;

	bytes = iov_iter_get_pages_alloc2(iter, &pagevec, rsize, &pgbase);
	if (bytes <= 0)
		return bytes;
	npages = DIV_ROUND_UP(bytes + pgbase, PAGE_SIZE);
	for (i = 0; i < npages && !err; i++)
		err = add_request(head, pagevec[i]);
	kvfree(pagevec);
//      ^^^^^^^^^^^^^^^^ error[gup/leak-on-path]
	return err ? err : bytes;
}

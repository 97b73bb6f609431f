/* ioctl_memcpy(): fewer pages than asked for went straight to the label that frees the array. drivers/virt/fsl_hypervisor.c, until 5.10. */
#include <linux/mm.h>

struct memcpy_arg {
	__u64 local_vaddr;
	__u64 count;
	__u32 source;
};

static long hv_memcpy(struct memcpy_arg *param)
{
	unsigned int num_pages = DIV_ROUND_UP(param->count, PAGE_SIZE);
	struct page **pages;
	void *sg_list = NULL;
	int num_pinned = 0;
	int ret = 0, i;

	pages = kcalloc(num_pages, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	sg_list = kmalloc(num_pages * 16, GFP_KERNEL);
	if (!sg_list) {
		ret = -ENOMEM;
		goto exit;
	}
	num_pinned = get_user_pages_fast(param->local_vaddr, num_pages, param->source ? 0 : FOLL_WRITE, pages);
	if (num_pinned != num_pages) {
		pr_debug("only %d of %u\n", num_pinned, num_pages);
		ret = num_pinned < 0 ? num_pinned : -EFAULT;
		num_pinned = 0;
//              ^^^^^^^^^^^^^^^ error[gup/partial-pin]
		goto exit;
	}
	ret = start_copy(sg_list, pages, num_pages);
exit:
	for (i = 0; i < num_pinned; i++)
		put_page(pages[i]);
	kfree(sg_list);
	kfree(pages);
	return ret;
}

/* The registration is undone. */
#include <linux/mm.h>

struct registered {
	struct page **pages;
	int npages;
	u32 handle;
};

static void registered_free(struct registered *reg)
{
	unpin_user_pages(reg->pages, reg->npages);
	kvfree(reg->pages);
	kfree(reg);
}

static int register_user(unsigned long addr, int nr, u32 __user *handle)
{
	struct registered *reg;
	int got;

	reg = kzalloc(sizeof(*reg), GFP_KERNEL);
	if (!reg)
		return -ENOMEM;
	reg->pages = kvmalloc_array(nr, sizeof(struct page *), GFP_KERNEL);
	if (!reg->pages) {
		kfree(reg);
		return -ENOMEM;
	}
	got = pin_user_pages_fast(addr, nr, FOLL_WRITE | FOLL_LONGTERM, reg->pages);
	if (got != nr) {
		if (got > 0)
			unpin_user_pages(reg->pages, got);
		kvfree(reg->pages);
		kfree(reg);
		return got < 0 ? got : -EFAULT;
	}
	reg->npages = nr;
	reg->handle = next_handle();
	if (put_user(reg->handle, handle)) {
		registered_free(reg);
		return -EFAULT;
	}
	remember(reg);
	return 0;
}

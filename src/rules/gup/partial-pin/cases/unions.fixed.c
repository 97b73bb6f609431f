//! tree modern
// Pointers of a union are one place by two names.
#include <linux/mm.h>
#include <linux/slab.h>

struct window {
	unsigned long nr;
	union {
		struct page **pages;
		u64 *addresses;
	};
};

long window_open_leaky(struct window **out, unsigned long addr, unsigned long nr)
{
	struct window *w = kzalloc(sizeof(*w), GFP_KERNEL);
	long pinned;

	if (!w)
		return -ENOMEM;
	w->addresses = kcalloc(nr, sizeof(*w->addresses), GFP_KERNEL);
	if (!w->addresses) {
		kfree(w);
		return -ENOMEM;
	}
	pinned = pin_user_pages_fast(addr, nr, FOLL_WRITE | FOLL_LONGTERM, w->pages);
	if (pinned != nr) {
		kfree(w->addresses);
		if (pinned > 0)
			unpin_user_pages(w->pages, pinned);
		kfree(w);
		return pinned < 0 ? pinned : -EFAULT;
	}
	w->nr = nr;
	*out = w;
	return 0;
}

long window_open(struct window **out, unsigned long addr, unsigned long nr)
{
	struct window *w = kzalloc(sizeof(*w), GFP_KERNEL);
	long pinned;

	if (!w)
		return -ENOMEM;
	w->addresses = kcalloc(nr, sizeof(*w->addresses), GFP_KERNEL);
	if (!w->addresses) {
		kfree(w);
		return -ENOMEM;
	}
	pinned = pin_user_pages_fast(addr, nr, FOLL_WRITE | FOLL_LONGTERM, w->pages);
	if (pinned != nr) {
		if (pinned > 0)
			unpin_user_pages(w->pages, pinned);
		kfree(w->addresses);
		kfree(w);
		return pinned < 0 ? pinned : -EFAULT;
	}
	w->nr = nr;
	*out = w;
	return 0;
}

//! tree modern
/* How long pins stay. */
#include <linux/mm.h>

int window_register(struct window *w, unsigned long uaddr)
{
	int pinned;

	pinned = pin_user_pages_fast(uaddr, w->npages, FOLL_WRITE, w->pages);
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/missing-longterm] stays: 'w->pages' are pinned by pin_user_pages_fast() and stay pinned when window_register() is over, for as long as user space likes; pass FOLL_LONGTERM, so that the pages leave movable memory first
	if (pinned == w->npages)
		return 0;
	if (pinned > 0)
		unpin_user_pages(w->pages, pinned);
	return -EFAULT;
}

int window_register_right(struct window *w, unsigned long uaddr)
{
	int pinned;

	pinned = pin_user_pages_fast(uaddr, w->npages, FOLL_WRITE | FOLL_LONGTERM, w->pages);
	if (pinned == w->npages)
		return 0;
	if (pinned > 0)
		unpin_user_pages(w->pages, pinned);
	return -EFAULT;
}

int window_register_as_told(struct window *w, unsigned long uaddr, unsigned int gup_flags)
{
	int pinned;

	pinned = pin_user_pages_fast(uaddr, w->npages, gup_flags, w->pages);
	if (pinned == w->npages)
		return 0;
	if (pinned > 0)
		unpin_user_pages(w->pages, pinned);
	return -EFAULT;
}

/* A transfer gives them back when it is done. */
int transfer_map(struct transfer *t, unsigned long uaddr)
{
	int pinned;

	pinned = pin_user_pages_fast(uaddr, t->npages, FOLL_WRITE, t->pages);
	if (pinned == t->npages)
		return 0;
	if (pinned > 0)
		unpin_user_pages(t->pages, pinned);
	return -EFAULT;
}

/* The outermost function of the file speaks for its helpers. */
static int fill(struct window *w, unsigned long uaddr)
{
	int pinned = pin_user_pages_fast(uaddr, w->npages, FOLL_WRITE, w->pages);

	if (pinned == w->npages)
		return 0;
	if (pinned > 0)
		unpin_user_pages(w->pages, pinned);
	return -EFAULT;
}

int window_read(struct window *w, unsigned long uaddr)
{
	return fill(w, uaddr);
}

static int mirror_map(struct mirror *m, unsigned long uaddr)
{
	m->seq = mmu_interval_read_begin(&m->notifier);
	return pin_user_pages_fast(uaddr, 16, FOLL_WRITE, m->pages);
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gup/needless-pin] covered
}

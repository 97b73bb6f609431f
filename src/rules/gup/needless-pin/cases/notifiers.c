//! tree modern
/* Whose notifier covers whose pages. */
#include <linux/mm.h>

static int same_object(struct mirror *m, unsigned long uaddr)
{
	int pinned;

	m->seq = mmu_interval_read_begin(&m->notifier);
	pinned = pin_user_pages_fast(uaddr, 16, FOLL_WRITE, m->pages);
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gup/needless-pin] covered: 'm->pages' are pinned by pin_user_pages_fast() although mmu_interval_read_begin() ties the same object to an MMU notifier: with that, case 3 of pin_user_pages.rst, no pin is needed
	if (pinned != 16) {
		if (pinned > 0)
			unpin_user_pages(m->pages, pinned);
		return -EFAULT;
	}
	return 0;
}

static int registered_later(struct mirror *m, unsigned long uaddr)
{
	int pinned, err;

	pinned = pin_user_pages_fast(uaddr, 16, FOLL_WRITE, m->pages);
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gup/needless-pin] covered: 'm->pages' are pinned by pin_user_pages_fast() although mmu_interval_notifier_insert() ties
	if (pinned != 16) {
		if (pinned > 0)
			unpin_user_pages(m->pages, pinned);
		return -EFAULT;
	}
	err = mmu_interval_notifier_insert(&m->notifier, current->mm, uaddr, 65536, &mirror_ops);
	if (err)
		unpin_user_pages(m->pages, pinned);
	return err;
}

static int of_another(struct mirror *m, struct side *s, unsigned long uaddr)
{
	int pinned;

	m->seq = mmu_interval_read_begin(&m->notifier);
	pinned = pin_user_pages_fast(uaddr, 16, FOLL_WRITE, s->pages);
	if (pinned != 16) {
		if (pinned > 0)
			unpin_user_pages(s->pages, pinned);
		return -EFAULT;
	}
	return 0;
}

static int references(struct mirror *m, unsigned long uaddr)
{
	int got;

	m->seq = mmu_interval_read_begin(&m->notifier);
	got = get_user_pages_fast(uaddr, 16, FOLL_WRITE, m->pages);
	if (got != 16) {
		if (got > 0)
			release_pages(m->pages, got);
		return -EFAULT;
	}
	return 0;
}

//! tree modern
/* Which flags may go to which function. */
#include <linux/mm.h>

static int pin_flag_on_get(unsigned long uaddr, struct page **pages)
{
	return get_user_pages_fast(uaddr, 4, FOLL_PIN | FOLL_WRITE, pages);
}

static int pin_flag_on_pin(unsigned long uaddr, struct page **pages)
{
	return pin_user_pages_fast(uaddr, 4, 0, pages);
}

static int both(unsigned long uaddr, struct page **pages)
{
	return get_user_pages_fast(uaddr, 4, FOLL_PIN | FOLL_GET, pages);
}

static int get_flag_on_pin(unsigned long uaddr, struct page **pages)
{
	return pin_user_pages_fast(uaddr, 4, FOLL_LONGTERM, pages);
}

static int get_flag_on_get(unsigned long uaddr, struct page **pages)
{
	return get_user_pages_fast(uaddr, 4, 0, pages);
}

static long through_variable(unsigned long uaddr, struct page **pages, bool write)
{
	unsigned int gup_flags = FOLL_LONGTERM;

	if (write)
		gup_flags |= FOLL_WRITE;
	return get_user_pages_unlocked(uaddr, 4, pages, gup_flags);
}

static long on_one_path(unsigned long uaddr, struct page **pages, bool keep)
{
	unsigned int gup_flags = 0;

	if (keep)
		gup_flags |= FOLL_LONGTERM;
	return get_user_pages_unlocked(uaddr, 4, pages, gup_flags);
}

static long taken_away(unsigned long uaddr, struct page **pages, unsigned int gup_flags)
{
	gup_flags |= FOLL_LONGTERM | FOLL_WRITE;
	gup_flags &= ~FOLL_LONGTERM;
	return get_user_pages_unlocked(uaddr, 4, pages, gup_flags);
}

static long of_the_caller(unsigned long uaddr, struct page **pages, unsigned int gup_flags)
{
	return get_user_pages_unlocked(uaddr, 4, pages, gup_flags | FOLL_FORCE);
}

static long longterm_pin(unsigned long uaddr, struct page **pages)
{
	return pin_user_pages_unlocked(uaddr, 4, pages, FOLL_LONGTERM | FOLL_WRITE);
}

static struct page *asked_for(struct vm_area_struct *vma, unsigned long uaddr)
{
	return follow_page(vma, uaddr, FOLL_GET | FOLL_DUMP);
}

//! tree modern
/* Which flags may go to which function. */
#include <linux/mm.h>

static int pin_flag_on_get(unsigned long uaddr, struct page **pages)
{
	return get_user_pages_fast(uaddr, 4, FOLL_PIN | FOLL_WRITE, pages);
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/flag-misuse] internal: 'FOLL_PIN' is the memory management's own, and get_user_pages_fast() refuses it with a warning; call pin_user_pages_fast() for that
}

static int pin_flag_on_pin(unsigned long uaddr, struct page **pages)
{
	return pin_user_pages_fast(uaddr, 4, FOLL_PIN, pages);
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/flag-misuse] internal: 'FOLL_PIN' is the memory management's own, and pin_user_pages_fast() refuses it with a warning; drop the flag
}

static int both(unsigned long uaddr, struct page **pages)
{
	return get_user_pages_fast(uaddr, 4, FOLL_PIN | FOLL_GET, pages);
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/flag-misuse] both: 'FOLL_PIN' and 'FOLL_GET' exclude each other
}

static int get_flag_on_pin(unsigned long uaddr, struct page **pages)
{
	return pin_user_pages_fast(uaddr, 4, FOLL_GET | FOLL_LONGTERM, pages);
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/flag-misuse] get-on-pin: pin_user_pages_fast() takes pins and refuses 'FOLL_GET' with a warning
}

static int get_flag_on_get(unsigned long uaddr, struct page **pages)
{
	return get_user_pages_fast(uaddr, 4, FOLL_GET, pages);
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gup/flag-misuse] implied: get_user_pages_fast() implies 'FOLL_GET' where pages are asked for; drop the flag
}

static long through_variable(unsigned long uaddr, struct page **pages, bool write)
{
	unsigned int gup_flags = FOLL_LONGTERM;

	if (write)
		gup_flags |= FOLL_WRITE;
	return get_user_pages_unlocked(uaddr, 4, pages, gup_flags);
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/flag-misuse] longterm-on-get: get_user_pages_unlocked() refuses 'FOLL_LONGTERM' with a warning and -EINVAL; call pin_user_pages_unlocked(), or drop the flag
}

static long on_one_path(unsigned long uaddr, struct page **pages, bool keep)
{
	unsigned int gup_flags = 0;

	if (keep)
		gup_flags |= FOLL_LONGTERM;
	return get_user_pages_unlocked(uaddr, 4, pages, gup_flags);
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/flag-misuse] longterm-on-get
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

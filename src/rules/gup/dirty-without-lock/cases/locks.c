//! tree modern
/* The lock of a page that is marked dirty. */
#include <linux/mm.h>

static int one_page(unsigned long uaddr)
{
	struct page *page;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	memzero_page(page, 0, 64);
	set_page_dirty(page);
//      ^^^^^^^^^^^^^^^^^^^^ warning[gup/dirty-without-lock] unlocked: set_page_dirty() needs the lock of a user's page, which truncation may take out of its file meanwhile: 'page' was pinned by pin_user_pages_fast(); call set_page_dirty_lock()
	unpin_user_page(page);
	return 0;
}

static int through_folio(unsigned long uaddr)
{
	struct page *page;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	memzero_page(page, 0, 64);
	folio_mark_dirty(page_folio(page));
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/dirty-without-lock] unlocked: folio_mark_dirty() needs the lock of a user's page, which truncation may take out of its file meanwhile: 'page' was pinned by pin_user_pages_fast(); lock it first
	unpin_user_page(page);
	return 0;
}

static int in_a_loop(unsigned long uaddr, struct engine *e, int n)
{
	struct page *pages[16];
	int i, pinned;

	pinned = pin_user_pages_fast(uaddr, 16, FOLL_WRITE, pages);
	if (pinned <= 0)
		return -EFAULT;
	engine_fill(e);
	for (i = 0; i < pinned; i++) {
		set_page_dirty(pages[i]);
//              ^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/dirty-without-lock] unlocked
		unpin_user_page(pages[i]);
	}
	return 0;
}

static int locked(unsigned long uaddr)
{
	struct page *page;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	memzero_page(page, 0, 64);
	lock_page(page);
	set_page_dirty(page);
	unlock_page(page);
	unpin_user_page(page);
	return 0;
}

static int unlocked_before(unsigned long uaddr)
{
	struct page *page;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	lock_page(page);
	memzero_page(page, 0, 64);
	unlock_page(page);
	set_page_dirty(page);
//      ^^^^^^^^^^^^^^^^^^^^ warning[gup/dirty-without-lock] unlocked
	unpin_user_page(page);
	return 0;
}

static int tried(unsigned long uaddr)
{
	struct page *page;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	memzero_page(page, 0, 64);
	if (trylock_page(page)) {
		set_page_dirty(page);
		unlock_page(page);
	}
	unpin_user_page(page);
	return 0;
}

static int locking_call(unsigned long uaddr)
{
	struct page *page;

	if (pin_user_pages_fast(uaddr, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	memzero_page(page, 0, 64);
	set_page_dirty_lock(page);
	unpin_user_page(page);
	return 0;
}

/* Whoever took them, they are unpinned: they are a user's. */
static void of_somebody(struct request_pages *r)
{
	int i;

	for (i = 0; i < r->n; i++) {
		set_page_dirty(r->pages[i]);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[gup/dirty-without-lock] unlocked: 'r->pages[i]' was pinned
		unpin_user_page(r->pages[i]);
	}
}

static void of_somebody_locked(struct request_pages *r)
{
	int i;

	for (i = 0; i < r->n; i++) {
		struct page *page = r->pages[i];

		lock_page(page);
		set_page_dirty(page);
		unlock_page(page);
		unpin_user_page(page);
	}
}

/* Of the page cache, for all that can be seen. */
static void of_the_cache(struct address_space *mapping, pgoff_t index)
{
	struct page *page = find_lock_page(mapping, index);

	set_page_dirty(page);
	unlock_page(page);
	put_page(page);
}

//! tree modern
/* What a function of the file does under a condition of the preprocessor is compared with what its callers do under the same one. */
#include <linux/mm.h>

struct extent {
	struct page **pages;
	struct page **frames;
	int nr_pages;
};

static void extent_delete(struct extent *e)
{
	int i;

#ifdef HAVE_PIN_PAGES
	if (e->nr_pages > 0)
		unpin_user_pages(e->pages, e->nr_pages);
#else
	for (i = 0; i < e->nr_pages; i++)
		put_page(e->pages[i]);
#endif
	kvfree(e->pages);
	kfree(e);
}

struct extent *both_choose(unsigned long start, int nr_pages)
{
	struct extent *e;
	int res;

	e = kzalloc(sizeof(*e), GFP_KERNEL);
	if (!e)
		return NULL;
	e->pages = kvcalloc(nr_pages, sizeof(*e->pages), GFP_KERNEL);
	if (!e->pages)
		goto out;
#ifdef HAVE_PIN_PAGES
	res = pin_user_pages_unlocked(start, nr_pages, e->pages, FOLL_WRITE);
#else
	res = get_user_pages_unlocked(start, nr_pages, e->pages, FOLL_WRITE);
#endif
	e->nr_pages = res;
	if (res < nr_pages)
		goto out;
	return e;
out:
	extent_delete(e);
	return NULL;
}

#ifdef HAVE_PIN_PAGES
static void extent_drop(struct extent *e)
{
	unpin_user_pages(e->pages, e->nr_pages);
}
#else
static void extent_drop(struct extent *e)
{
	release_pages(e->pages, e->nr_pages);
}
#endif

int of_two_definitions(struct extent *e, unsigned long start, int nr_pages)
{
	int res;

#ifdef HAVE_PIN_PAGES
	res = pin_user_pages_unlocked(start, nr_pages, e->pages, FOLL_WRITE);
#else
	res = get_user_pages_unlocked(start, nr_pages, e->pages, FOLL_WRITE);
#endif
	e->nr_pages = max(res, 0);
	if (res < nr_pages) {
		extent_drop(e);
		return -EFAULT;
	}
	return 0;
}

int forgets_to_choose(struct extent *e, unsigned long start, int nr_pages)
{
	e->nr_pages = get_user_pages_unlocked(start, nr_pages, e->pages, FOLL_WRITE);
	if (e->nr_pages < 0)
		return e->nr_pages;
	if (e->nr_pages < nr_pages) {
		extent_drop(e);
//              ^^^^^^^^^^^^^^ error[gup/mismatched-release] reference-unpinned: 'e->pages' were taken by get_user_pages_unlocked() as plain references; extent_drop() drops a pin
		return -EFAULT;
	}
	return 0;
}

#ifdef HAVE_PIN_PAGES
int frames_take(struct extent *e, unsigned long start, int nr_pages)
{
	e->nr_pages = pin_user_pages_unlocked(start, nr_pages, e->frames, FOLL_WRITE);
	return e->nr_pages == nr_pages ? 0 : -EFAULT;
}
#endif

void frames_drop(struct extent *e)
{
	int i;

#ifdef HAVE_PIN_PAGES
	for (i = 0; i < e->nr_pages; i++)
		put_page(e->frames[i]);
//              ^^^^^^^^^^^^^^^^^^^^^^ warning[gup/mismatched-release] pin-put: 'e->frames' were pinned by pin_user_pages_unlocked() elsewhere in this file
#else
	release_pages(e->frames, e->nr_pages);
#endif
}

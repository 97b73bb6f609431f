//! tree modern
// The number of pages is raised at the end of a round: on the way out in its middle, the last page is not counted yet.
#include <linux/mm.h>
#include <linux/slab.h>

struct slice {
	struct page **pages;
	unsigned long nr;
};

int slice_check(struct page *page);

long slice_fill_late(struct slice *slice, unsigned long addr, unsigned long want)
{
	unsigned long i;
	long rc;

	slice->pages = kcalloc(want, sizeof(*slice->pages), GFP_KERNEL);
	if (!slice->pages)
		return -ENOMEM;
	slice->nr = 0;
	do {
		i = slice->nr;
		rc = get_user_pages_unlocked(addr + i * PAGE_SIZE, 1, slice->pages + i, 0);
		if (rc < 0)
			goto put;
		rc = slice_check(slice->pages[i]);
		if (rc < 0)
			goto put;
		slice->nr++;
	} while (slice->nr < want);
	return 0;
put:
	for (i = 0; i < slice->nr; i++)
		put_page(slice->pages[i]);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/leak-on-path] remainder: the loop around put_page() ends before the last page of 'slice->pages' when 'rc < 0'; that one stays held
	kfree(slice->pages);
	slice->pages = NULL;
	return rc;
}

long slice_fill_at_once(struct slice *slice, unsigned long addr, unsigned long want)
{
	unsigned long i;
	long rc;

	slice->pages = kcalloc(want, sizeof(*slice->pages), GFP_KERNEL);
	if (!slice->pages)
		return -ENOMEM;
	slice->nr = 0;
	do {
		i = slice->nr;
		rc = get_user_pages_unlocked(addr + i * PAGE_SIZE, 1, slice->pages + i, 0);
		if (rc < 0)
			goto put;
		slice->nr++;
		rc = slice_check(slice->pages[i]);
		if (rc < 0)
			goto put;
	} while (slice->nr < want);
	return 0;
put:
	for (i = 0; i < slice->nr; i++)
		put_page(slice->pages[i]);
	kfree(slice->pages);
	slice->pages = NULL;
	return rc;
}

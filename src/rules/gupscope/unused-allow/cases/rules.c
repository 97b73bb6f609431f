//! tree modern
/* Names of rules, groups and globs; one of several that is not needed. */
#include <linux/bvec.h>
#include <linux/mm.h>

static struct page *one_of_two(struct bio_vec *bv)
{
	/* gupscope: allow bvec/direct-page-access, gup/partial-pin -- only compared */
//                                                  ^^^^^^^^^^^^^^^ note[gupscope/unused-allow] rule: this allows gup/partial-pin, but that is not found here; remove it, or move it to the line that it is about
	return bv->bv_page;
}

static struct page *group(struct bio_vec *bv)
{
	/* gupscope: allow bvec -- only compared */
	return bv->bv_page;
}

static struct page *glob(struct bio_vec *bv)
{
	// gupscope: allow bvec/* -- only compared
	return bv->bv_page;
}

static struct page *needed_elsewhere(struct bio_vec *bv)
{
	/* gupscope: allow gup/leak-on-path, gupscope/unused-allow -- 6.1 only */
	return NULL;
}

static int path(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	/* gupscope: allow gup/leak-on-path -- not where the pages are taken */
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gupscope/unused-allow] comment
	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	if (err)
		return err;
//              ^^^^^^^^^^ error[gup/leak-on-path] exit
	err = engine_wait(e);
	if (err)
		/* gupscope: allow gup/leak-on-path -- engine_wait() released it */
		return err;
	unpin_user_page(page);
	return 0;
}

/* gupscope: allow gup/leak-on-path, gup/partial-pin, gup/double-release -- of old */
// ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gupscope/unused-allow] comment: this allows gup/leak-on-path, gup/partial-pin, gup/double-release, but none of them is found here; remove it, or move it to the line that it is about

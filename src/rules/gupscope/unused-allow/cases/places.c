//! tree bare
/* Which line a comment speaks of. */
#include <linux/bvec.h>

static struct page *above(struct bio_vec *bv)
{
	/* gupscope: allow bvec/direct-page-access -- only compared */
	return bv->bv_page;
}

static struct page *beside(struct bio_vec *bv)
{
	return bv->bv_page; /* gupscope: allow bvec/direct-page-access -- only compared */
}

static struct page *beside_with_slashes(struct bio_vec *bv)
{
	return bv->bv_page; // gupscope: allow bvec/direct-page-access -- only compared
}

static struct page *above_with_slashes(struct bio_vec *bv)
{
	// gupscope: allow bvec/direct-page-access -- only compared

	return bv->bv_page;
}

static int over_lines(struct bio_vec *bv, struct page *page)
{
	/* gupscope: allow bvec/direct-page-access -- only compared */
	if (same_page(page,
		      bv->bv_page) ||
	    same_page(page,
		      bv[1].bv_page))
		return 1;
	return 0;
}

static int one_line_only(struct bio_vec *bv, struct page *page)
{
	if (same_page(page, /* gupscope: allow bvec/direct-page-access -- stands behind code */
//                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gupscope/unused-allow] comment
		      bv->bv_page))
//                        ^^^^^^^ note[bvec/direct-page-access] read
		return 1;
	return 0;
}

static struct page *not_the_statement_behind(struct bio_vec *bv)
{
	/* gupscope: allow bvec/direct-page-access -- the next one */
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gupscope/unused-allow] comment: this allows bvec/direct-page-access, but that is not found here; remove it, or move it to the line that it is about
	bv++;
	return bv->bv_page;
//                 ^^^^^^^ note[bvec/direct-page-access] read
}

static struct page *in_a_longer_comment(struct bio_vec *bv)
{
	/*
	 * The caller holds the bio, so the page stays.
	 * gupscope: allow bvec/direct-page-access -- the caller
	 * holds the bio
	 */
	return bv->bv_page;
}

static struct page *stacked(struct bio_vec *bv)
{
	/* gupscope: allow bvec/direct-page-access -- only compared */
	/* Another remark. */
	return bv->bv_page;
}

static struct bio_vec member(struct page *page)
{
	struct bio_vec bv = {
		/* gupscope: allow bvec/direct-page-access -- built by hand */
		.bv_page = page,
		.bv_len = 512,
	};

	return bv;
}

/* gupscope: allow bvec/direct-page-access -- a macro */
#define PAGE_OF(bv) ((bv)->bv_page)

/* gupscope: allow bvec/direct-page-access -- a macro of several lines */
#define FIRST_PAGE_OF(bv) \
	((bv)[0].bv_page)

#define BOTH(bv, one, two) do {		\
	/* gupscope: allow bvec/direct-page-access -- the first */	\
	one = (bv)[0].bv_page;		\
	two = (bv)[1].bv_page;		\
//                    ^^^^^^^ note[bvec/direct-page-access] read
} while (0)

static struct page *under_a_condition(struct bio_vec *bv)
{
	/* gupscope: allow bvec/direct-page-access -- only compared */
#ifdef FIRST
	return bv->bv_page;
#endif
	return bv[1].bv_page;
//                   ^^^^^^^ note[bvec/direct-page-access] read
}

static const char *text(void)
{
	return "/* gupscope: allow bvec/direct-page-access -- no comment */";
}

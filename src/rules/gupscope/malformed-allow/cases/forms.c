//! tree modern
/* What is badly written, and what only looks so. */
#include <linux/bvec.h>

static struct page *no_reason(struct bio_vec *bv)
{
	/* gupscope: allow bvec/direct-page-access */
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gupscope/malformed-allow] no-reason: this gives no reason and so allows nothing; write 'gupscope: allow bvec/direct-page-access -- ' and why
	return bv->bv_page;
//                 ^^^^^^^ note[bvec/direct-page-access] read
}

static struct page *empty_reason(struct bio_vec *bv)
{
	return bv->bv_page; /* gupscope: allow bvec/direct-page-access -- */
//                 ^^^^^^^ note[bvec/direct-page-access] read
//                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gupscope/malformed-allow] no-reason
}

static struct page *other_dashes(struct bio_vec *bv)
{
	return bv->bv_page; /* gupscope: allow bvec/direct-page-access - only compared */
//                 ^^^^^^^ note[bvec/direct-page-access] read
//                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gupscope/malformed-allow] no-reason
}

static struct page *no_rule(struct bio_vec *bv)
{
	/* gupscope: allow -- only compared */
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ note[gupscope/malformed-allow] no-rule: this names no rule and so allows nothing; write 'gupscope: allow RULE -- reason'
	return NULL;
}

static struct page *unknown(struct bio_vec *bv)
{
	/* gupscope: allow bvec/direct-page-acess, bvec/direct-page-access -- only compared */
//                         ^^^^^^^^^^^^^^^^^^^^^^ note[gupscope/malformed-allow] unknown-rule: there is no rule bvec/direct-page-acess (did you mean bvec/direct-page-access?)
	return bv->bv_page;
}

static struct page *other_words(struct bio_vec *bv)
{
	/* gupscope: alow bvec/direct-page-access -- only compared */
//                   ^^^^ note[gupscope/malformed-allow] no-verb: 'alow' means nothing here; write 'gupscope: allow RULE -- reason'
	/* gupscope: */
//         ^^^^^^^^^ note[gupscope/malformed-allow] no-verb: nothing follows 'gupscope:'; write 'gupscope: allow RULE -- reason'
	return NULL;
}

/*
 * About gupscope: prose in which the word comes up is prose.
 */

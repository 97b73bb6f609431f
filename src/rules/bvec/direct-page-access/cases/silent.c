//! tree bare
#include <linux/bvec.h>
#include "silent.h"

/* bv_page in a comment, bv->bv_page too */
struct my_vec { struct page *bv_page; int bv_len; };
typedef struct { struct page *bv_page; } anon_vec_t;

static struct page *other(struct my_vec *v, anon_vec_t *a, struct from_header *h)
{
	struct { void *bv_page; } local;
	struct page *bv_page = v->bv_page;
	const char *s = "bv->bv_page";

	local.bv_page = a->bv_page;
	put_page(bv_page);
	use(h->bv_page, h->inner.bv_page, offsetof(struct my_vec, bv_page));
	return (struct my_vec){ .bv_page = bv_page }.bv_page; // bv->bv_page
}

struct pair { struct my_vec mine; struct bio_vec theirs; };
static struct pair pair = { .mine.bv_page = 0, .mine = { .bv_page = 0 } };
#define MEMBER(x, f) ((x)->f)

static struct page *by_name(struct my_vec *v)
{
	return MEMBER(v, bv_page) + sizeof_field(struct my_vec, bv_page);
}

static struct my_vec table[] = { { .bv_page = 0 } };

static inline struct page *bvec_page(const struct bio_vec *bvec)
{
	return bvec->bv_page;
}

//- silent.h
struct inner_vec { struct page *bv_page; };
struct from_header { void *bv_page; struct inner_vec inner; };

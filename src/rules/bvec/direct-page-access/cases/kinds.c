//! tree bare
#include <linux/bvec.h>

struct request { struct bio_vec special_vec; };
struct outer { int n; struct bio_vec vec; };
typedef struct bio_vec frag_t;

static struct page *read_pointer(struct bio_vec *bv)
{
	return bv->bv_page;
//                 ^^^^^^^ note[bvec/direct-page-access] read
}

static void read_forms(struct bio_vec *table, int i, struct request *req, struct outer *o, frag_t *f)
{
	struct bio_vec bv = table[i], *p = &table[1];

	use(bv.bv_page, table[i].bv_page, req->special_vec.bv_page);
//             ^^^^^^^ note[bvec/direct-page-access] read
//                               ^^^^^^^ note[bvec/direct-page-access] read
//                                                         ^^^^^^^ note[bvec/direct-page-access] read
	use((*p).bv_page, (p + 1)->bv_page, o->vec.bv_page, f->bv_page);
//               ^^^^^^^ note[bvec/direct-page-access] read
//                                 ^^^^^^^ note[bvec/direct-page-access] read
//                                                 ^^^^^^^ note[bvec/direct-page-access] read
//                                                             ^^^^^^^ note[bvec/direct-page-access] read
	use(next_vec(p)->bv_page, ((struct bio_vec *)o)->bv_page, p->bv_page->flags);
//                       ^^^^^^^ note[bvec/direct-page-access] read
//                                                       ^^^^^^^ note[bvec/direct-page-access] read
//                                                                   ^^^^^^^ note[bvec/direct-page-access] read
	if (!bv.bv_page || sizeof(p->bv_page) == 8)
//              ^^^^^^^ note[bvec/direct-page-access] read
//                                   ^^^^^^^ note[bvec/direct-page-access] read
		return;
}

static void stores(struct bio_vec *bv, struct page **where)
{
	bv->bv_page = NULL;
//          ^^^^^^^ note[bvec/direct-page-access] write
	bv->bv_page += 1;
//          ^^^^^^^ note[bvec/direct-page-access] update
	bv->bv_page++;
//          ^^^^^^^ note[bvec/direct-page-access] update
	fill(&bv->bv_page, &(bv->bv_page));
//                ^^^^^^^ note[bvec/direct-page-access] address-of
//                               ^^^^^^^ note[bvec/direct-page-access] address-of
	*where = bv->bv_page;
//                   ^^^^^^^ note[bvec/direct-page-access] read
}

static struct bio_vec at_file_scope = { .bv_page = 0 };
//                                       ^^^^^^^ note[bvec/direct-page-access] initialiser
static struct outer nested = { .n = 1, .vec = { .bv_page = 0 } };
//                                               ^^^^^^^ note[bvec/direct-page-access] initialiser
static struct bio_vec array[] = { { .bv_page = 0 }, [3] = { .bv_page = 0 } };
//                                   ^^^^^^^ note[bvec/direct-page-access] initialiser
//                                                           ^^^^^^^ note[bvec/direct-page-access] initialiser

static void literals(struct page *page)
{
	use((struct bio_vec){ .bv_page = page }, (struct outer){ .vec = { .bv_page = page } });
//                             ^^^^^^^ note[bvec/direct-page-access] compound-literal
//                                                                         ^^^^^^^ note[bvec/direct-page-access] compound-literal
	use(offsetof(struct bio_vec, bv_page), sizeof_field(struct bio_vec, bv_page));
//                                   ^^^^^^^ note[bvec/direct-page-access] offsetof
//                                                                          ^^^^^^^ note[bvec/direct-page-access] member-argument
}

#define FIRST_PAGE(table) ((table)[0].bv_page)
//                                    ^^^^^^^ note[bvec/direct-page-access] read
#define EMPTY_VEC { \
	.bv_page = NULL, \
//       ^^^^^^^ note[bvec/direct-page-access] initialiser
	.bv_len = 0 }

#if defined(CONFIG_OLD)
static struct page *arm(struct bio_vec *v) { return v->bv_page; }
//                                                     ^^^^^^^ note[bvec/direct-page-access] read
#else
static struct page *arm(struct bio_vec *v, int n) { return v[n].bv_page; }
//                                                              ^^^^^^^ note[bvec/direct-page-access] read
#endif

static struct page *arms_inside(struct bio_vec *v)
{
#ifdef CONFIG_A
	if (v->bv_page) {
//             ^^^^^^^ note[bvec/direct-page-access] read
#else
	if (v[1].bv_page) {
//               ^^^^^^^ note[bvec/direct-page-access] read
#endif
		return 0;
	}
#if 0
	return v[2].bv_page;
//                  ^^^^^^^ note[bvec/direct-page-access] read
#endif
	return 0;
}

static struct bio_vec old_style = { bv_page: 0 };
//                                  ^^^^^^^ note[bvec/direct-page-access] initialiser
static struct outer chained = { .n = 1, .vec.bv_page = 0 };
//                                           ^^^^^^^ note[bvec/direct-page-access] initialiser

#define MEMBER(x, f) ((x)->f)
#define PAGE_FIELD bv_page
//                 ^^^^^^^ note[bvec/direct-page-access] member-argument

static struct page *by_name(struct bio_vec *v)
{
	return MEMBER(v, bv_page);
//                       ^^^^^^^ note[bvec/direct-page-access] member-argument
}

/* a parameter of a macro is not the variable of that name */
static struct page *b;
#define SET_PAGE(b, p) ((b)->bv_page = (p))
//                           ^^^^^^^ note[bvec/direct-page-access] write

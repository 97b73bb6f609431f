//! tree modern
/* The page under another name, and the array in a structure that one function fills and another empties. */
#include <linux/mm.h>

struct ubuf {
	struct page **pages;
	int npages;
	struct page **peek;
	int npeek;
	struct sg_table sgt;
};

static int first_of_the_array(struct engine *e, unsigned long start)
{
	struct page *pages[1];
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, pages) != 1)
		return -EFAULT;
	page = pages[0];
	err = engine_start(e);
	unpin_user_page(page);
	return err;
}

static int its_folio(struct engine *e, unsigned long start)
{
	struct page *page;
	struct folio *folio;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	folio = page_folio(page);
	err = engine_start(e);
	folio_put(folio);
	return err;
}

static int folio_of_a_reference(struct engine *e, unsigned long start)
{
	struct page *page;
	int err;

	if (get_user_pages_fast(start, 1, 0, &page) != 1)
		return -EFAULT;
	err = engine_start(e);
	folio_put(page_folio(page));
	return err;
}

static int page_of_a_scatterlist(struct engine *e, struct scatterlist *sg, unsigned long start)
{
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	sg_set_page(sg, page, PAGE_SIZE, 0);
	err = engine_start(e);
	unpin_user_page(sg_page(sg));
	return err;
}

static int page_of_a_frame_number(struct engine *e, unsigned long start)
{
	struct page *page;
	unsigned long pfn;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	pfn = page_to_pfn(page);
	err = engine_start(e);
	unpin_user_page(pfn_to_page(pfn));
	return err;
}

static int fills_the_field(struct ubuf *b, unsigned long start, int npages)
{
	int got;

	b->taken = kvcalloc(npages, sizeof(*b->taken), GFP_KERNEL);
	if (!b->taken)
		return -ENOMEM;
	got = pin_user_pages_fast(start, npages, FOLL_WRITE | FOLL_LONGTERM, b->taken);
	if (got < 0) {
		kvfree(b->taken);
		return got;
	}
	b->npages = got;
	return 0;
}

static void empties_the_field(struct ubuf *b)
{
	int i;

	for (i = 0; i < b->npages; i++)
		put_page(b->taken[i]);
	kvfree(b->taken);
}

static int fills_another_field(struct ubuf *b, unsigned long start, int npages)
{
	int got = get_user_pages_fast(start, npages, 0, b->peek);

	if (got < 0)
		return got;
	b->npeek = got;
	return 0;
}

static void empties_another_field(struct ubuf *b)
{
	release_pages(b->peek, b->npeek);
}

static void page_nobody_here_took(struct page *page)
{
	put_page(page);
}

static void pages_of_the_page_cache(struct address_space *mapping, pgoff_t index)
{
	struct folio *folio = filemap_get_folio(mapping, index);

	if (!IS_ERR(folio))
		folio_put(folio);
}

static int page_of_a_vec(struct engine *e, unsigned long start)
{
	struct bio_vec bv;
	struct page *page;
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &page) != 1)
		return -EFAULT;
	bvec_set_page(&bv, page, PAGE_SIZE, 0);
	err = engine_start(e);
	unpin_user_page(bv.bv_page);
	return err;
}

static int fixed_slot_of_an_object(struct ubuf *b, struct engine *e, unsigned long start)
{
	int err;

	if (pin_user_pages_fast(start, 1, FOLL_WRITE, &b->peek[0]) != 1)
		return -EFAULT;
	err = engine_start(e);
	unpin_user_page(b->peek[0]);
	b->peek[0] = NULL;
	return err;
}

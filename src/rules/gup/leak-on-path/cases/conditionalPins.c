//! tree modern
/* Pages that are pinned only where a bit of an argument says so, by a function of the file whose callers ask the same bit. */
#include <linux/mm.h>

static int table_of_pages(struct region *r, unsigned long va, size_t n, u32 flags, struct page ***out, int *count)
{
	struct page **pages;
	int rc;

	pages = kvcalloc(n, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	if (flags & REGION_PINS) {
		rc = pin_user_pages_fast(va, n, FOLL_WRITE, pages);
		if (rc < 0)
			goto free_pages;
		if (rc != n) {
			unpin_user_pages(pages, rc);
			rc = -EFAULT;
			goto free_pages;
		}
	} else {
		rc = region_kernel_pages(r, va, n, pages);
		if (rc)
			goto free_pages;
	}
	rc = region_reserve(r, n);
	if (rc)
		goto unpin;
	*out = pages;
	*count = n;
	return 0;

unpin:
	if (flags & REGION_PINS)
		unpin_user_pages(pages, n);
free_pages:
	kvfree(pages);
	return rc;
}

struct region_map *asks_the_same_bit(struct region *r, unsigned long va, size_t n, u32 flags)
{
	struct region_map *map;
	struct page **pages;
	int npages;
	int rc;

	rc = table_of_pages(r, va, n, flags, &pages, &npages);
	if (rc)
		return ERR_PTR(rc);
	map = region_map(r, flags);
	if (IS_ERR(map)) {
		rc = PTR_ERR(map);
		goto cleanup;
	}
	map->pages = pages;
	map->npages = npages;
	return map;

cleanup:
	if (flags & REGION_PINS)
		unpin_user_pages(pages, npages);
	kvfree(pages);
	return ERR_PTR(rc);
}

int asks_it_of_a_member(struct region_map *map, unsigned long va, size_t n)
{
	struct page **pages;
	int npages;
	int rc;

	rc = table_of_pages(map->region, va, n, map->flags, &pages, &npages);
	if (rc)
		return rc;
	rc = region_update(map);
	if (rc)
		goto cleanup;
	map->pages = pages;
	map->npages = npages;
	return 0;

cleanup:
	if (map->flags & REGION_PINS)
		unpin_user_pages(pages, npages);
	kvfree(pages);
	return rc;
}

int asks_another_bit(struct region_map *map, unsigned long va, size_t n)
{
	struct page **pages;
	int npages;
	int rc;

	rc = table_of_pages(map->region, va, n, map->flags, &pages, &npages);
	if (rc)
		return rc;
	rc = region_update(map);
	if (rc)
		goto cleanup;
//              ^^^^^^^^^^^^ error[gup/leak-on-path] exit: 'pages' pinned by pin_user_pages_fast() are not unpinned when 'rc' is set
	map->pages = pages;
	map->npages = npages;
	return 0;

cleanup:
	if (map->flags & REGION_WRITES)
		unpin_user_pages(pages, npages);
	kvfree(pages);
	return rc;
}

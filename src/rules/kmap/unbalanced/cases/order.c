//! tree modern
/* Local and atomic mappings are one stack. */
static void copy(struct page *to, struct page *from)
{
	void *dst = kmap_local_page(to);
	void *src = kmap_local_page(from);

	memcpy(dst, src, PAGE_SIZE);
	kunmap_local(dst);
//      ^^^^^^^^^^^^^^^^^ error[kmap/unbalanced] order: kunmap_local() undoes 'dst' while 'src', which was mapped later, is still mapped; undo them in the reverse order
	kunmap_local(src);
}

static void nested(struct page *to, struct page *from)
{
	void *dst = kmap_local_page(to);
	void *src = kmap_atomic(from);

	memcpy(dst, src, PAGE_SIZE);
	kunmap_atomic(src);
	kunmap_local(dst);
}

static void any_order(struct page *a, struct page *b)
{
	char *x = kmap(a);
	char *y = kmap(b);

	swap_text(x, y);
	kunmap(a);
	kunmap(b);
}

static void other_call(struct page *page, const void *from)
{
	void *to = kmap_local_page(page);

	memcpy(to, from, 64);
	kunmap_atomic(to);
//      ^^^^^^^^^^^^^^^^^ error[kmap/unbalanced] other-family: 'to' made by kmap_local_page() is undone by kunmap_atomic(); what undoes it is kunmap_local(to)
}

static void names_the_page(struct page *page, const void *from)
{
	void *to = kmap_atomic(page);

	memcpy(to, from, 64);
	kunmap_atomic(page);
//      ^^^^^^^^^^^^^^^^^^^ error[kmap/unbalanced] by-page: kunmap_atomic() takes the address, not the page: kunmap_atomic(to)
}

static void names_the_address(struct page *page, const void *from)
{
	void *to = kmap(page);

	memcpy(to, from, 64);
	kunmap(to);
//      ^^^^^^^^^^ error[kmap/unbalanced] by-address: kunmap() takes the page, not the address: kunmap(page)
}

static int twice(struct page *page, int *sum)
{
	int *words = kmap_local_page(page);
	int err = check_words(words);

	if (err)
		kunmap_local(words);
	*sum = words[0];
	kunmap_local(words);
//      ^^^^^^^^^^^^^^^^^^^ error[kmap/unbalanced] twice: kunmap_local() undoes 'words' a second time
	return err;
}

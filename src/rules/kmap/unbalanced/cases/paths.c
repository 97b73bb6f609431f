//! tree modern
/* Paths that come out with a mapping. */
static int early_return(struct page *page, unsigned int len, u32 *sum)
{
	void *kaddr = kmap_local_page(page);

	if (len > PAGE_SIZE)
		return -EINVAL;
//              ^^^^^^^^^^^^^^ error[kmap/unbalanced] exit: 'kaddr' made by kmap_local_page() is not undone when 'len > PAGE_SIZE'; call kunmap_local(kaddr) before returning
	*sum = crc32(0, kaddr, len);
	kunmap_local(kaddr);
	return 0;
}

static int wrong_label(struct page *page, struct table *t)
{
	u32 *at = kmap_atomic(page);
	int ret = -EIO;

	if (at[0] != t->magic)
		goto out;
//              ^^^^^^^^ error[kmap/unbalanced] exit: call kunmap_atomic(at) before returning
	ret = parse(t, at + 1);
	kunmap_atomic(at);
out:
	return ret;
}

/* The address moves; any address in the page undoes it. */
static void moved(struct page *page, size_t skip, size_t n)
{
	char *p = kmap_local_page(page) + skip;

	while (n--)
		*p++ = 0;
	kunmap_local(p - 1);
}

static int never(struct bio_vec *bv)
{
	u8 *data = bvec_kmap_local(bv);

	return data[0] == 0x7f;
//      ^^^^^^^^^^^^^^^^^^^^^^ error[kmap/unbalanced] never: 'data' made by bvec_kmap_local() is never undone; call kunmap_local(data) when done
}

static int long_mapping(struct device *dev)
{
	struct page *page = alloc_page(GFP_KERNEL);
	char *text;

	if (!page)
		return -ENOMEM;
	text = kmap(page);
	if (ask(dev, text) < 0)
		return -EIO;
//              ^^^^^^^^^^^ warning[kmap/unbalanced] exit: 'text' made by kmap() is not undone when 'ask(dev, text) < 0'; call kunmap(page) before returning
	kunmap(page);
	__free_page(page);
	return 0;
}

static int in_a_loop(struct folio *folio, size_t len)
{
	size_t at;
	int found = 0;

	for (at = 0; at < len; at += PAGE_SIZE) {
		u32 *word = kmap_local_folio(folio, at);
//                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[kmap/unbalanced] round: kmap_local_folio() maps the next 'folio' while 'word' of the round before is not undone

		if (!*word)
			continue;
		found += *word;
		kunmap_local(word);
	}
	return found;
}

/* Whoever is shown the address does not undo the mapping. */
static u32 own_checksum(struct page *page)
{
	void *addr = kmap_local_page(page);
	u32 sum = own_crc(0, addr, PAGE_SIZE);

	return sum;
//      ^^^^^^^^^^ error[kmap/unbalanced] never: 'addr' made by kmap_local_page() is never undone; call kunmap_local(addr) when done
}

//! tree modern
/* Nothing here is unbalanced. */
struct walk {
	void *addr;
	struct page *page;
};

static void put_mapping(struct page *page, void *addr)
{
	kunmap_local(addr);
	put_page(page);
}

static void *get_mapping(struct page *page)
{
	return kmap_local_page(page);
}

static struct entry *get_entry(struct table *t, struct page *page, unsigned int n)
{
	void *kaddr = kmap_local_page(page);

	return entry_in(t, kaddr, n);
}

static void start(struct walk *w, struct page *page)
{
	w->addr = kmap_atomic(page);
	w->page = page;
}

static int by_a_function_of_the_file(struct page *page)
{
	u8 *data = kmap_local_page(page);

	if (data[0])
		return -EIO;
	put_mapping(page, data);
	return 0;
}

/* As the function above, but the path that does not call it is told. */
static int by_a_function_elsewhere(struct page *page)
{
	u8 *data = kmap_local_page(page);
	int err = check(data);

	release_mapping(page, data);
	return err;
}

static void where_needed(struct page *page, unsigned int len)
{
	void *kaddr = NULL;

	if (PageHighMem(page))
		kaddr = kmap_local_page(page);
	wipe(kaddr ? kaddr : page_address(page), len);
	if (PageHighMem(page))
		kunmap_local(kaddr);
}

static void flagged(struct page *page, unsigned int flags, void *linear)
{
	void *p = flags & MAP_IT ? kmap_atomic(page) : linear;

	wipe(p, PAGE_SIZE);
	if (flags & MAP_IT)
		kunmap_atomic(p);
}

static int next_when_it_changes(struct page **pages, const u32 *at, int n)
{
	struct page *last = NULL;
	u32 *words = NULL;
	int i, sum = 0;

	for (i = 0; i < n; i++) {
		if (pages[at[i] / 1024] != last) {
			if (words)
				kunmap_local(words);
			last = pages[at[i] / 1024];
			words = kmap_local_page(last);
		}
		sum += words[at[i] % 1024];
	}
	if (words)
		kunmap_local(words);
	return sum;
}

static void all_of_them(struct page **pages, void **addrs, int n)
{
	int i;

	for (i = 0; i < n; i++)
		addrs[i] = kmap_local_page(pages[i]);
	wipe_all(addrs, n);
	while (--i >= 0)
		kunmap_local(addrs[i]);
}

static int long_ones(struct page **pages, int n)
{
	int i;

	for (i = 0; i < n; i++)
		kmap(pages[i]);
	for (i = 0; i < n; i++)
		kunmap(pages[i]);
	return 0;
}

/* Whoever has the page undoes it. */
static int stays(struct object *obj)
{
	kmap(obj->page);
	return 0;
}

static int aligned(struct page *page, unsigned int at)
{
	char *p = kmap_local_page(page);
	int found;

	p += at;
	found = scan(p);
	kunmap_local((void *)((unsigned long)p & PAGE_MASK));
	return found;
}

/* Whoever has the number has the mapping. */
static void with_flags(struct walk *w, struct page *page)
{
	void *p = kmap_local_page(page);

	w->addr = (void *)((unsigned long)p | 1);
}

static void set_it(struct map *map, struct page *page)
{
	my_map_set_vaddr(map, kmap_local_page(page));
}

static int one_exit(struct object *obj, union header *header)
{
	struct folio *folio = NULL;
	int err = -EINVAL;

	if (!obj->file)
		goto out;
	folio = read_mapping_folio(obj->file->f_mapping, 0, obj->file);
	if (IS_ERR(folio)) {
		err = PTR_ERR(folio);
		goto out;
	}
	header = kmap_local_folio(folio, 0);
	err = check_header(obj, header);
	if (err)
		goto out;
	err = set_up(obj, header);
out:
	if (!IS_ERR_OR_NULL(folio))
		kunmap_local(header);
	return err;
}

static int asks_in_vain(struct scatterlist *sg, size_t n)
{
	u8 *buf = kmap(sg_page(sg)) + sg->offset;
	void *other;

	if (!buf)
		return -ENOMEM;
	other = memchr_inv(buf, 0, n);
	kunmap(sg_page(sg));
	return other != NULL;
}

static int table_of_pages(struct page **table, int n)
{
	struct page *page;
	int i;

	for (i = 0; i < n; i++) {
		page = alloc_page(GFP_KERNEL);
		if (!page)
			goto undo;
		table[i] = page;
		kmap(page);
	}
	return 0;
undo:
	for (i = 0; i < n; i++) {
		page = table[i];
		if (page) {
			kunmap(page);
			__free_page(page);
		}
	}
	return -ENOMEM;
}

/* Whoever gets the buffer undoes the mapping of its page. */
static int get_block(struct object *obj, struct head **headp, void **datap)
{
	struct head *head = read_block(obj);
	void *data;

	if (!head)
		return -EIO;
	data = kmap(head->page);
	if (bad_block(data)) {
		kunmap(head->page);
		return -EIO;
	}
	if (datap)
		*datap = data;
	*headp = head;
	return 0;
}

/* Without data there is nothing to map, and nobody calls it without. */
static int message(struct command *cmd)
{
	unsigned short count = segments_of(cmd);
	u8 *buffer = kmap_atomic(first_page_of(cmd));
	int ret = -EINVAL;

	if (buffer[0] == 0)
		goto out;
	ret = handle(buffer);
out:
	if (count)
		kunmap_atomic(buffer);
	return ret;
}

/* Nothing here could undo it: whoever got the address does. */
static void straight_on(struct own_window *window, struct page *page)
{
	own_window_set_address(window, kmap_local_page(page));
}

//! tree modern
static int under_lock(struct dax_device *dev, const void *from, size_t len)
{
	void *kaddr;
	long ret;
	int id;

	id = dax_read_lock();
	ret = dax_direct_access(dev, 0, 1, DAX_ACCESS, &kaddr, NULL);
	if (ret > 0)
		memcpy(kaddr, from, len);
	dax_read_unlock(id);
	return ret < 0 ? ret : 0;
}

/* Each round looks it up anew. */
static int rounds(struct dax_device *dev, const void *from, int n)
{
	void *kaddr;
	int i, id;

	for (i = 0; i < n; i++) {
		id = dax_read_lock();
		if (dax_direct_access(dev, i, 1, DAX_ACCESS, &kaddr, NULL) < 0) {
			dax_read_unlock(id);
			return -EIO;
		}
		memcpy(kaddr, from, PAGE_SIZE);
		dax_read_unlock(id);
	}
	return 0;
}

/* The caller asked for it, and holds it. */
static long for_caller(struct dax_device *dev, pgoff_t at, void **kaddr, pfn_t *pfn)
{
	long ret;
	int id;

	id = dax_read_lock();
	ret = dax_direct_access(dev, at, 1, DAX_ACCESS, kaddr, pfn);
	dax_read_unlock(id);
	return ret;
}

static long caller_holds(struct dax_device *dev, struct own_device *own)
{
	return dax_direct_access(dev, 0, 1, DAX_ACCESS, &own->base, NULL);
}

/* Its page is held. */
static struct page *held(struct dax_device *dev, pgoff_t at)
{
	struct page *page = NULL;
	pfn_t pfn;
	int id;

	id = dax_read_lock();
	if (dax_direct_access(dev, at, 1, DAX_ACCESS, NULL, &pfn) > 0) {
		page = pfn_t_to_page(pfn);
		get_page(page);
	}
	dax_read_unlock(id);
	return page;
}

static int cleared(struct dax_device *dev, struct own_device *own)
{
	long ret;
	int id;

	id = dax_read_lock();
	ret = dax_direct_access(dev, 0, 1, DAX_ACCESS, &own->base, NULL);
	if (ret > 0)
		own_scan(own);
	own->base = NULL;
	dax_read_unlock(id);
	return ret < 0 ? ret : 0;
}

static struct page *online(unsigned long pfn)
{
	struct dev_pagemap *pgmap = get_dev_pagemap(pfn, NULL);

	put_dev_pagemap(pgmap);
	return pgmap ? NULL : pfn_to_page(pfn);
}

static int counted(unsigned long pfn)
{
	struct dev_pagemap *pgmap = get_dev_pagemap(pfn, NULL);
	struct page *page = pfn_to_page(pfn);
	bool got;

	if (!pgmap)
		return -ENXIO;
	got = get_page_unless_zero(page);
	put_dev_pagemap(pgmap);
	if (!got)
		return -EBUSY;
	look(page->flags);
	put_page(page);
	return 0;
}

static int asks_only(struct dax_device *dev)
{
	pfn_t pfn;
	long ret;
	int id;

	id = dax_read_lock();
	ret = dax_direct_access(dev, 0, 1, DAX_ACCESS, NULL, &pfn);
	dax_read_unlock(id);
	return ret < 0 ? ret : pfn_t_has_page(pfn);
}

static int window(struct own_device *own)
{
	void *addr = memremap_pages(&own->pgmap, NUMA_NO_NODE);
	int ret;

	if (IS_ERR(addr))
		return PTR_ERR(addr);
	ret = own_start(own, addr);
	if (ret) {
		memunmap_pages(&own->pgmap);
		return ret;
	}
	own_log(own, addr);
	return 0;
}

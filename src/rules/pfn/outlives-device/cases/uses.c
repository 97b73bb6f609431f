//! tree modern
/* What was given under a protection, and is used behind it. */
static int address(struct dax_device *dev, const void *from, size_t len)
{
	void *kaddr;
	long ret;
	int id;

	id = dax_read_lock();
	ret = dax_direct_access(dev, 0, 1, DAX_ACCESS, &kaddr, NULL);
	dax_read_unlock(id);
	if (ret < 0)
		return ret;
	memcpy(kaddr, from, len);
//      ^^^^^^^^^^^^^^^^^^^^^^^^ error[pfn/outlives-device] used: 'kaddr' of dax_direct_access() is used after dax_read_unlock() ended its protection
	return 0;
}

static u8 first_byte(struct dax_device *dev, size_t at)
{
	u8 *kaddr, *byte;
	int id = dax_read_lock();

	if (dax_direct_access(dev, 0, 1, DAX_ACCESS, (void **)&kaddr, NULL) < 0) {
		dax_read_unlock(id);
		return 0;
	}
	byte = kaddr + at;
	dax_read_unlock(id);
	return *byte;
//             ^^^^^ error[pfn/outlives-device] used
}

static int number(struct dax_device *dev, struct own_device *own)
{
	pfn_t pfn;
	long ret;
	int id;

	id = dax_read_lock();
	ret = dax_direct_access(dev, 0, 1, DAX_ACCESS, NULL, &pfn);
	if (ret < 0)
		goto out;
	own->pfn = pfn;
//      ^^^^^^^^^^^^^^ warning[pfn/outlives-device] stored: 'own->pfn' of dax_direct_access() is kept when dax_read_unlock() ends its protection
	ret = 0;
out:
	dax_read_unlock(id);
	return ret;
}

static int into_member(struct dax_device *dev, struct own_device *own)
{
	long ret;
	int id;

	id = dax_read_lock();
	ret = dax_direct_access(dev, 0, 1, DAX_ACCESS, &own->base, NULL);
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[pfn/outlives-device] stored
	if (ret < 0)
		own->base = NULL;
	dax_read_unlock(id);
	return ret < 0 ? ret : 0;
}

static struct page *page_of(struct dax_device *dev, pgoff_t at)
{
	struct page *page = NULL;
	pfn_t pfn;
	int id;

	id = dax_read_lock();
	if (dax_direct_access(dev, at, 1, DAX_ACCESS, NULL, &pfn) > 0)
		page = pfn_t_to_page(pfn);
	dax_read_unlock(id);
	return page;
//             ^^^^ warning[pfn/outlives-device] returned: 'page' of dax_direct_access() is returned after dax_read_unlock() ended its protection
}

static unsigned long flags_of(unsigned long pfn)
{
	struct dev_pagemap *pgmap;
	struct page *page;

	pgmap = get_dev_pagemap(pfn, NULL);
	if (!pgmap)
		return 0;
	page = pfn_to_page(pfn);
	put_dev_pagemap(pgmap);
	return page->flags;
//             ^^^^^^^^^^^ error[pfn/outlives-device] used: 'page' of pfn_to_page() is used after put_dev_pagemap() ended its protection
}

static int window(struct own_device *own)
{
	void *addr = memremap_pages(&own->pgmap, NUMA_NO_NODE);
	int ret;

	if (IS_ERR(addr))
		return PTR_ERR(addr);
	ret = own_start(own, addr);
	if (ret)
		memunmap_pages(&own->pgmap);
	own_log(own, addr);
//      ^^^^^^^^^^^^^^^^^^ error[pfn/outlives-device] used
	return ret;
}

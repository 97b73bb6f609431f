//! tree modern
/* Objects that a call fills with pages and comes back with. */
static struct own_region *region_before_storage(struct ib_pd *pd, u64 start, u64 length, int access)
{
	struct own_region *region;
	struct ib_umem *umem;

	umem = ib_umem_get(pd->device, start, length, access);
	if (IS_ERR(umem))
		return ERR_CAST(umem);
	region = kzalloc(sizeof(*region), GFP_KERNEL);
	if (!region)
		return ERR_PTR(-ENOMEM);
//              ^^^^^^^^^^^^^^^^^^^^^^^ error[gup/leak-on-path] exit: the pages of 'umem' pinned by ib_umem_get() are not unpinned when 'region' is not set; call ib_umem_release(umem) before returning
	region->umem = umem;
	return region;
}

static int measured(struct ib_pd *pd, u64 start, u64 length, int access)
{
	struct ib_umem *umem = ib_umem_get(pd->device, start, length, access);

	if (IS_ERR(umem))
		return PTR_ERR(umem);
	return ib_umem_num_pages(umem);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/leak-on-path] never: the pages of 'umem' pinned by ib_umem_get() are never unpinned; call ib_umem_release(umem) when done
}

/* In an object of the caller's, which learns of the failure and of nothing else. */
static int ring_create(struct ib_pd *pd, struct own_ring *ring, u64 start, u64 length)
{
	int ret;

	ring->umem = ib_umem_get(pd->device, start, length, IB_ACCESS_LOCAL_WRITE);
	if (IS_ERR(ring->umem))
		return PTR_ERR(ring->umem);
	ret = own_ring_enable(ring);
	if (ret)
		return ret;
//              ^^^^^^^^^^ warning[gup/leak-on-path] exit: the pages of 'ring->umem' pinned by ib_umem_get() stay pinned when 'ret' is set; unless every caller releases what a failed call left
	return 0;
}

static int ring_create_well(struct ib_pd *pd, struct own_ring *ring, u64 start, u64 length)
{
	int ret;

	ring->umem = ib_umem_get(pd->device, start, length, IB_ACCESS_LOCAL_WRITE);
	if (IS_ERR(ring->umem))
		return PTR_ERR(ring->umem);
	ret = own_ring_enable(ring);
	if (ret)
		ib_umem_release(ring->umem);
	return ret;
}

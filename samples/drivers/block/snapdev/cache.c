// SPDX-License-Identifier: MIT
/* Addresses: how long they are good. */
#include "snapdev.h"

/* The address is good until the lock is dropped, and no longer. */
int snap_map_label(struct snap_device *snap)
{
	void *kaddr;
	long ret;
	int id;

	id = dax_read_lock();
	ret = dax_direct_access(snap->dax, 0, 1, DAX_ACCESS, &kaddr, NULL);
	dax_read_unlock(id);
	if (ret < 0)
		return ret;
	memcpy(kaddr, snap->label, SNAP_LABEL_BYTES);
	return 0;
}

/* Local mappings are a stack. */
int snap_compare(struct snap_device *snap, struct page *old, struct page *new)
{
	void *before = kmap_local_page(old);
	void *after = kmap_local_page(new);
	int ret;

	ret = memcmp(before, after, PAGE_SIZE);
	kunmap_local(before);
	kunmap_local(after);
	/* gupscope: allow kmap/unbalanced -- an example of a comment that is not needed any more */
	return ret ? 1 : 0;
}
/* gupscope: allow kmap -- */

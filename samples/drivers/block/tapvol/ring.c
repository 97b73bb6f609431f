// SPDX-License-Identifier: MIT
/* The ring itself. Nothing here touches a bio_vec; every bv_page below is the ring's own. */
#include "tapvol.h"

static DEFINE_MUTEX(tap_ring_lock);

struct tap_slot *tap_ring_push(struct tap_ring *ring, void *data, u32 bytes)
{
	struct tap_slot *slot;

	mutex_lock(&tap_ring_lock);
	slot = &ring->slots[ring->next++ % TAP_RING_SLOTS];
	slot->vec.bv_page = data;
	slot->vec.bytes = bytes;
	slot->checksum = crc32c(0, data, bytes);
	list_add_tail(&slot->link, &ring->busy);
	mutex_unlock(&tap_ring_lock);
	return slot;
}

struct tap_slot *tap_ring_find(struct tap_ring *ring, const void *data)
{
	struct tap_slot *slot;

	list_for_each_entry(slot, &ring->busy, link) {
		if (slot->vec.bv_page == data)
			return slot;
	}
	return NULL;
}

u32 tap_ring_checksum(const struct tap_ring *ring)
{
	const struct tap_slot *slot;
	u32 sum = 0;

	list_for_each_entry(slot, &ring->busy, link)
		sum ^= slot->checksum;
	return sum;
}

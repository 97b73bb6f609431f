/* SPDX-License-Identifier: MIT */
/*
 * tapvol: a block device whose sectors are served by a process in user space, over a ring of slots.
 * An example for gupscope; no such driver exists.
 */
#ifndef TAPVOL_H
#define TAPVOL_H

#include <linux/blk-mq.h>

#define TAP_RING_SLOTS 32
#define TAP_SLOT_BYTES PAGE_SIZE

/* The page that a vector starts in, for the tracing macros. */
#define TAP_PAGE(bvec) ((bvec)->bv_page)
#define TAP_PFN(bvec) page_to_pfn(TAP_PAGE(bvec))

/*
 * The ring's own vector. It has a member of the same name as struct bio_vec, which is none of
 * gupscope's business.
 */
struct tap_vec {
	void *bv_page;
	u32 bytes;
};

struct tap_slot {
	struct list_head link;
	struct tap_vec vec;
	u32 tag;
	u32 checksum;
};

struct tap_ring {
	struct mutex *lock;
	struct list_head busy;
	struct tap_slot slots[TAP_RING_SLOTS];
	u32 next;
};

struct tap_volume {
	struct tap_ring ring;
	struct block_device *journal;
	struct page *bounce;
	void __iomem *doorbell;
	u64 bytes_moved;
};

struct tap_slot *tap_ring_push(struct tap_ring *ring, void *data, u32 bytes);
struct tap_slot *tap_ring_find(struct tap_ring *ring, const void *data);
u32 tap_ring_checksum(const struct tap_ring *ring);

blk_status_t tap_copy_in(struct tap_volume *vol, struct request *rq, char *to);
blk_status_t tap_copy_out(struct tap_volume *vol, struct request *rq, const char *from);
u32 tap_checksum(struct request *rq);

int tap_journal_write(struct tap_volume *vol, struct page *page, unsigned int bytes);
void tap_journal_note(struct bio_vec *bv, void *text, unsigned int bytes);

#endif

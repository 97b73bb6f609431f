/* SPDX-License-Identifier: MIT */
/*
 * snapdev: keeps old copies of blocks in persistent memory. Every mistake that the rules know stands somewhere in it.
 * An example for gupscope; no such driver exists.
 */
#ifndef SNAPDEV_H
#define SNAPDEV_H

#include <linux/bio.h>
#include <linux/dax.h>
#include <linux/mmu_notifier.h>

#define SNAP_LABEL_BYTES 512
#define SNAP_BATCH 16

struct snap_window {
	struct mmu_interval_notifier notifier;
	struct page **pages;
	int nr_pages;
};

struct snap_device {
	struct block_device *bdev;
	struct dax_device *dax;
	void *label;
	void *map;
	struct mm_struct *mm;
	const struct mmu_interval_notifier_ops *ops;
};

int snap_read_label(struct snap_device *snap, unsigned long address);
int snap_write_label(struct snap_device *snap, unsigned long address);
int snap_stamp(struct snap_device *snap, unsigned long address);
int snap_register_window(struct snap_device *snap, struct snap_window *window, unsigned long start);
int snap_watch_window(struct snap_device *snap, struct snap_window *window, unsigned long start);
int snap_peek(struct snap_device *snap, unsigned long start, struct page **pages);

int snap_save(struct snap_device *snap, struct iov_iter *iter);
void snap_fill_table(struct bio *bio, struct page **pages, int nr_pages);
ssize_t snap_digest(struct bio_vec *vec, size_t len, struct page **pages, u32 *sum);

int snap_map_label(struct snap_device *snap);
int snap_compare(struct snap_device *snap, struct page *old, struct page *new);

#endif

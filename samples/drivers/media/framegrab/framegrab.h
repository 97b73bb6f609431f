/* SPDX-License-Identifier: MIT */
/*
 * framegrab: a card that writes pictures into the memory of a process.
 * An example for gupscope; no such driver exists.
 */
#ifndef FRAMEGRAB_H
#define FRAMEGRAB_H

#include <linux/highmem.h>

#define GRAB_MASK_PAGES 4

struct grab_buffer {
	struct page **pages;
	int nr_pages;
};

struct grab_device {
	struct mutex *lock;
	char mask[GRAB_MASK_PAGES * PAGE_SIZE];
	u32 last_frame;
	u32 line_bytes;
};

int grab_wait_idle(struct grab_device *grab);
bool grab_line_is_valid(struct grab_device *grab, u32 line);
void grab_start(struct grab_device *grab, const struct grab_buffer *buf);

int grab_queue(struct grab_device *grab, struct grab_buffer *buf, unsigned long start);
void grab_dequeue(struct grab_buffer *buf);
int grab_set_mask(struct grab_device *grab, unsigned long start);
int grab_publish(struct grab_device *grab, unsigned long address);

int grab_read_line(struct grab_device *grab, unsigned long address, u32 line, const char *from);
int grab_clear(struct grab_device *grab, unsigned long start);
int grab_stamp(struct grab_device *grab, unsigned long address);

#endif

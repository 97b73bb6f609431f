/* SPDX-License-Identifier: MIT */
#ifndef SAMPLE_LINUX_UIO_H
#define SAMPLE_LINUX_UIO_H

#include <linux/bvec.h>

struct iov_iter {
	unsigned int direction;
	const struct bio_vec *bvec;
	unsigned long nr_segs;
	size_t count;
};

#define ITER_DEST 0
#define ITER_SOURCE 1

void iov_iter_bvec(struct iov_iter *i, unsigned int direction, const struct bio_vec *bvec, unsigned long nr_segs, size_t count);

ssize_t iov_iter_extract_pages(struct iov_iter *i, struct page ***pages, size_t maxsize, unsigned int maxpages,
			       unsigned int extraction_flags, size_t *offset0);

struct file;
ssize_t vfs_iter_write(struct file *file, struct iov_iter *iter, loff_t *pos, int flags);

#endif

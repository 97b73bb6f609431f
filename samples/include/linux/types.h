/* SPDX-License-Identifier: MIT */
/* Basic types of the sample tree. */
#ifndef SAMPLE_LINUX_TYPES_H
#define SAMPLE_LINUX_TYPES_H

#if __STDC_VERSION__ < 202311L
typedef _Bool bool;
#define true 1
#define false 0
#endif
#define NULL ((void *)0)

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef __SIZE_TYPE__ size_t;
typedef long ssize_t;
typedef long long loff_t;
typedef u64 sector_t;
typedef u64 phys_addr_t;
typedef u64 dma_addr_t;
typedef unsigned int gfp_t;
typedef u8 blk_status_t;

#define __user
#define __iomem
#define __init
#define __exit
#define __must_check __attribute__((warn_unused_result))

struct list_head {
	struct list_head *next, *prev;
};

#endif

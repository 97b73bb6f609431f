/* SPDX-License-Identifier: MIT */
/* Who hears of changes of an address space. */
#ifndef SAMPLE_LINUX_MMU_NOTIFIER_H
#define SAMPLE_LINUX_MMU_NOTIFIER_H

#include <linux/mm.h>

struct mm_struct;
struct mmu_interval_notifier_ops;

struct mmu_interval_notifier {
	const struct mmu_interval_notifier_ops *ops;
};

int mmu_interval_notifier_insert(struct mmu_interval_notifier *sub, struct mm_struct *mm, unsigned long start,
				 unsigned long length, const struct mmu_interval_notifier_ops *ops);
void mmu_interval_notifier_remove(struct mmu_interval_notifier *sub);

#endif

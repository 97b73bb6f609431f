/* SPDX-License-Identifier: MIT */
/* Memory that outlives a crash, and how long its addresses are good. */
#ifndef SAMPLE_LINUX_DAX_H
#define SAMPLE_LINUX_DAX_H

#include <linux/mm.h>

typedef struct {
	u64 val;
} pfn_t;

typedef unsigned long pgoff_t;

enum dax_access_mode { DAX_ACCESS, DAX_RECOVERY_WRITE };

struct dax_device;

int dax_read_lock(void);
void dax_read_unlock(int id);
long dax_direct_access(struct dax_device *dax_dev, pgoff_t pgoff, long nr_pages, enum dax_access_mode mode, void **kaddr,
		       pfn_t *pfn);

#endif

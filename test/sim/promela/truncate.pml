/*
 * A file is truncated while a device writes to its page in the page cache. Written by hand from Linux 6.12.117.
 *
 *   mm/truncate.c   truncate_pagecache (i_size first, unmap, truncate, unmap), truncate_inode_folio, truncate_cleanup_folio (dirty is cancelled)
 *   mm/filemap.c    __filemap_remove_folio (mapping = NULL, the cache's reference goes); a fault past i_size is SIGBUS
 *   mm/gup.c        follow_page_pte, gup_put_folio; no part of truncate asks for pins
 *   drivers/infiniband/core/umem_odp.c  ib_umem_odp_map_dma_and_lock; mm/mmu_notifier.c mmu_interval_read_begin
 *
 * Define ODP: the device follows a notifier; otherwise it holds a long-term pin, as 6.1 allows for such a file. Writes to memory that the file has given
 * up go nowhere.
 */
#define BIAS 1024

bool locked, dirty, pte_present = 1, pte_write, in_cache = 1, past_end, freed, orphan_written;
short refs = 2;
bool invalidating, moved, inserted, busy;
byte running = 2;

inline device_writes() {
	assert(!freed);
	if :: !in_cache -> orphan_written = 1 :: else -> skip fi
}

proctype device() {
fault:
	atomic { !invalidating -> moved = 0 };
	do
	:: atomic { pte_present && pte_write -> refs = refs + BIAS; break }
	:: pte_present && !pte_write ->
		atomic { !locked -> locked = 1 };
		if
		:: !in_cache || past_end -> locked = 0
		:: else -> atomic { dirty = 1; if :: pte_present -> pte_write = 1 :: else -> skip fi }; locked = 0
		fi
	:: !pte_present && past_end -> goto out
	:: atomic { !pte_present && !past_end -> pte_present = 1; pte_write = 0; refs = refs + 1 }
	od;
#ifdef ODP
	if
	:: atomic { moved -> refs = refs - BIAS; if :: refs == 0 -> freed = 1 :: else -> skip fi }; goto fault
	:: atomic { !moved -> inserted = 1 }
	fi;
	atomic { refs = refs - BIAS; if :: refs == 0 -> freed = 1 :: else -> skip fi };
	if
	:: atomic { inserted -> busy = 1 }
	:: !inserted -> goto fault
	fi;
	atomic { device_writes(); busy = 0; inserted = 0 };
#else
	atomic { device_writes() };
	atomic { refs = refs - BIAS; if :: refs == 0 -> freed = 1 :: else -> skip fi };
#endif
out:	running = running - 1
}

proctype truncate() {
	past_end = 1;
	atomic { invalidating = 1; moved = 1 };
	atomic { !busy -> inserted = 0 };
	atomic { if :: pte_present -> pte_present = 0; pte_write = 0; refs = refs - 1 :: else -> skip fi };
	invalidating = 0;
	atomic { !locked -> locked = 1 };
	dirty = 0;
	atomic { in_cache = 0; refs = refs - 1; if :: refs == 0 -> freed = 1 :: else -> skip fi };
	locked = 0;
	running = running - 1
}

proctype judge() {
	atomic { running == 0 -> assert(!orphan_written); assert(refs == in_cache + pte_present) }
}

init { atomic { run device(); run truncate(); run judge() } }

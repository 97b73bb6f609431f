/*
 * A device with a page table of its own, kept right by an interval notifier, against writeback. Written by hand from Linux 6.12.117.
 *
 *   drivers/infiniband/core/umem_odp.c    ib_umem_odp_map_dma_and_lock (read the sequence, fault, lock, look at the sequence again, insert)
 *   drivers/infiniband/hw/mlx5/odp.c      mlx5_ib_invalidate_range (waits for the device; takes umem_mutex)
 *   mm/mmu_notifier.c                     mmu_interval_read_begin (waits while an invalidation runs), mn_itree_invalidate
 *   mm/rmap.c                             page_vma_mkclean_one (notifier before and after; called for a mapped folio whether its entry is clean or not)
 *   mm/page-writeback.c                   folio_prepare_writeback, folio_clear_dirty_for_io, __folio_start_writeback
 *   mm/filemap.c                          filemap_page_mkwrite
 *   block/t10-pi.c                        t10_pi_generate, t10_pi_verify
 *
 * Defines: CSUM the disk verifies; STABLE the mapping has AS_STABLE_WRITES; NO_RETRY the insertion does not look at the sequence; ASYNC the callback only
 * queues the invalidation. Otherwise the last write must reach the disk.
 */
bool locked, dirty, writeback, tag_dirty;
bool pte_write, pte_dirty;
byte data = 1, disk = 1, last = 1;
bool invalidating, moved, inserted, queued, busy;
bool mutex;			/* umem_mutex */
byte running = 2;

proctype device() {
fault:
	atomic { !invalidating -> moved = 0 };
	do
	:: pte_write -> break
	:: !pte_write ->
		atomic { !locked -> locked = 1 };
		atomic { dirty = 1; tag_dirty = 1 };
#ifdef STABLE
		!writeback;
#endif
		atomic { pte_write = 1; pte_dirty = 1; dirty = 1; tag_dirty = 1 };
		locked = 0
	od;
	atomic { !mutex -> mutex = 1 };
#ifndef NO_RETRY
	if :: moved -> mutex = 0; goto fault :: else -> skip fi;
#endif
	inserted = 1;
	mutex = 0;
	if
	:: atomic { inserted -> busy = 1 }
	:: !inserted -> goto fault
	fi;
	atomic { last = last + 1; data = last; busy = 0 };
	atomic { running = running - 1 }
}

proctype flusher() {
	byte sum, first, second;
	if :: !tag_dirty -> goto out :: tag_dirty -> skip fi;
	atomic { !locked -> locked = 1 };
	if :: !dirty -> locked = 0; goto out :: else -> skip fi;
	/* mmu_notifier_invalidate_range_start() */
	atomic { invalidating = 1; moved = 1 };
#ifdef ASYNC
	queued = 1;
#else
	atomic { !mutex -> mutex = 1 };
	atomic { !busy -> inserted = 0 };
	mutex = 0;
#endif
	atomic { if :: pte_write || pte_dirty -> pte_write = 0; pte_dirty = 0; dirty = 1; tag_dirty = 1 :: else -> skip fi };
	invalidating = 0;
	dirty = 0;
	atomic { writeback = 1; if :: !dirty -> tag_dirty = 0 :: else -> skip fi };
	locked = 0;
	sum = data;
	first = data;
	second = data;
#ifdef CSUM
	assert(first == second && sum == first);
#endif
	disk = first;
	writeback = 0;
out:	running = running - 1
}

#ifdef ASYNC
proctype worker() {
end_idle:
	atomic { queued && !busy -> queued = 0; inserted = 0 }
}
#endif

proctype judge() {
	atomic {
		running == 0 ->
		if :: tag_dirty -> disk = data :: else -> skip fi;
		assert(disk == last)
	}
}

init {
	atomic {
		run device(); run flusher(); run judge();
#ifdef ASYNC
		run worker()
#endif
	}
}

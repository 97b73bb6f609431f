/*
 * A page of a shared, writable file mapping, pinned for writing by O_DIRECT, while writeback passes over it. Written by hand from Linux 6.12.117.
 *
 *   mm/gup.c             gup_fast_pte_range, try_grab_folio_fast (order 0: +1, then +1023), follow_page_pte, gup_put_folio
 *   mm/memory.c          wp_page_shared, do_page_mkwrite, finish_mkwrite_fault, fault_dirty_shared_page
 *   mm/filemap.c         filemap_page_mkwrite, folio_end_writeback
 *   mm/page-writeback.c  writeback_get_folio, folio_prepare_writeback, folio_clear_dirty_for_io, __folio_start_writeback, folio_wait_stable
 *   mm/rmap.c            page_vma_mkclean_one
 *   mm/vmscan.c          shrink_folio_list, __remove_mapping
 *   block/bio.c          bio_set_pages_dirty, bio_check_pages_dirty, bio_dirty_fn
 *   block/t10-pi.c       t10_pi_generate, t10_pi_verify
 *
 * Defines: CSUM the disk verifies a checksum; STABLE the mapping has AS_STABLE_WRITES; LATE the page is dirty and writable at first and the pin may come
 * at any time (else nothing runs before the pin); DIRTY_LOCK the driver calls set_page_dirty_lock() before it unpins; REDIRTY it calls
 * bio_set_pages_dirty() before and bio_check_pages_dirty() after the transfer; RECLAIM kswapd looks at the page; LOST the last write must reach the disk.
 */
#define BIAS 1024

bool locked, dirty, writeback, tag_dirty;
bool pte_present = 1, pte_write, pte_dirty;
bool in_cache = 1, freed;
short refs = 2;               /* page cache and one mapping */
byte data = 1, disk = 1;      /* versions */
byte last = 1;
bool pinned, was_pinned, lru = 1;
byte running = 2;

inline store_version() { last = last + 1; data = last }

/* do_wp_page() on a shared file page: wp_page_shared() */
inline write_fault() {
	if
	:: atomic { pte_present && !pte_write -> refs = refs + 1 };	/* folio_get() */
	   atomic { !locked -> locked = 1 };				/* filemap_page_mkwrite(): folio_lock() */
	   atomic { dirty = 1; tag_dirty = 1 };				/* folio_mark_dirty() */
#ifdef STABLE
	   !writeback;							/* folio_wait_stable() */
#endif
	   atomic {							/* finish_mkwrite_fault(), under the page table lock */
		if
		:: pte_present && !pte_write -> pte_write = 1; pte_dirty = 1
		:: else -> skip
		fi
	   };
	   atomic { dirty = 1; tag_dirty = 1 };				/* fault_dirty_shared_page() */
	   locked = 0;
	   refs = refs - 1
	:: atomic { !pte_present && in_cache -> pte_present = 1; pte_write = 0; pte_dirty = 0; refs = refs + 1 }
	:: atomic { !pte_present && !in_cache -> in_cache = 1; freed = 0; refs = 2; data = disk; pte_present = 1; pte_write = 0; pte_dirty = 0; lru = 1 }
	:: pte_present && pte_write -> skip
	fi
}

proctype driver() {
	/* gup_fast_pte_range() */
	if
	:: pte_present && pte_write ->
		atomic { assert(!freed); refs = refs + 1 };
		refs = refs + (BIAS - 1);
		if
		:: atomic { pte_present && pte_write -> pinned = 1; was_pinned = 1 }
		:: atomic { !(pte_present && pte_write) -> refs = refs - BIAS }
		fi
	:: else -> skip
	fi;
	/* __get_user_pages(): follow_page_pte(), faultin_page() */
	do
	:: pinned -> break
	:: atomic { !pinned && pte_present && pte_write -> refs = refs + BIAS; pinned = 1; was_pinned = 1 }
	:: !pinned && !(pte_present && pte_write) -> write_fault()
	od;
#ifdef REDIRTY
	atomic { !locked -> locked = 1 };
	atomic { if :: in_cache -> dirty = 1; tag_dirty = 1 :: else -> skip fi };
	locked = 0;
#endif
	/* the device */
	atomic { assert(!freed); store_version() };
	atomic { assert(!freed); store_version() };
#ifdef REDIRTY
	if
	:: dirty -> skip
	:: !dirty ->
		atomic { !locked -> locked = 1 };
		atomic { if :: in_cache -> dirty = 1; tag_dirty = 1 :: else -> skip fi };
		locked = 0
	fi;
#endif
#ifdef DIRTY_LOCK
	atomic { !locked -> locked = 1 };
	atomic { if :: in_cache -> dirty = 1; tag_dirty = 1 :: else -> skip fi };
	locked = 0;
#endif
	atomic { refs = refs - BIAS; pinned = 0; running = running - 1 }
}

proctype flusher() {
	byte sum, first, second;
#ifndef LATE
	was_pinned;
#endif
	if
	:: !tag_dirty -> goto out
	:: tag_dirty -> skip
	fi;
	atomic { !locked -> locked = 1 };
	if
	:: !in_cache || !dirty || writeback -> locked = 0; goto out
	:: else -> skip
	fi;
	/* folio_mkclean() */
	atomic {
		if
		:: pte_present && (pte_write || pte_dirty) -> pte_write = 0; pte_dirty = 0; dirty = 1; tag_dirty = 1
		:: else -> skip
		fi
	};
	dirty = 0;						/* folio_test_clear_dirty() */
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

#ifdef RECLAIM
proctype kswapd() {
	was_pinned;
	atomic { lru && in_cache -> lru = 0; refs = refs + 1 };
	if
	:: atomic { !locked -> locked = 1 }
	:: locked -> goto put_back
	fi;
	if :: writeback -> goto unlock :: else -> skip fi;
	atomic {						/* try_to_unmap_one() */
		if
		:: pte_present -> if :: pte_dirty -> dirty = 1; tag_dirty = 1 :: else -> skip fi; pte_present = 0; pte_write = 0; pte_dirty = 0; refs = refs - 1
		:: else -> skip
		fi
	};
	if :: refs >= BIAS -> goto unlock :: else -> skip fi;	/* folio_maybe_dma_pinned() */
	if :: dirty -> goto unlock :: else -> skip fi;
	atomic {						/* __remove_mapping() */
		if
		:: refs == 2 && !dirty -> in_cache = 0; refs = 0; freed = 1; locked = 0; assert(!pinned); goto out
		:: else -> skip
		fi
	};
unlock:	locked = 0;
put_back:
	atomic { refs = refs - 1; lru = 1 };
out:	running = running - 1
}
#endif

/* When all are done: what is dirty is written, then the cache is dropped. */
proctype judge() {
	atomic {
		running == 0 ->
		if :: tag_dirty && in_cache -> disk = data :: else -> skip fi;
#ifdef LOST
		assert(disk == last);
#endif
		assert(refs == in_cache + pte_present)
	}
}

init {
	atomic {
#ifdef LATE
		dirty = 1; tag_dirty = 1; pte_write = 1; pte_dirty = 1; data = 2; last = 2;
#endif
#ifdef RECLAIM
		running = 3; run kswapd();
#endif
		run driver(); run flusher(); run judge()
	}
}

/*
 * What a device wrote before msync() must survive a crash after it. Written by hand from Linux 6.12.117.
 *
 *   mm/gup.c             follow_page_pte, gup_put_folio
 *   mm/memory.c          wp_page_shared; mm/filemap.c filemap_page_mkwrite
 *   mm/msync.c           msync; mm/filemap.c __filemap_fdatawait_range
 *   mm/page-writeback.c  folio_prepare_writeback (WB_SYNC_ALL waits, WB_SYNC_NONE gives up), __folio_start_writeback (the tag outlives the flag)
 *
 * Define BACKGROUND: one more pass of the flusher at any time after the pin.
 */
bool locked, dirty, writeback, tag_dirty;
bool pte_write, pte_dirty;
byte data = 1, disk = 1, last = 1;
bool pinned, released, crashed;

inline clean_and_write() {
	/* folio_clear_dirty_for_io() */
	atomic { if :: pte_write || pte_dirty -> pte_write = 0; pte_dirty = 0; dirty = 1; tag_dirty = 1 :: else -> skip fi };
	dirty = 0;
	atomic { writeback = 1; if :: !dirty -> tag_dirty = 0 :: else -> skip fi };
	locked = 0;
	copy = data;
	atomic { if :: copy == data -> skip :: else -> skip fi };
	disk = copy;
	writeback = 0
}

proctype driver() {
	do
	:: atomic { pte_write -> pinned = 1; break }
	:: !pte_write ->
		atomic { !locked -> locked = 1 };
		atomic { dirty = 1; tag_dirty = 1 };
		!writeback;
		atomic { pte_write = 1; pte_dirty = 1; dirty = 1; tag_dirty = 1 };
		locked = 0
	od;
	atomic { last = last + 1; data = last };
	released = 1
}

proctype user() {
	byte promised, copy;
	pinned;
	promised = last;
	if
	:: tag_dirty ->
		atomic { !locked -> locked = 1 };
		if
		:: dirty -> !writeback; clean_and_write()
		:: else -> locked = 0
		fi
	:: else -> skip
	fi;
	!writeback;
	/* msync() has returned 0; the machine goes down */
	atomic { crashed = 1; assert(disk >= promised) }
}

#ifdef BACKGROUND
proctype flusher() {
	byte copy;
	pinned;
	if
	:: tag_dirty ->
		atomic { !locked -> locked = 1 };
		if
		:: dirty && !writeback -> clean_and_write()
		:: else -> locked = 0
		fi
	:: else -> skip
	fi
}
#endif

init {
	atomic {
		run driver(); run user();
#ifdef BACKGROUND
		run flusher()
#endif
	}
}

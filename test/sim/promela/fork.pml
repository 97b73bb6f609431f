/*
 * A direct read into private anonymous memory, a fork, and stores of both processes. Written by hand from Linux 6.12.117.
 *
 *   mm/gup.c              gup_fast (write_protect_seq before and after), gup_fast_pte_range, try_grab_folio_fast, follow_page_pte, gup_fast_fallback
 *                         (mm_set_has_pinned_flag first)
 *   include/linux/mm.h    folio_needs_cow_for_dma, folio_maybe_dma_pinned
 *   include/linux/rmap.h  __folio_try_dup_anon_rmap (-EBUSY if it may be pinned and is exclusive)
 *   mm/memory.c           copy_page_range (write_protect_seq odd meanwhile), copy_present_ptes, copy_present_page, __copy_present_ptes, do_wp_page,
 *                         wp_can_reuse_anon_folio, wp_page_copy (takes a reference, looks at the entry again)
 *
 * Folios by number: 0 the first one, 1 the copy of the parent, 2 the copy of the child. Defines: USE_GET the driver takes a reference instead of a pin;
 * NO_RECHECK a fast pin does not look at the sequence again.
 */
#define BIAS 1024
#define NONE 3

short refs[3];
bool exclusive[3], freed[3];
byte parent_at = 0, child_at = NONE;
bool parent_write = 1, child_write;
bool has_pinned, seq_odd, seq_moved;
byte readers;			/* mmap_lock of the parent */
bool writer;
byte running = 3;
byte held = NONE;

#ifdef USE_GET
#define AMOUNT 1
#else
#define AMOUNT BIAS
#endif

inline drop(f, n) {
	refs[f] = refs[f] - n;
	if :: refs[f] == 0 -> freed[f] = 1 :: else -> skip fi
}

/* do_wp_page() for the entry of one process; `own` is the folio that a copy goes to */
inline cow(at, write, own) {
	if
	:: atomic { !write && (exclusive[at] || refs[at] == 1) -> exclusive[at] = 1; write = 1 }
	:: atomic { !write && !(exclusive[at] || refs[at] == 1) -> old = at; refs[old] = refs[old] + 1 };
	   atomic {
		if
		:: at == old && !write -> at = own; write = 1; refs[own] = 1; exclusive[own] = 1; drop(old, 1)
		:: else -> skip
		fi
	   };
	   atomic { drop(old, 1) }
	:: write -> skip
	fi
}

proctype driver() {
	byte old, seen;
#ifndef USE_GET
	has_pinned = 1;
	if
	:: seq_odd -> goto slow
	:: atomic { !seq_odd -> seq_moved = 0 }
	fi;
#endif
	atomic { if :: parent_write -> seen = parent_at :: else -> goto slow fi };
	atomic { if :: refs[seen] <= 0 -> goto slow :: else -> refs[seen] = refs[seen] + 1 fi };
	refs[seen] = refs[seen] + (AMOUNT - 1);
	atomic {
		if
		:: parent_write && parent_at == seen -> skip
		:: else -> drop(seen, AMOUNT); goto slow
		fi
	};
#ifndef USE_GET
#ifndef NO_RECHECK
	atomic { if :: seq_odd || seq_moved -> drop(seen, AMOUNT); goto slow :: else -> skip fi };
#endif
#endif
	held = seen;
	goto dma;
slow:
	atomic { !writer -> readers = readers + 1 };
	do
	:: atomic { parent_write -> held = parent_at; refs[held] = refs[held] + AMOUNT; break }
	:: !parent_write -> cow(parent_at, parent_write, 1)
	od;
	readers = readers - 1;
dma:
	assert(!freed[held]);
	/* the transfer has ended: the parent must see the page that it went to */
	atomic { assert(parent_at == held); drop(held, AMOUNT); held = NONE };
	running = running - 1
}

proctype parent() {
	byte old;
	bool copies;
	/* fork(): dup_mmap(), copy_page_range() */
	atomic { !writer && readers == 0 -> writer = 1 };
	atomic { seq_odd = 1; seq_moved = 1 };
	refs[parent_at] = refs[parent_at] + 1;					/* copy_present_ptes(): folio_get() */
	copies = has_pinned && (refs[parent_at] >= BIAS || refs[parent_at] < 0) && exclusive[parent_at];
	if
	:: copies -> atomic { drop(parent_at, 1); child_at = 2; child_write = 1; refs[2] = 1; exclusive[2] = 1 }
	:: else ->
		exclusive[parent_at] = 0;					/* __folio_try_dup_anon_rmap() */
		atomic { parent_write = 0; child_at = parent_at; child_write = 0 }
	fi;
	seq_odd = 0;
	writer = 0;
	/* a store: faults run under mmap_lock for reading, and the entry cannot be write-protected behind it here */
	do
	:: parent_write -> break
	:: !parent_write ->
		atomic { !writer -> readers = readers + 1 };
		cow(parent_at, parent_write, 1);
		readers = readers - 1
	od;
	running = running - 1
}

proctype child() {
	byte old;
	child_at != NONE;
	do
	:: child_write -> break
	:: !child_write -> cow(child_at, child_write, 2)
	od;
	running = running - 1
}

proctype judge() {
	byte f;
	atomic {
		running == 0 ->
		for (f : 0 .. 2) {
			assert(refs[f] == (parent_at == f) + (child_at == f))
		}
	}
}

init {
	atomic {
		refs[0] = 1; exclusive[0] = 1;
		run driver(); run parent(); run child(); run judge()
	}
}

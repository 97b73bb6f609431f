/*
 * A block of persistent memory is given away while a device may write to it. Written by hand from Linux 6.12.117.
 *
 *   fs/dax.c          dax_layout_busy_page_range (unmaps, then looks for a count above 1), dax_busy_page
 *   fs/ext4/inode.c   ext4_setattr, ext4_break_layouts (invalidate_lock held: no new fault; waits for _refcount == 1)
 *   mm/memremap.c     __put_devmap_managed_folio_refs (1-based: a count that comes down to 1 wakes)
 *   mm/gup.c          gup_fast_pte_range, try_grab_folio_fast, follow_page_pte; check_vma_flags refuses FOLL_LONGTERM here
 *
 * Defines: FOR_EVER the pin never ends; NO_WAIT the filesystem does not break layouts.
 */
#define BIAS 1024

short refs = 1;
bool pte_present = 1, past_end, busy, reassigned;

proctype device() {
	/* lock-free first */
	if
	:: pte_present ->
		refs = refs + 1;
		refs = refs + (BIAS - 1);
		if
		:: atomic { pte_present -> goto pinned }
		:: atomic { !pte_present -> refs = refs - BIAS }
		fi
	:: else -> skip
	fi;
	do
	:: atomic { pte_present -> refs = refs + BIAS; goto pinned }
	:: !pte_present && past_end -> goto out
	:: atomic { !pte_present && !past_end -> pte_present = 1 }
	od;
pinned:
	busy = 1;
	assert(!reassigned);
	assert(!reassigned);
#ifndef FOR_EVER
	busy = 0;
	refs = refs - BIAS;
#endif
out:	skip
}

proctype truncate() {
	past_end = 1;				/* invalidate_lock: faults wait until the size is set, and fail then */
	pte_present = 0;			/* unmap_mapping_pages() */
#ifndef NO_WAIT
	refs == 1;				/* ___wait_var_event() */
#endif
	atomic { assert(!busy); reassigned = 1 }
}

init { atomic { run device(); run truncate() } }

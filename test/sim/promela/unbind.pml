/*
 * A persistent-memory device is unbound while somebody uses a page of it. Written by hand from Linux 6.12.117.
 *
 *   drivers/dax/super.c   dax_direct_access (only while alive, under dax_read_lock), kill_dax (clears DAXDEV_ALIVE, synchronize_srcu)
 *   mm/memremap.c         memunmap_pages (percpu_ref_kill, wait_for_completion(&pgmap->done), then pageunmap_range)
 *   mm/gup.c              get_dev_pagemap before a page is taken
 *
 * Defines: PAGE_REF the holder has a reference to the struct page, and with it one of the pgmap; READ_LOCK it stays inside dax_read_lock() until it is done.
 * Without either it kept a number or an address.
 */
bool alive = 1, mapped = 1;
byte readers, pgmap_users;

proctype holder() {
	readers = readers + 1;				/* dax_read_lock() */
	if
	:: !alive -> readers = readers - 1; goto out	/* -ENXIO */
	:: alive -> skip
	fi;
#ifdef PAGE_REF
	pgmap_users = pgmap_users + 1;
#endif
#ifndef READ_LOCK
	readers = readers - 1;
#endif
	assert(mapped);					/* the device writes */
#ifdef READ_LOCK
	readers = readers - 1;
#endif
#ifdef PAGE_REF
	pgmap_users = pgmap_users - 1;
#endif
out:	skip
}

proctype unbind() {
	alive = 0;
	readers == 0;
	pgmap_users == 0;
	mapped = 0
}

init { atomic { run holder(); run unbind() } }

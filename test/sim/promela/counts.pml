/*
 * The arithmetic of references and pins, right and wrong releases. Written by hand from Linux 6.12.117.
 *
 *   mm/gup.c            try_grab_folio, gup_put_folio (1024 a pin in small folios; one in each of two counts in large ones; nothing on the zero page)
 *   include/linux/mm.h  folio_put, folio_maybe_dma_pinned, is_zero_folio
 *   block/bio.c         bio_release_pages, bvec_try_merge_page (same_page), __bio_iov_iter_get_pages (trims what it does not use)
 *
 * Exactly one of these: PIN_PUT, GET_UNPIN, PIN_UNPIN on a page of a file; ZERO_PIN_PUT, ZERO_GET_UNPIN, ZERO_PIN_UNPIN on the zero page; LARGE_PIN_PUT,
 * LARGE_GET_UNPIN on a folio of four pages; MERGE_DROP, MERGE_KEEP two segments in one page; TRIM_DROP, TRIM_KEEP three pages taken and two used.
 */
#define BIAS 1024

short refs[3];
short pincount;
short base[3];

inline get(p, n) { refs[p] = refs[p] + n }
inline put(p, n) { refs[p] = refs[p] - n; assert(refs[p] >= base[p] + left[p]) }
inline pin(p) { refs[p] = refs[p] + BIAS }
inline unpin(p) { refs[p] = refs[p] - BIAS; assert(refs[p] >= base[p] + left[p]) }

proctype driver() {
	short left[3];
#ifdef PIN_PUT
	pin(0); put(0, 1);
#endif
#ifdef GET_UNPIN
	get(0, 1); unpin(0);
#endif
#ifdef PIN_UNPIN
	pin(0); unpin(0);
#endif
#ifdef ZERO_PIN_PUT
	skip; put(0, 1);
#endif
#ifdef ZERO_GET_UNPIN
	get(0, 1); skip;
#endif
#ifdef ZERO_PIN_UNPIN
	skip; skip;
#endif
#ifdef LARGE_PIN_PUT
	get(0, 4); pincount = pincount + 4; put(0, 4);
#endif
#ifdef LARGE_GET_UNPIN
	get(0, 4); pincount = pincount - 4; assert(pincount >= 0); put(0, 4);
#endif
#ifdef MERGE_DROP
	pin(0); pin(0); left[0] = BIAS; unpin(0); left[0] = 0; unpin(0);
#endif
#ifdef MERGE_KEEP
	pin(0); pin(0); unpin(0);
#endif
#ifdef TRIM_DROP
	pin(0); pin(1); pin(2); unpin(2); unpin(0); unpin(1);
#endif
#ifdef TRIM_KEEP
	pin(0); pin(1); pin(2); unpin(0); unpin(1);
#endif
	assert(refs[0] == base[0] && refs[1] == base[1] && refs[2] == base[2] && pincount == 0)
}

init {
	atomic {
		base[0] = 2; base[1] = 2; base[2] = 2;
		refs[0] = 2; refs[1] = 2; refs[2] = 2;
		run driver()
	}
}

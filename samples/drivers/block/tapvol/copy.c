// SPDX-License-Identifier: MIT
/* Moves the data of a request to and from the ring, one segment at a time. */
#include <linux/version.h>
#include "tapvol.h"

/* Every way to copy a segment by hand that has a helper of its own. */
blk_status_t tap_copy_in(struct tap_volume *vol, struct request *rq, char *to)
{
	struct req_iterator iter;
	struct bio_vec bv;

	rq_for_each_segment(bv, rq, iter) {
		if (vol->bounce == bv.bv_page)
			return BLK_STS_IOERR;
		memcpy_from_page(to, bv.bv_page, bv.bv_offset, bv.bv_len);
		to += bv.bv_len;
		vol->bytes_moved += bv.bv_len;
	}
	return BLK_STS_OK;
}

blk_status_t tap_copy_out(struct tap_volume *vol, struct request *rq, const char *from)
{
	struct req_iterator iter;
	struct bio_vec bv;

	rq_for_each_segment(bv, rq, iter) {
		if (!from) {
			memzero_page(bv.bv_page, bv.bv_offset, bv.bv_len);
			continue;
		}
		memcpy_to_page(bv.bv_page, bv.bv_offset, from, bv.bv_len);
		from += bv.bv_len;
		vol->bytes_moved += bv.bv_len;
	}
	return BLK_STS_OK;
}

/* Out of tree drivers keep one arm per kernel; both are audited. */
static u32 tap_checksum_segment(u32 sum, struct bio_vec *bv)
{
	void *data;

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
	data = kmap_local_page(bv->bv_page) + bv->bv_offset;
	sum = crc32c(sum, data, bv->bv_len);
	kunmap_local(data);
#else
	data = kmap_atomic(bv->bv_page) + bv->bv_offset;
	sum = crc32c(sum, data, bv->bv_len);
	kunmap_atomic(data);
#endif
	return sum;
}

u32 tap_checksum(struct request *rq)
{
	struct req_iterator iter;
	struct bio_vec bv;
	u32 sum = 0;

	rq_for_each_segment(bv, rq, iter) {
		void *data = kmap_local_page(bv.bv_page) + bv.bv_offset;

		sum = crc32c(sum, data, bv.bv_len);
		kunmap_local(data);
	}
	if (rq->has_special) {
		pr_debug("tapvol: special bv_page at pfn %lu\n", page_to_pfn(rq->special_vec.bv_page));
		sum = tap_checksum_segment(sum, &rq->special_vec);
	}
	return sum;
}

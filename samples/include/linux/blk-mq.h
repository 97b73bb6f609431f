/* SPDX-License-Identifier: MIT */
/* What a driver of the request queue sees of a request. */
#ifndef SAMPLE_LINUX_BLK_MQ_H
#define SAMPLE_LINUX_BLK_MQ_H

#include <linux/bio.h>

struct request {
	struct bio *bio;
	sector_t __sector;
	unsigned int __data_len;
	bool has_special;
	struct bio_vec special_vec;
};

struct req_iterator {
	struct bvec_iter iter;
	struct bio *bio;
};

#define __rq_for_each_bio(_bio, rq) for ((_bio) = (rq)->bio; (_bio); (_bio) = (_bio)->bi_next)

#define rq_for_each_segment(bvl, rq, _iter) \
	__rq_for_each_bio((_iter).bio, (rq)) \
		bio_for_each_segment(bvl, (_iter).bio, (_iter).iter)

void blk_mq_end_request(struct request *rq, blk_status_t status);

#endif

/* vfio_ap_irq_enable(): a failed registration returned with the notification page pinned. drivers/s390/crypto/vfio_ap_ops.c, until 6.7. */
#include <linux/mm.h>

struct ap_queue {
	unsigned long saved_iova;
	int saved_isc;
};

static int irq_enable(struct ap_queue *q, unsigned long nib, int isc)
{
	struct page *h_page;
	int ret, nisc;

	ret = pin_user_pages_fast(nib, 1, FOLL_WRITE | FOLL_LONGTERM, &h_page);
	switch (ret) {
	case 1:
		break;
	default:
		return -EIO;
	}
	nisc = register_gisc(isc);
	if (nisc < 0)
		return nisc;
//              ^^^^^^^^^^^^ error[gup/leak-on-path]
	ret = enable_queue(q, page_to_phys(h_page), nisc);
	if (ret) {
		unpin_user_page(h_page);
		return ret;
	}
	q->saved_iova = nib;
	q->saved_isc = isc;
	keep_page(q, h_page);
	return 0;
}

/* "xdp: unpin xdp umem pages in error path": it goes one label higher. */
#include <linux/mm.h>

struct frame_area {
	struct page **pgs;
	void *frames;
	u32 npgs;
};

static void area_unpin(struct frame_area *area)
{
	unpin_user_pages_dirty_lock(area->pgs, area->npgs, true);
	kvfree(area->pgs);
	area->pgs = NULL;
}

static int area_pin(struct frame_area *area, unsigned long address)
{
	long npgs;
	int err;

	area->pgs = kvcalloc(area->npgs, sizeof(*area->pgs), GFP_KERNEL);
	if (!area->pgs)
		return -ENOMEM;
	npgs = pin_user_pages_fast(address, area->npgs, FOLL_WRITE | FOLL_LONGTERM, area->pgs);
	if (npgs != area->npgs) {
		if (npgs >= 0) {
			area->npgs = npgs;
			err = -ENOMEM;
			goto out_pin;
		}
		err = npgs;
		goto out_pgs;
	}
	return 0;
out_pin:
	area_unpin(area);
	return err;
out_pgs:
	kvfree(area->pgs);
	area->pgs = NULL;
	return err;
}

static int area_register(unsigned long address, u32 npgs)
{
	struct frame_area *area;
	int err;

	area = kzalloc(sizeof(*area), GFP_KERNEL);
	if (!area)
		return -ENOMEM;
	area->npgs = npgs;
	err = account_area(area);
	if (err)
		goto out_free;
	err = area_pin(area, address);
	if (err)
		goto out_account;
	area->frames = kvcalloc(npgs, sizeof(void *), GFP_KERNEL);
	if (!area->frames) {
		err = -ENOMEM;
		goto out_unpin;
	}
	publish_area(area);
	return 0;
out_unpin:
	area_unpin(area);
out_account:
	unaccount_area(area);
out_free:
	kfree(area);
	return err;
}

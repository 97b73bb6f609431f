/* The release of userptr pages belongs to the pin family. */
#include <linux/mm.h>

struct user_object {
	struct page **pvec;
	unsigned int num_pages;
};

static int object_get_pages(struct user_object *obj, unsigned long ptr)
{
	int pinned;

	pinned = pin_user_pages_fast(ptr, obj->num_pages, FOLL_WRITE, obj->pvec);
	if (pinned != obj->num_pages) {
		if (pinned > 0)
			unpin_user_pages(obj->pvec, pinned);
		return pinned < 0 ? pinned : -EFAULT;
	}
	return 0;
}

static void object_put_pages(struct user_object *obj)
{
	unpin_user_pages(obj->pvec, obj->num_pages);
	kvfree(obj->pvec);
	obj->pvec = NULL;
}

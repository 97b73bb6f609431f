/* "perf/core: Avoid put_page() when GUP fails": it is put where the call took it. */
#include <linux/mm.h>

static u64 virt_to_phys_user(unsigned long virt)
{
	struct page *p;
	u64 phys_addr = 0;

	pagefault_disable();
	if (get_user_page_fast_only(virt, 0, &p)) {
		phys_addr = page_to_phys(p) + virt % PAGE_SIZE;
		put_page(p);
	}
	pagefault_enable();
	return phys_addr;
}

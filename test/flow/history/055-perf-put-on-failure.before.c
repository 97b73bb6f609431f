/* perf_virt_to_phys(): the page was put whenever the pointer was not NULL, whatever the call had said. kernel/events/core.c, until 5.15. */
#include <linux/mm.h>

static u64 virt_to_phys_user(unsigned long virt)
{
	struct page *p;
	u64 phys_addr = 0;

	pagefault_disable();
	if (get_user_page_fast_only(virt, 0, &p)) {
		phys_addr = page_to_phys(p) + virt % PAGE_SIZE;
	}
	pagefault_enable();
	if (p)
		put_page(p);
//              ^^^^^^^^^^^^ error[gup/unchecked-result]
//              ^^^^^^^^^^^^ error[gup/double-release]
	return phys_addr;
}

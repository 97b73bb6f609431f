/*
 * A second range failed and the folios of the first, in a list of its own, stayed. The shape of udmabuf_create(), drivers/dma-buf/udmabuf.c, with two
 * items.
 */
#include <linux/mm.h>

static int pin_two_ranges(struct file *memfd, struct folio **first, struct folio **second, unsigned int max, loff_t split, loff_t end)
{
	pgoff_t pgoff;
	long nr_first, nr_second;

	nr_first = memfd_pin_folios(memfd, 0, split - 1, first, max, &pgoff);
	if (nr_first <= 0)
		return nr_first ? nr_first : -EINVAL;
	nr_second = memfd_pin_folios(memfd, split, end, second, max, &pgoff);
	if (nr_second <= 0) {
		return nr_second ? nr_second : -EINVAL;
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[gup/leak-on-path]
	}
	copy_ranges(first, nr_first, second, nr_second);
	unpin_folios(second, nr_second);
	unpin_folios(first, nr_first);
	return 0;
}

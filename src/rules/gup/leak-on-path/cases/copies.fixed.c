//! tree modern
/* Pages that go on in a structure that is copied whole, in a structure that a callee is shown, or as physical addresses. */
#include <linux/mm.h>

struct writeback {
	dma_addr_t dma;
	struct page *page;
};

struct counter {
	struct device *dev;
	struct writeback wb;
};

static int writeback_map(struct device *dev, struct writeback *wb, unsigned long addr)
{
	int rc;

	wb->page = NULL;
	rc = pin_user_pages_fast(addr, 1, FOLL_WRITE | FOLL_LONGTERM, &wb->page);
	if (rc != 1)
		return -EFAULT;
	wb->dma = dma_map_page(dev, wb->page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, wb->dma)) {
		unpin_user_page(wb->page);
		return -ENOMEM;
	}
	return 0;
}

static void writeback_unmap(struct device *dev, struct writeback *wb)
{
	if (wb->dma == 0)
		return;
	dma_unmap_page(dev, wb->dma, PAGE_SIZE, DMA_FROM_DEVICE);
	if (wb->page) {
		unpin_user_page(wb->page);
		wb->page = NULL;
	}
}

int replaces_the_old(struct counter *ct, unsigned long addr)
{
	struct writeback fresh;
	int rc;

	rc = writeback_map(ct->dev, &fresh, addr);
	if (rc)
		return rc;
	rc = counter_set(ct, fresh.dma);
	if (rc)
		goto unmap;
	writeback_unmap(ct->dev, &ct->wb);
	ct->wb = fresh;
	return 0;

unmap:
	writeback_unmap(ct->dev, &fresh);
	return rc;
}

int forgets_the_new(struct counter *ct, unsigned long addr)
{
	struct writeback fresh;
	struct writeback old;

	if (pin_user_pages_fast(addr, 1, FOLL_WRITE, &fresh.page) != 1)
		return -EFAULT;
	old = fresh;
	writeback_sync(&old);
	unpin_user_page(fresh.page);
	return 0;
}

void shows_it_to_all(unsigned long addr)
{
	struct flush_args args;

	if (get_user_pages_fast(addr, 1, 0, &args.page) < 1)
		return;
	args.addr = addr;
	flush_on_each(&args);
	put_page(args.page);
}

long keeps_addresses(unsigned long ua, unsigned long entries, struct frames **out)
{
	struct frames *mem;
	struct page *page;
	long i, j;

	mem = kzalloc(sizeof(*mem), GFP_KERNEL);
	if (!mem)
		return -ENOMEM;
	mem->hpas = vzalloc(array_size(entries, sizeof(mem->hpas[0])));
	if (!mem->hpas) {
		kfree(mem);
		return -ENOMEM;
	}
	for (i = 0; i < entries; ++i) {
		if (get_user_pages_fast(ua + (i << PAGE_SHIFT), 1, FOLL_WRITE, &page) != 1) {
			for (j = 0; j < i; ++j)
				put_page(pfn_to_page(mem->hpas[j] >> PAGE_SHIFT));
			vfree(mem->hpas);
			kfree(mem);
			return -EFAULT;
		}
		mem->hpas[i] = (page_to_pfn(page) << PAGE_SHIFT) | FRAME_VALID;
	}
	mem->entries = entries;
	*out = mem;
	return 0;
}

struct own_entry {
	struct page *page;
	size_t bytes;
};

/* Entry by entry, by way of a structure on the stack. */
static int entries_by_copy(struct iov_iter *iter, size_t bytes, struct own_entry *entries)
{
	struct page *pages[16];
	size_t start;
	ssize_t got;
	int i;

	got = iov_iter_get_pages2(iter, pages, bytes, 16, &start);
	if (got < 0)
		return got;
	for (i = 0; got > 0; i++) {
		struct own_entry entry = {
			.page = pages[i],
			.bytes = PAGE_SIZE,
		};

		entries[i] = entry;
		got -= PAGE_SIZE;
	}
	return i;
}

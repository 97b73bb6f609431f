/* The page is put on that way too. */
#include <linux/mm.h>

static int copy_remote(struct mm_struct *mm, unsigned long addr, void *buf, int len)
{
	while (len) {
		int bytes, offset, ret, locked = 1;
		struct page *page;
		void *maddr;

		ret = get_user_pages_remote(mm, addr, 1, FOLL_FORCE, &page, &locked);
		if (ret <= 0)
			return ret ? ret : -EFAULT;
		offset = addr & (PAGE_SIZE - 1);
		bytes = min_t(int, len, PAGE_SIZE - offset);
		maddr = kmap_local_page(page);
		if (check_bytes(maddr + offset, bytes)) {
			kunmap_local(maddr);
			put_page(page);
			return -EIO;
		}
		memcpy(buf, maddr + offset, bytes);
		kunmap_local(maddr);
		put_page(page);
		len -= bytes;
		buf += bytes;
		addr += bytes;
	}
	return 0;
}

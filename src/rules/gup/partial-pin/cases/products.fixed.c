//! tree modern
/* Counts of pages that go on as counts of bytes, and calls in the forms of several kernels. */
#include <linux/mm.h>
#include <linux/version.h>

static int in_bytes_and_back(unsigned long base, int pagesc, struct page **pagesv, bool write)
{
	ssize_t cc;
	int rc = 0, i;

	for (i = 0, cc = 0; i < pagesc; i += (cc / PAGE_SIZE)) {
		int npages = min(pagesc - i, 16);

		cc = get_user_pages_fast(base + i * PAGE_SIZE, npages, write ? FOLL_WRITE : 0, &pagesv[i]);
		if (cc > 0)
			cc = cc * PAGE_SIZE;
		if (cc < 0) {
			rc = cc;
			pagesc = i;
			goto errout;
		}
		if (cc < PAGE_SIZE) {
			rc = -EINVAL;
			pagesc = i;
			goto errout;
		}
	}
	rc = transfer(pagesv, pagesc);
errout:
	for (i = 0; i < pagesc; ++i)
		put_page(pagesv[i]);
	return rc;
}

int of_many_kernels(struct task_struct *task, struct mm_struct *mm, unsigned long addr, unsigned int n, int write, struct page **pg)
{
	int ret;

#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 6, 0)
	ret = get_user_pages(task, mm, addr, n, write, 0, pg, NULL);
#elif LINUX_VERSION_CODE < KERNEL_VERSION(4, 9, 0)
	ret = get_user_pages_remote(task, mm, addr, n, write, 0, pg, NULL);
#elif LINUX_VERSION_CODE < KERNEL_VERSION(4, 10, 0)
	ret = get_user_pages_remote(task, mm, addr, n, write ? FOLL_WRITE : 0, pg, NULL);
#elif LINUX_VERSION_CODE < KERNEL_VERSION(5, 9, 0)
	ret = get_user_pages_remote(task, mm, addr, n, write ? FOLL_WRITE : 0, pg, NULL, NULL);
#else
	ret = get_user_pages_remote(mm, addr, n, write ? FOLL_WRITE : 0, pg, NULL);
#endif
	if (ret < 0)
		return ret;
	if (ret != n) {
		release_pages(pg, ret);
		return -EFAULT;
	}
	return 0;
}

int forgets_those_that_came(struct task_struct *task, struct mm_struct *mm, unsigned long addr, unsigned int n, int write)
{
	struct page *pages[16];
	int ret;

#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 10, 0)
	ret = get_user_pages_remote(task, mm, addr, n, write ? FOLL_WRITE : 0, pages, NULL);
#else
	ret = get_user_pages_remote(mm, addr, n, write ? FOLL_WRITE : 0, pages, NULL, NULL);
#endif
	if (ret != n) {
		if (ret > 0)
			release_pages(pages, ret);
		return -EFAULT;
	}
	transfer(pages, n);
	release_pages(pages, n);
	return 0;
}

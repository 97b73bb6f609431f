//! tree modern
/* The result of an iterator counts bytes, and a short one is no error by itself. */
#include <linux/mm.h>
#include <linux/uio.h>

static ssize_t short_of_bytes_is_lost(struct engine *e, struct iov_iter *iter, size_t len)
{
	struct page *pages[16];
	size_t offset;
	ssize_t bytes;
	int err;

	bytes = iov_iter_get_pages2(iter, pages, len, 16, &offset);
	if (bytes < 0)
		return bytes;
	if (bytes != len) {
		release_pages(pages, DIV_ROUND_UP(offset + bytes, PAGE_SIZE));
		return -EFAULT;
	}
	err = engine_start(e);
	release_pages(pages, DIV_ROUND_UP(offset + bytes, PAGE_SIZE));
	return err;
}

static ssize_t bytes_as_pages(struct engine *e, struct iov_iter *iter, size_t len)
{
	struct page *pages[16];
	size_t offset;
	ssize_t bytes;
	int err;

	bytes = iov_iter_get_pages2(iter, pages, len, 16, &offset);
	if (bytes <= 0)
		return bytes;
	err = engine_start(e);
	release_pages(pages, (offset + bytes + PAGE_SIZE - 1) >> PAGE_SHIFT);
	return err;
}

static int bio_takes_some(struct bio *bio, struct iov_iter *iter)
{
	do {
		int err = bio_iov_iter_get_pages(bio, iter);

		if (err) {
			bio_release_pages(bio, false);
			return err;
		}
	} while (iov_iter_count(iter) && !bio_full(bio, 0));
	submit_bio(bio);
	return 0;
}

static long folios_of_a_file(struct engine *e, struct file *memfd, loff_t start, loff_t end)
{
	struct folio *folios[8];
	pgoff_t offset;
	long nr, err;

	nr = memfd_pin_folios(memfd, start, end, folios, 8, &offset);
	if (nr <= 0)
		return nr ? nr : -EINVAL;
	err = engine_start(e);
	unpin_folios(folios, nr);
	return err;
}

static long folios_of_a_file_short(struct engine *e, struct file *memfd, loff_t start, loff_t end)
{
	struct folio *folios[8];
	pgoff_t offset;
	long nr, err;

	nr = memfd_pin_folios(memfd, start, end, folios, 8, &offset);
	if (nr < 0)
		return nr;
	err = engine_start(e);
	unpin_folios(folios, 8);
	return err;
}

static int pages_of_another_task(struct mm_struct *mm, unsigned long addr, int n, u64 *out)
{
	struct page *pages[8];
	int locked = 1;
	long got;

	mmap_read_lock(mm);
	got = pin_user_pages_remote(mm, addr, 8, FOLL_WRITE, pages, &locked);
	if (locked)
		mmap_read_unlock(mm);
	if (got != 8) {
		unpin_user_pages(pages, got > 0 ? got : 0);
		return -EFAULT;
	}
	*out = page_to_pfn(pages[n & 7]);
	unpin_user_pages(pages, got);
	return 0;
}

static int pages_of_another_task_lost(struct mm_struct *mm, unsigned long addr, int n, u64 *out)
{
	struct page *pages[8];
	int locked = 1;
	long got;

	mmap_read_lock(mm);
	got = pin_user_pages_remote(mm, addr, 8, FOLL_WRITE, pages, &locked);
	if (locked)
		mmap_read_unlock(mm);
	if (got != 8) {
		if (got > 0)
			unpin_user_pages(pages, got);
		return -EFAULT;
	}
	*out = page_to_pfn(pages[n & 7]);
	unpin_user_pages(pages, got);
	return 0;
}

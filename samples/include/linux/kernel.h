/* SPDX-License-Identifier: MIT */
/* Small helpers that every file of the sample tree uses. */
#ifndef SAMPLE_LINUX_KERNEL_H
#define SAMPLE_LINUX_KERNEL_H

#include <linux/types.h>

#define EIO 5
#define ENOMEM 12
#define EFAULT 14
#define EINVAL 22

#define BLK_STS_OK ((blk_status_t)0)
#define BLK_STS_IOERR ((blk_status_t)10)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define min_t(type, a, b) ((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - __builtin_offsetof(type, member)))
#define offsetof(type, member) __builtin_offsetof(type, member)
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *at, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
u32 crc32c(u32 seed, const void *data, size_t n);

#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_for_each_entry(pos, head, member)                                  \
	for (pos = list_entry((head)->next, typeof(*pos), member); &pos->member != (head); \
	     pos = list_entry(pos->member.next, typeof(*pos), member))

static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	entry->prev = head->prev;
	entry->next = head;
	head->prev->next = entry;
	head->prev = entry;
}

#define GFP_KERNEL 0u
#define GFP_NOIO 1u
void *kcalloc(size_t n, size_t size, gfp_t gfp);
void kfree(const void *p);

struct mutex {
	int held;
};
#define DEFINE_MUTEX(name) struct mutex name = { 0 }
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);

#define pr_debug(...) sample_log(__VA_ARGS__)
__attribute__((format(printf, 1, 2))) void sample_log(const char *format, ...);

#endif

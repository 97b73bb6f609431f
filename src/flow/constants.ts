/** Values of names that every kernel source uses as numbers (include/uapi/asm-generic/errno-base.h, errno.h, include/linux/errno.h, limits.h). */
const ERRNO: Readonly<Record<string, number>> = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  E2BIG: 7,
  ENOEXEC: 8,
  EBADF: 9,
  ECHILD: 10,
  EAGAIN: 11,
  EWOULDBLOCK: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  ENOTBLK: 15,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENODEV: 19,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ENOTTY: 25,
  ETXTBSY: 26,
  EFBIG: 27,
  ENOSPC: 28,
  ESPIPE: 29,
  EROFS: 30,
  EMLINK: 31,
  EPIPE: 32,
  EDOM: 33,
  ERANGE: 34,
  EDEADLK: 35,
  ENOSYS: 38,
  ENODATA: 61,
  EPROTO: 71,
  EBADMSG: 74,
  EOVERFLOW: 75,
  EMSGSIZE: 90,
  EOPNOTSUPP: 95,
  EAFNOSUPPORT: 97,
  ENOBUFS: 105,
  ETIMEDOUT: 110,
  EALREADY: 114,
  EINPROGRESS: 115,
  EIOCBQUEUED: 529,
  EREMOTEIO: 121,
  ECANCELED: 125,
  ERESTARTSYS: 512,
  EPROBE_DEFER: 517,
  ENOTSUPP: 524,
};

const OTHERS: Readonly<Record<string, number>> = {
  NULL: 0,
  false: 0,
  true: 1,
  INT_MAX: 2 ** 31 - 1,
  INT_MIN: -(2 ** 31),
  UINT_MAX: 2 ** 32 - 1,
  U8_MAX: 255,
  U16_MAX: 65_535,
  U32_MAX: 2 ** 32 - 1,
  S32_MAX: 2 ** 31 - 1,
};

/** A page's length in bytes, and its logarithm (asm/page.h). */
export const PAGE_SIZE = 'PAGE_SIZE';
export const PAGE_SHIFT = 'PAGE_SHIFT';

export const valueOfName = (name: string): number | undefined => OTHERS[name] ?? ERRNO[name];

/** Names that stand for a positive number whatever the configuration. */
export const isPositiveName = (name: string): boolean =>
  /^E[A-Z][A-Z0-9]+$|^PAGE_(SIZE|SHIFT)$|^(LONG|SSIZE|SIZE|ULONG|LLONG|ULLONG)_MAX$|^MAX_[A-Z0-9_]+$/.test(name);

/** Results that are negative and no failure: somebody else finishes what was begun, and cleans up. */
export const isPending = (value: number): boolean => value === -115 || value === -529;

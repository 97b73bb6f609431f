/** Types of values as far as C's text shows them: integer widths, pointers, arrays, and what the usual arithmetic conversions make of them. */
import type { BinaryOperator, Scalar, ValueType } from '../ir.ts';

/** A value type that also remembers the integer at the end of its pointers and arrays, so that `*p` of an `int *p` is an `int` again. */
export interface LowType extends ValueType {
  readonly base?: Scalar;
}

/** What stands before the declarators of a declaration. */
export interface BaseType {
  readonly scalar?: Scalar;
  readonly name?: string;
  readonly aggregate?: boolean;
  /** Of a typedef that is a pointer or array itself. */
  readonly indirections?: number;
  readonly dimensions?: readonly (number | undefined)[];
}

export const UNKNOWN: LowType = { indirections: 0 };

const plain = (scalar: Scalar): LowType => ({ scalar, base: scalar, indirections: 0 });
const plains: Readonly<Record<Scalar, LowType>> = {
  bool: plain('bool'),
  i8: plain('i8'),
  u8: plain('u8'),
  i16: plain('i16'),
  u16: plain('u16'),
  i32: plain('i32'),
  u32: plain('u32'),
  i64: plain('i64'),
  u64: plain('u64'),
};
export const scalarType = (scalar: Scalar): LowType => plains[scalar];
export const INT = plains.i32;
export const VOID_POINTER: LowType = { indirections: 1 };
export const CHAR_POINTER: LowType = { indirections: 1, base: 'i8' };

/** Integer typedefs of the kernel's and the C library's headers on a 64-bit machine. */
const typedefTable: Readonly<Record<Scalar, string>> = {
  bool: 'bool _Bool',
  i8: 's8 __s8 int8_t',
  u8: 'u8 blk_status_t __u8 uint8_t u_char uchar unchar u_int8_t',
  i16: 's16 __s16 int16_t',
  u16: 'u16 __u16 uint16_t u_short ushort umode_t __be16 __le16 u_int16_t sa_family_t',
  i32: 's32 __s32 int32_t pid_t vm_fault_t key_serial_t key_t clockid_t',
  u32: 'u32 __u32 uint32_t u_int uint gfp_t fmode_t dev_t uid_t gid_t slab_flags_t blk_opf_t blk_mode_t blk_qc_t __be32 __le32 __wsum __poll_t u_int32_t iov_iter_extraction_t',
  i64: 's64 __s64 int64_t ssize_t loff_t off_t ptrdiff_t intptr_t time64_t ktime_t __kernel_ssize_t __kernel_loff_t',
  u64: 'u64 __u64 uint64_t size_t uintptr_t pgoff_t dma_addr_t phys_addr_t resource_size_t sector_t blkcnt_t u_long ulong __be64 __le64 vm_flags_t pteval_t u_int64_t ino_t __kernel_size_t',
};

const typedefs: ReadonlyMap<string, Scalar> = new Map(
  (Object.keys(typedefTable) as Scalar[]).flatMap((scalar) => typedefTable[scalar].split(' ').map((name) => [name, scalar] as const)),
);

export const knownTypedef = (name: string): Scalar | undefined => typedefs.get(name);

/** Of words such as `unsigned long int`; undefined for `void`, `float`, `double` and what is no keyword. */
export function keywordScalar(words: readonly string[]): Scalar | undefined {
  let long = 0;
  let sign: 'i' | 'u' = 'i';
  let width: 8 | 16 | 32 | undefined;
  let seen = false;
  for (const word of words) {
    switch (word) {
      case 'long':
        long++;
        break;
      case 'unsigned':
        sign = 'u';
        break;
      case 'signed':
      case '__signed__':
      case 'int':
        break;
      case 'short':
        width = 16;
        break;
      case 'char':
        width = 8;
        break;
      case '_Bool':
      case 'bool':
        return 'bool';
      case 'float':
      case 'double':
      case 'void':
        return undefined;
      default:
        continue;
    }
    seen = true;
  }
  if (!seen) return undefined;
  return long > 0 ? `${sign}64` : `${sign}${width ?? 32}`;
}

/** `base` with pointers and arrays around it. */
export function derivedType(base: BaseType, pointers: number, dimensions: readonly (number | undefined)[] | undefined): LowType {
  const indirections = (base.indirections ?? 0) + pointers;
  const dims = pointers > 0 ? dimensions : [...(dimensions ?? []), ...(base.dimensions ?? [])];
  const array = dims !== undefined && dims.length > 0;
  return {
    ...(base.scalar !== undefined && indirections === 0 && !array ? { scalar: base.scalar } : {}),
    ...(base.scalar === undefined ? {} : { base: base.scalar }),
    indirections,
    ...(array ? { dimensions: dims } : {}),
    ...(base.name === undefined ? {} : { name: base.name }),
    ...(base.aggregate === undefined ? {} : { aggregate: base.aggregate }),
  };
}

const baseOf = (t: LowType): BaseType => {
  const scalar = t.base ?? t.scalar ?? (t.name === undefined ? undefined : typedefs.get(t.name));
  return {
    ...(scalar === undefined ? {} : { scalar }),
    ...(t.name === undefined ? {} : { name: t.name }),
    ...(t.aggregate === undefined ? {} : { aggregate: t.aggregate }),
  };
};

/** What `*x` and `x[i]` are; undefined if `x` is no pointer and no array. */
export function elementType(t: ValueType | undefined): LowType | undefined {
  if (t === undefined) return undefined;
  if (t.dimensions !== undefined && t.dimensions.length > 0) return derivedType(baseOf(t), t.indirections, t.dimensions.slice(1));
  return t.indirections > 0 ? derivedType(baseOf(t), t.indirections - 1, undefined) : undefined;
}

/** What `&x` is. Of an array it is a pointer to the first element with one level more than an element has. */
export function pointerTo(t: ValueType | undefined): LowType | undefined {
  return t === undefined ? undefined : derivedType(baseOf(t), t.indirections + 1, undefined);
}

/** An array decays to a pointer where its value is used. */
export function decayed(t: ValueType | undefined): LowType | undefined {
  return t?.dimensions !== undefined && t.dimensions.length > 0 ? derivedType(baseOf(t), t.indirections + 1, undefined) : t;
}

export const isPointer = (t: ValueType | undefined): boolean => t !== undefined && (t.indirections > 0 || (t.dimensions?.length ?? 0) > 0);

const ranks: Readonly<Record<Scalar, number>> = { bool: 1, i8: 2, u8: 2, i16: 3, u16: 3, i32: 4, u32: 4, i64: 5, u64: 5 };

export const promoted = (s: Scalar): Scalar => (ranks[s] < ranks.i32 ? 'i32' : s);

/** The usual arithmetic conversions. */
export function commonScalar(a: Scalar, b: Scalar): Scalar {
  const left = promoted(a);
  const right = promoted(b);
  if (left === right) return left;
  if (ranks[left] !== ranks[right]) return ranks[left] > ranks[right] ? left : right;
  return ranks[left] === ranks.i32 ? 'u32' : 'u64';
}

const integer = (t: ValueType | undefined): Scalar | undefined => (t !== undefined && !isPointer(t) ? t.scalar : undefined);

const truths: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '<', '<=', '>', '>=', '&&', '||'] as const);

export function binaryType(operator: BinaryOperator, a: ValueType | undefined, b: ValueType | undefined): LowType | undefined {
  if (truths.has(operator)) return INT;
  if (operator === '<<' || operator === '>>') {
    const left = integer(a);
    return left === undefined ? undefined : plains[promoted(left)];
  }
  if (operator === '+' && isPointer(a)) return decayed(a);
  if (operator === '+' && isPointer(b)) return decayed(b);
  if (operator === '-' && isPointer(a)) {
    if (isPointer(b)) return plains.i64;
    return integer(b) === undefined ? undefined : decayed(a);
  }
  const left = integer(a);
  const right = integer(b);
  return left === undefined || right === undefined ? undefined : plains[commonScalar(left, right)];
}

export function unaryType(operator: '-' | '~' | '!', t: ValueType | undefined): LowType | undefined {
  if (operator === '!') return INT;
  const scalar = integer(t);
  return scalar === undefined ? undefined : plains[promoted(scalar)];
}

/** Of `c ? a : b`. A pointer beside a null constant or `void *` stays what it is. */
export function selectType(a: LowType | undefined, b: LowType | undefined): LowType | undefined {
  if (isPointer(a) || isPointer(b)) {
    const [pointer, other] = isPointer(a) ? [a, b] : [b, a];
    const nameless = pointer?.name === undefined && pointer?.base === undefined;
    return decayed(nameless && isPointer(other) ? other : pointer);
  }
  const left = integer(a);
  const right = integer(b);
  if (left !== undefined && right !== undefined) return plains[commonScalar(left, right)];
  return a?.name !== undefined && a.name === b?.name ? a : undefined;
}

/**
 * The open-coded forms that a bvec helper replaces, as data: what the source calls, in which shape, and which helper does exactly that.
 * Sources: include/linux/bvec.h, include/linux/bio.h and include/linux/highmem.h of 6.1 and 6.12; the conditions of each helper stand in
 * `api/bvecHelpers.json`.
 */

/** The structure and the member that everything here is about (include/linux/bvec.h). */
export const BVEC = { tag: 'bio_vec', page: 'bv_page', length: 'bv_len', offset: 'bv_offset' } as const;

/** The structure that owns tables of these, with the number of entries in use, the tables themselves, and what is called when it is done (include/linux/blk_types.h). */
export const BIO = { tag: 'bio', count: 'bi_vcnt', table: 'bi_io_vec', inlineTable: 'bi_inline_vecs', end: 'bi_end_io' } as const;

/** Copies of memory whose first two arguments are where to and where from. */
export const memoryCopies: readonly string[] = ['memcpy', 'memmove', '__builtin_memcpy', 'memcpy_and_pad', 'unsafe_memcpy'];

/** `CALLEE(x.bv_page) + x.bv_offset` is `HELPER(&x)`. */
export interface CallPlusOffset {
  readonly callee: string;
  /** The argument stands inside this further call: `PFN_PHYS(page_to_pfn(x.bv_page))`. */
  readonly inner?: string;
  readonly helper: string;
  /** The result is an address: a cast to a byte pointer may stand between. */
  readonly address: boolean;
  /** Calls that, standing in the same function, make the two forms differ. */
  readonly unlessCalled: readonly string[];
  /** The call that undoes the mapping: the form before, and after. */
  readonly unmap?: { readonly from: string; readonly to: string };
  /** Why a person has to look before taking the fix. */
  readonly review?: string;
}

export const callPlusOffset: readonly CallPlusOffset[] = [
  // A page that is kmap()ped right now has an address although it is highmem, and bvec_virt() warns about it.
  { callee: 'page_address', helper: 'bvec_virt', address: true, unlessCalled: ['kmap'] },
  { callee: 'page_to_phys', helper: 'bvec_phys', address: false, unlessCalled: [] },
  { callee: 'PFN_PHYS', inner: 'page_to_pfn', helper: 'bvec_phys', address: false, unlessCalled: [] },
  { callee: 'kmap_local_page', helper: 'bvec_kmap_local', address: true, unlessCalled: [], unmap: { from: 'kunmap_local', to: 'kunmap_local' } },
  {
    callee: 'kmap_atomic',
    helper: 'bvec_kmap_local',
    address: true,
    unlessCalled: [],
    unmap: { from: 'kunmap_atomic', to: 'kunmap_local' },
    review: 'kmap_atomic() disables page faults and preemption, bvec_kmap_local() does not',
  },
];

/** An argument of an exact call: a field of the bvec, or anything (`any`), which the helper takes over. */
export type ArgumentRole = 'page' | 'offset' | 'length' | 'any';

/** `CALLEE(args)` is `HELPER(result)`; `bvec` in `result` stands for `&x`, a number for the argument at that index. */
export interface ExactCall {
  readonly callee: string;
  readonly args: readonly ArgumentRole[];
  readonly helper: string;
  readonly result: readonly ('bvec' | number)[];
}

export const exactCalls: readonly ExactCall[] = [
  { callee: 'memcpy_from_page', args: ['any', 'page', 'offset', 'length'], helper: 'memcpy_from_bvec', result: [0, 'bvec'] },
  { callee: 'memcpy_to_page', args: ['page', 'offset', 'any', 'length'], helper: 'memcpy_to_bvec', result: ['bvec', 2] },
  { callee: 'memzero_page', args: ['page', 'offset', 'length'], helper: 'memzero_bvec', result: ['bvec'] },
  { callee: 'zero_user', args: ['page', 'offset', 'length'], helper: 'memzero_bvec', result: ['bvec'] },
];

/** `CALLEE(a, b).bv_page` is `HELPER(a, b)`. */
export const pageOfResult: readonly { readonly callee: string; readonly helper: string }[] = [
  { callee: 'bio_iter_iovec', helper: 'bio_iter_page' },
  { callee: 'bio_iovec', helper: 'bio_page' },
  { callee: 'bvec_iter_bvec', helper: 'bvec_iter_page' },
  { callee: 'mp_bvec_iter_bvec', helper: 'mp_bvec_iter_page' },
];

/** Functions whose result is a single-page bvec by value (include/linux/bio.h, include/linux/bvec.h: all go through bvec_iter_bvec()). */
export const singlePageResults: readonly string[] = ['bio_iter_iovec', 'bio_iovec', 'bvec_iter_bvec'];

/** `bio->bi_io_vec[0].bv_page` is `bio_first_page_all(bio)`, if the bio is no clone: certain where one of `makers` made it in the same function. */
export const firstPage = {
  member: 'bi_io_vec',
  helper: 'bio_first_page_all',
  makers: ['bio_alloc', 'bio_alloc_bioset', 'bio_init', 'bio_kmalloc', 'blk_next_bio'],
  review: 'bio_first_page_all() warns if the bio is a clone',
} as const;

/** What stores the three fields together. */
export const setters = {
  page: { helper: 'bvec_set_page', parameters: 4 },
  virt: { helper: 'bvec_set_virt', parameters: 3, page: 'virt_to_page', offset: 'offset_in_page' },
  /** The two-argument setter of the 2019 series (Glisse, patch 3): the page alone. */
  pageAlone: { helper: 'bvec_set_page', parameters: 2 },
  /** The initialiser macro of the same series. */
  initialiser: { helper: 'BIO_VEC_INIT', parameters: 3 },
} as const;

/** Calls without side effects: evaluated earlier, later or in another order they give the same. */
// biome-ignore format: a list of names
export const pureCalls: readonly string[] = [
  'sg_page', 'virt_to_page', 'pfn_to_page', 'page_folio', 'folio_page', 'compound_head', 'nth_page', 'offset_in_page', 'offset_in_folio',
  'min', 'max', 'min_t', 'max_t', 'min3', 'max3', 'clamp', 'clamp_t', 'round_up', 'round_down', 'DIV_ROUND_UP', 'ALIGN', 'ALIGN_DOWN',
  'ZERO_PAGE', 'cpu_to_le32', 'le32_to_cpu', 'sizeof', 'ARRAY_SIZE', 'page_size', 'folio_size', 'huge_page_size', 'vmalloc_to_page',
];

/** The accessor for a plain read, and how a tree that lacks it gains it. */
export const accessor = {
  helper: 'bvec_page',
  parameters: 1,
  /** Headers that may define the structure, the likeliest first. */
  headers: ['include/linux/bvec.h', 'include/linux/blk_types.h'],
  /** Goes right after the structure's definition. */
  text: `
/**
 * bvec_page - the first page of a bvec
 * @bvec: bvec to look at
 *
 * Use this instead of reading bv_page, so that what the field holds can change.
 */
static inline struct page *bvec_page(const struct bio_vec *bvec)
{
	return bvec->bv_page;
}
`,
} as const;

/**
 * Macros that take an argument as an lvalue, and what they do with it (include/linux/minmax.h, include/asm-generic/rwonce.h, include/linux/rcupdate.h,
 * include/asm-generic/uaccess.h). Any other macro is asked for its definition.
 */
export const lvalueMacros: Readonly<Record<string, { readonly argument: number | 'all'; readonly use: 'update' | 'address-of' }>> = {
  swap: { argument: 'all', use: 'update' },
  WRITE_ONCE: { argument: 0, use: 'update' },
  READ_ONCE: { argument: 0, use: 'address-of' },
  rcu_assign_pointer: { argument: 0, use: 'update' },
  RCU_INIT_POINTER: { argument: 0, use: 'update' },
  rcu_dereference: { argument: 0, use: 'address-of' },
  get_user: { argument: 0, use: 'update' },
};

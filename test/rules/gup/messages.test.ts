/** The sentences of the rules on page references, each for one record of the flow analysis as it would come. */
import { describe, expect, it } from 'vitest';
import { type FlowRule, type Rule, rules } from '../../../src/rules/index.ts';

type Defect = Parameters<FlowRule['check']>[0]['defects'][number];
type Pages = Defect['pages'];
type Trace = Defect['trace'];
/** What is special about a record; the rest is filled in. */
type Case<D extends Defect = Defect> = D extends Defect
  ? Omit<D, 'span' | 'pages' | 'trace' | 'certain'> & Partial<Pick<D, 'pages' | 'trace' | 'certain'>>
  : never;

const flowRules = rules.filter((rule: Rule): rule is FlowRule => rule.flow === true && /^(gup|bio)\//.test(rule.info.id));

const at = { start: 0, end: 1 };
const PIN = ['unpin_user_pages', 'unpin_user_page', 'unpin_user_pages_dirty_lock'];
const GET = ['put_page', 'release_pages'];

const pinned: Pages = {
  kind: 'pin',
  acquiredBy: 'pin_user_pages_fast',
  array: 'pages',
  single: false,
  requested: 'npages',
  countVariable: 'pinned',
  releaseWith: PIN,
};
const onePinned: Pages = {
  kind: 'pin',
  acquiredBy: 'pin_user_pages_fast',
  array: '&page',
  single: true,
  requested: '1',
  countVariable: 'ret',
  releaseWith: PIN,
};
const taken: Pages = { ...pinned, kind: 'get', acquiredBy: 'get_user_pages_fast', countVariable: 'got', releaseWith: GET };
const oneTaken: Pages = { ...onePinned, kind: 'get', acquiredBy: 'get_user_pages_fast', releaseWith: GET };
const acquire: Trace[number] = {
  event: 'acquire',
  span: at,
  text: 'pinned = pin_user_pages_fast(start, npages, 0, pages)',
  pages: 0,
  call: 'pin_user_pages_fast',
  kind: 'pin',
  into: 'pages',
  requested: 'npages',
  outcome: 'all',
  write: 'no',
  longterm: 'no',
};
const check = (text: string, taken_: boolean): Trace[number] => ({ event: 'check', span: { start: 5, end: 9 }, text, taken: taken_, role: 'if' });
const failing: Trace = [acquire, check('ret < 0', true), { event: 'return', span: at, text: 'return ret', outcome: 'error', value: 'ret' }];

function finding(wanted: Case): { readonly rule: string; readonly level: string; readonly kind: string; readonly message: string } {
  const defect = { span: at, pages: pinned, trace: [acquire], certain: true, ...wanted } as Defect;
  const found = flowRules.flatMap((r) =>
    r
      .check({ defects: [defect], handOvers: [], holdings: [], flagUses: [], callers: [], acquires: true })
      .map((f) => ({ rule: r.info.id, level: f.level, kind: f.kind, message: f.message })),
  );
  expect(found).toHaveLength(1);
  return found[0] ?? { rule: '', level: '', kind: '', message: '' };
}

const cases: readonly (readonly [string, Case])[] = [
  [
    "error gup/mismatched-release pin-put: 'page' was pinned by pin_user_pages_fast(); put_page() drops a plain reference and leaves the pin, use unpin_user_page(page)",
    { defect: 'mismatched-release', pages: onePinned, call: 'put_page', releasedAs: 'get' },
  ],
  [
    "error gup/mismatched-release pin-put: 'pages' were pinned by pin_user_pages_fast(); release_pages() drops a plain reference and leaves the pin, use unpin_user_pages(pages, pinned)",
    { defect: 'mismatched-release', call: 'release_pages', releasedAs: 'get' },
  ],
  [
    "error gup/mismatched-release reference-unpinned: 'pages' were taken by get_user_pages_fast() as plain references; unpin_user_pages() drops a pin that nobody took, use release_pages(pages, got)",
    { defect: 'mismatched-release', pages: taken, call: 'unpin_user_pages', releasedAs: 'pin' },
  ],
  [
    "warning gup/mismatched-release pin-put: 'obj->pages' were pinned by pin_user_pages_fast() elsewhere in this file; put_page() drops a plain reference and leaves the pin, use unpin_user_page()",
    {
      defect: 'mismatched-release',
      pages: { ...pinned, array: 'obj->pages' },
      call: 'put_page',
      releasedAs: 'get',
      throughField: 'pages',
      certain: false,
    },
  ],
  [
    "error bio/borrowed-page-release released: iov_iter_extract_pages() took no reference to 'pages'; unpin_user_pages() drops one that belongs to somebody else",
    {
      defect: 'mismatched-release',
      pages: { kind: 'borrowed', acquiredBy: 'iov_iter_extract_pages', array: 'pages', single: false, releaseWith: [] },
      call: 'unpin_user_pages',
      releasedAs: 'pin',
    },
  ],
  [
    "error gup/leak-on-path exit: 'pages' pinned by pin_user_pages_fast() are not unpinned when 'ret < 0'; call unpin_user_pages(pages, pinned) before returning",
    { defect: 'leak', how: 'exit', exit: 'error', trace: failing },
  ],
  [
    "error gup/leak-on-path exit: 'page' taken by get_user_pages_fast() is not released on success; call put_page(page) before returning",
    { defect: 'leak', pages: oneTaken, how: 'exit', exit: 'success' },
  ],
  [
    "error gup/leak-on-path exit: 'pages' pinned by pin_user_pages_fast() are not unpinned when 'ret < 0'; call unpin_user_pages(pages, pinned) here as the other paths do",
    { defect: 'leak', how: 'exit', exit: 'error', trace: failing, releasedElsewhere: 'unpin_user_pages' },
  ],
  [
    "error gup/leak-on-path exit: 'pages' pinned by pin_user_pages_fast() are not unpinned on error; call ubuf_unpin() here as the other paths do",
    { defect: 'leak', how: 'exit', exit: 'error', releasedElsewhere: 'ubuf_unpin' },
  ],
  [
    "warning gup/leak-on-path exit: 'pages' pinned by pin_user_pages_fast() stay pinned when 'ret < 0'; unless every caller releases what a failed call left, call unpin_user_pages(pages, pinned) before returning",
    { defect: 'leak', how: 'exit', exit: 'error', trace: failing, certain: false },
  ],
  [
    "error gup/leak-on-path never: 'page' pinned by pin_user_pages_fast() is never unpinned; call unpin_user_page(page) when done",
    { defect: 'leak', pages: onePinned, how: 'never', exit: 'success' },
  ],
  [
    "error gup/leak-on-path overwritten: pin_user_pages_fast() fills 'page' anew while the old page is still pinned; call unpin_user_page(page) first",
    { defect: 'leak', pages: onePinned, how: 'overwritten', exit: 'unknown' },
  ],
  [
    "error gup/leak-on-path array-freed: kvfree() frees the array 'pages' while its pages are still pinned; call unpin_user_pages(pages, pinned) first",
    {
      defect: 'leak',
      how: 'array-freed',
      exit: 'success',
      trace: [acquire, { event: 'free-array', span: at, text: 'kvfree(pages)', pages: 0, call: 'kvfree' }],
    },
  ],
  [
    "error gup/leak-on-path remainder: only 'pinned - 1' of the 'pinned' pages in 'pages' are unpinned; the rest stay pinned, call unpin_user_pages(pages, pinned)",
    { defect: 'leak', how: 'remainder', exit: 'unknown', released: 'pinned - 1' },
  ],
  [
    "error gup/partial-pin leaked: pin_user_pages_fast() may have pinned fewer than 'npages' pages, and those stay pinned when 'pinned != npages'; call unpin_user_pages(pages, pinned) before returning",
    { defect: 'partial', how: 'leaked', trace: [acquire, check('pinned == npages', false)] },
  ],
  [
    "error gup/partial-pin released-asked: only 'pinned' of the 'npages' pages may have been pinned here; unpin_user_pages(pages, npages) releases pages that were never taken, pass 'pinned'",
    { defect: 'partial', how: 'released-asked', call: 'unpin_user_pages' },
  ],
  [
    "error gup/partial-pin unnoticed: pin_user_pages_fast() may take fewer than 'npages' pages, yet sg_alloc_table_from_pages() uses 'pages' as if all were there; compare 'pinned' with 'npages'",
    { defect: 'partial', how: 'unnoticed', call: 'sg_alloc_table_from_pages' },
  ],
  [
    "error gup/double-release again: 'page' is already unpinned by unpin_user_page() when 'ret < 0'; ubuf_unpin() drops a reference that is no longer held, remove one of the two",
    { defect: 'double-release', pages: onePinned, call: 'ubuf_unpin', first: at, firstCall: 'unpin_user_page', trace: failing },
  ],
  [
    "error gup/double-release excess: unpin_user_pages() releases 'pinned + 1' pages of 'pages', but only 'pinned' were pinned; release each page once",
    { defect: 'double-release', call: 'unpin_user_pages', first: at, firstCall: 'unpin_user_pages', excess: 'pinned + 1' },
  ],
  [
    "error gup/use-after-release dirty: 'page' is marked dirty by set_page_dirty_lock() after unpin_user_page() gave it back; mark dirty before the release",
    { defect: 'use-after-release', pages: onePinned, how: 'dirty', call: 'set_page_dirty_lock', released: at, releasedBy: 'unpin_user_page' },
  ],
  [
    "warning gup/use-after-release access: 'pages' are used after put_page() gave them back; release after the last use",
    { defect: 'use-after-release', pages: taken, how: 'access', released: at, releasedBy: 'put_page', certain: false },
  ],
  [
    "warning gup/unchecked-result ignored: the result of pin_user_pages_fast() is ignored, although it may fail or take fewer pages than asked for; check it before 'pages' are used",
    { defect: 'unchecked', how: 'ignored' },
  ],
  [
    "error gup/unchecked-result ignored: the result of pin_user_pages_fast() is ignored, although it may fail; check it before 'page' is used",
    {
      defect: 'unchecked',
      pages: onePinned,
      how: 'ignored',
      trace: [acquire, { event: 'release', span: at, text: 'put_page(page)', pages: 0, kind: 'get', call: 'put_page', count: '1', dirties: false }],
    },
  ],
  [
    "warning gup/unchecked-result unsigned: a negative errno of pin_user_pages_fast() becomes a huge count, because 'pinned' is unsigned; use a signed type",
    { defect: 'unchecked', how: 'unsigned' },
  ],
  [
    "warning gup/unchecked-result promoted: a negative errno of pin_user_pages_fast() passes this comparison, because 'pinned' is converted to unsigned for it; test 'pinned < 0' first",
    { defect: 'unchecked', how: 'promoted' },
  ],
  [
    "error gup/unchecked-result errno-as-count: this check lets a negative errno of pin_user_pages_fast() through, and 'pinned' is then used as a count by unpin_user_pages(); test 'pinned < 0' first",
    { defect: 'unchecked', how: 'errno-as-count', check: at, call: 'unpin_user_pages' },
  ],
  [
    "error gup/unchecked-result errno-uses-pages: 'page' is used by memcpy_from_page() although pin_user_pages_fast() may have failed; check its result first",
    { defect: 'unchecked', pages: onePinned, how: 'errno-uses-pages', call: 'memcpy_from_page' },
  ],
];

describe('what the rules on page references say', () => {
  it.each(cases)('%s', (expected, wanted) => {
    const { rule, level, kind, message } = finding(wanted);
    expect(`${level} ${rule} ${kind}: ${message}`).toBe(expected);
    expect(message).not.toMatch(/\.$|\n/);
  });

  it('gives no count where the call returns bytes', () => {
    const iterator: Pages = { ...taken, acquiredBy: 'iov_iter_get_pages2', countVariable: 'bytes', releaseWith: ['release_pages', 'put_page'] };
    expect(finding({ defect: 'leak', pages: iterator, how: 'exit', exit: 'error', trace: failing }).message).toContain(
      'call release_pages() before returning',
    );
  });

  it('asks about every word that takes or drops references, and about no other', () => {
    for (const rule of flowRules) {
      expect(rule.words).toEqual(expect.arrayContaining(['pin_user_pages_fast', 'unpin_user_page', 'iov_iter_extract_pages', 'bio_release_pages']));
      for (const other of ['bv_page', 'kmap_local_page', 'FOLL_WRITE', 'dax_direct_access']) expect(rule.words).not.toContain(other);
    }
  });
});

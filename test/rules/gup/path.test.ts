/** The steps that a trace becomes, and the clauses that name a path. */
import { describe, expect, it } from 'vitest';
import { pathOf } from '../../../src/rules/gup/shared/path.ts';
import { conditionClause, whenPhrase } from '../../../src/rules/gup/shared/phrases.ts';

type Trace = Parameters<typeof pathOf>[0];
type Event = Trace[number];

const at = { start: 3, end: 9 };
const base = { span: at, text: '' };
const acquire = (more: Partial<Extract<Event, { event: 'acquire' }>> = {}): Event => ({
  ...base,
  event: 'acquire',
  pages: 0,
  call: 'pin_user_pages_fast',
  kind: 'pin',
  into: 'pages',
  requested: 'npages',
  outcome: 'all',
  write: 'yes',
  longterm: 'no',
  ...more,
});
const said = (...trace: Event[]): string => pathOf(trace).at(-1)?.message ?? '';

describe('a step', () => {
  it.each<[string, Event]>([
    ["pin_user_pages_fast() pins all 'npages' pages into 'pages'", acquire()],
    ["pin_user_pages_fast() pins fewer than 'npages' pages into 'pages'", acquire({ outcome: 'fewer' })],
    ["pin_user_pages_fast() pins at least one page into 'pages'", acquire({ outcome: 'some' })],
    ['pin_user_pages_fast() fails', acquire({ outcome: 'none' })],
    ["get_user_pages_fast() takes one page into 'page'", acquire({ kind: 'get', call: 'get_user_pages_fast', into: '&page', requested: '1' })],
    [
      "iov_iter_extract_pages() hands out all 'n' pages into 'pages' without a reference, the iterator being over kernel memory",
      acquire({ kind: 'borrowed', call: 'iov_iter_extract_pages', requested: 'n', iterator: 'kernel' }),
    ],
  ])('of an acquisition: %s', (expected, event) => expect(said(event)).toBe(expected));

  it.each<[string, Event]>([
    ["here 'ret >= 0'", { ...base, event: 'check', text: 'ret < 0', taken: false, role: 'if' }],
    ["the loop goes on, as 'i < n'", { ...base, event: 'check', text: 'i < n', taken: true, role: 'loop' }],
    ["the loop ends, as 'i >= n'", { ...base, event: 'check', text: 'i < n', taken: false, role: 'loop' }],
    ["goto 'err_free'", { ...base, event: 'jump', how: 'goto', label: 'err_free' }],
    ['break', { ...base, event: 'jump', how: 'break' }],
    ["get_page() takes another reference to 'pages'", { ...base, event: 'reference', pages: 0, call: 'get_page' }],
    ["dma_map_sg() maps 'pages' for the device", { ...base, event: 'map', pages: 0, how: 'device', call: 'dma_map_sg' }],
    ["kunmap_local() undoes the mapping of 'pages'", { ...base, event: 'unmap', pages: 0, how: 'cpu', call: 'kunmap_local' }],
    ["the CPU writes 'pages'", { ...base, event: 'access', pages: 0, by: 'cpu', write: true }],
    ["set_page_dirty_lock() marks 'pages' dirty", { ...base, event: 'access', pages: 0, by: 'cpu', write: true, call: 'set_page_dirty_lock' }],
    ["memcpy_from_page() uses 'pages'", { ...base, event: 'access', pages: 0, by: 'cpu', write: false, call: 'memcpy_from_page' }],
    ["set_page_dirty() marks 'pages' dirty without the page lock", { ...base, event: 'dirty', pages: 0, locked: false, call: 'set_page_dirty' }],
    ["'pages' are kept by vm_insert_pages()", { ...base, event: 'hand-over', pages: 0, to: 'callee', call: 'vm_insert_pages' }],
    [
      "unpin_user_pages_dirty_lock() unpins 'n' pages of 'pages' and marks them dirty",
      { ...base, event: 'release', pages: 0, kind: 'pin', call: 'unpin_user_pages_dirty_lock', count: 'n', dirties: true },
    ],
    ["put_page() puts each page of 'pages'", { ...base, event: 'release', pages: 0, kind: 'get', call: 'put_page', count: 'each', dirties: false }],
    ["kvfree() frees the array 'pages'", { ...base, event: 'free-array', pages: 0, call: 'kvfree' }],
    ["returns -EFAULT with 'pages' still pinned", { ...base, event: 'return', outcome: 'error', value: '-EFAULT' }],
  ])('behind an acquisition: %s', (expected, event) => expect(said(acquire(), event)).toBe(expected));

  it('speaks of one page as of one', () => {
    const one = acquire({ into: '&page', requested: '1' });
    expect(said(one, { ...base, event: 'hand-over', pages: 0, to: 'bio', call: 'bio_add_page' })).toBe("'page' goes into a bio by bio_add_page()");
    expect(said(one, { ...base, event: 'hand-over', pages: 0, to: 'callee' })).toBe("'page' is kept");
  });

  it('of a return says nothing of what was released, handed over, lent or never taken', () => {
    const end: Event = { ...base, event: 'return', outcome: 'success', value: '0' };
    expect(said(acquire(), { ...base, event: 'release', pages: 0, kind: 'pin', call: 'x', count: 'each', dirties: false }, end)).toBe('returns 0');
    expect(said(acquire(), { ...base, event: 'hand-over', pages: 0, to: 'bio' }, end)).toBe('returns 0');
    expect(said(acquire({ kind: 'borrowed' }), end)).toBe('returns 0');
    expect(said(acquire({ outcome: 'none' }), end)).toBe('returns 0');
  });

  it('stands at its event, in order, with the file left to whoever knows it', () => {
    expect(pathOf([acquire(), { ...base, event: 'return', outcome: 'unknown' }])).toEqual([
      { file: '', span: at, message: "pin_user_pages_fast() pins all 'npages' pages into 'pages'", kind: 'acquire' },
      { file: '', span: at, message: "returns with 'pages' still pinned", kind: 'exit' },
    ]);
  });
});

describe('a condition', () => {
  it.each<[string, boolean, string]>([
    ['ret < 0', true, "'ret < 0'"],
    ['ret < 0', false, "'ret >= 0'"],
    ['a->n == b[i > 0]', false, "'a->n != b[i > 0]'"],
    ['x << 2 > y', false, "'x << 2 <= y'"],
    ['page', false, "'page' is not set"],
    ['obj->pages[0]', true, "'obj->pages[0]' is set"],
    ['IS_ERR(page)', false, "'IS_ERR(page)' is false"],
    ['copy_from_user(&header, u64_to_user_ptr(args->header), sizeof(header))', true, "'copy_from_user(…)' is true"],
    ['a\n\t\t< b', true, "'a < b'"],
  ])('%s, %s', (text, taken, expected) => expect(conditionClause(text, taken)).toBe(expected));

  it('that decides is the last one behind the acquisition, a loop only if there is no other', () => {
    const check = (text: string, role: 'if' | 'loop', span = { start: 20, end: 30 }): Event => ({ event: 'check', span, text, taken: true, role });
    expect(whenPhrase({ trace: [check('before', 'if'), acquire()], span: at })).toBe('');
    // The acquisition stands in it: its outcome is told by other words.
    expect(whenPhrase({ trace: [acquire(), check('pin_user_pages_fast() < 0', 'if', at)], span: at })).toBe('');
    expect(whenPhrase({ trace: [acquire(), check('a < 0', 'if'), check('i < n', 'loop')], span: at })).toBe(" when 'a < 0'");
    expect(whenPhrase({ trace: [acquire(), check('i < n', 'loop')], span: at })).toBe(" when 'i < n'");
  });
});

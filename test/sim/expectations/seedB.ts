/** Section 7.2: 2019, how a bio_vec says where its page came from. The tables assume that a pin is counted with a bias. */
import { type Cell, counting, row } from './cell.ts';

const b1 = row('B1');
const b2 = row('B2');
const b5 = row('B5');
const b6 = row('B6');
const b7 = row('B7');
const b8 = row('B8');
const b9 = row('B9');

const ONE_PRIMITIVE = 'no tag: one primitive for all, put loses a bias of the pin, unpin takes one that the reference never had';

export const seedB: readonly Cell[] = [
  b1('D0', counting, { bvec: 'none', release: 'put' }, 'LEAK', ONE_PRIMITIVE),
  b1('D0', counting, { bvec: 'none', release: 'unpin' }, 'UNDERFLOW', ONE_PRIMITIVE),
  b1('D1', counting, { bvec: 'pfn-flag' }, 'OK'),
  b1('D2', counting, { bvec: 'low-bit' }, 'OK'),
  b1('D3', counting, { bvec: 'bio-flag-split' }, 'OK'),
  b1('D4', counting, { bvec: 'bio-flag-merge', release: 'put' }, 'LEAK'),
  b1('D4', counting, { bvec: 'bio-flag-merge', release: 'unpin' }, 'UNDERFLOW'),
  b1('D5', counting, { bvec: 'mainline-6.12', builder: 'separate' }, 'OK'),
  b1('D5', counting, { bvec: 'mainline-6.12', builder: 'mixed', release: 'put' }, 'LEAK', 'else as D4: without the flag nothing is released'),
  b1('D5', counting, { bvec: 'mainline-6.12', builder: 'mixed', release: 'unpin' }, 'UNDERFLOW', 'else as D4: with the flag both are unpinned'),

  b2('D0', counting, { bvec: 'none' }, 'OK'),
  b2('D2', counting, { bvec: 'low-bit' }, 'CORRUPT'),
  b2('D3', counting, { bvec: 'bio-flag-split' }, 'OK'),
  b2('D4', counting, { bvec: 'bio-flag-merge' }, 'OK'),
  b2('D5', counting, { bvec: 'mainline-6.12' }, 'OK'),

  b5('D0', counting, { bvec: 'none' }, 'OK'),
  b5('D1', counting, { bvec: 'pfn-flag' }, 'OK'),
  b5('D2', counting, { bvec: 'low-bit' }, 'OK'),
  b5('D3', counting, { bvec: 'bio-flag-split' }, 'OK'),
  b5('D4', counting, { bvec: 'bio-flag-merge' }, 'OK'),
  b5('D5', counting, { bvec: 'mainline-6.12' }, 'OK'),

  b6('D1', counting, { bvec: 'pfn-flag', surgery: 'moved' }, 'OK'),
  b6('D1', counting, { bvec: 'pfn-flag', surgery: 'copied' }, 'UNDERFLOW'),
  b6('D2', counting, { bvec: 'low-bit', surgery: 'moved' }, 'OK', 'as D1'),
  b6('D2', counting, { bvec: 'low-bit', surgery: 'copied' }, 'UNDERFLOW', 'as D1'),
  b6('D3', counting, { bvec: 'bio-flag-split', surgery: 'moved' }, 'OK', 'the design is that surgery splits'),
  b6('D3', counting, { bvec: 'bio-flag-split', surgery: 'copied' }, 'UNDERFLOW'),
  b6('D4', counting, { bvec: 'bio-flag-merge', surgery: 'moved', direction: 'g-to-n' }, 'LEAK'),
  b6('D4', counting, { bvec: 'bio-flag-merge', surgery: 'moved', direction: 'n-to-g' }, 'UNDERFLOW'),
  b6('D4', counting, { bvec: 'bio-flag-merge', surgery: 'copied' }, 'UNDERFLOW'),
  b6('D5', counting, { bvec: 'mainline-6.12', surgery: 'moved', direction: 'g-to-n' }, 'LEAK'),
  b6('D5', counting, { bvec: 'mainline-6.12', surgery: 'moved', direction: 'n-to-g' }, 'UNDERFLOW'),
  b6('D5', counting, { bvec: 'mainline-6.12', surgery: 'copied', direction: 'g-to-n' }, 'OK'),

  b7('D0', counting, { bvec: 'none', release: 'put' }, 'LEAK', ONE_PRIMITIVE),
  b7('D0', counting, { bvec: 'none', release: 'unpin' }, 'UNDERFLOW', ONE_PRIMITIVE),
  b7('D1', counting, { bvec: 'pfn-flag' }, 'OK'),
  b7('D2', counting, { bvec: 'low-bit' }, 'OK'),

  b8('D1', counting, { bvec: 'pfn-flag', 'compare-tag': 'off', order: 'n-then-g' }, 'LEAK'),
  b8('D1', counting, { bvec: 'pfn-flag', 'compare-tag': 'off', order: 'g-then-n' }, 'UNDERFLOW'),
  b8('D1', counting, { bvec: 'pfn-flag', 'compare-tag': 'on' }, 'OK'),
  b8('D2', counting, { bvec: 'low-bit', 'compare-tag': 'off', order: 'n-then-g' }, 'LEAK', 'the same if the merge ignores the bit'),
  b8('D2', counting, { bvec: 'low-bit', 'compare-tag': 'off', order: 'g-then-n' }, 'UNDERFLOW', 'the same if the merge ignores the bit'),
  b8('D2', counting, { bvec: 'low-bit', 'compare-tag': 'on' }, 'OK'),
  b8('D3', counting, { bvec: 'bio-flag-split' }, 'OK'),
  b8('D5', counting, { bvec: 'mainline-6.12' }, 'OK'),

  b9('D1', counting, { bvec: 'pfn-flag' }, 'UNDERFLOW'),
];

/** Section 11: the golden traces, by the verdict at their end. */
import { allPolicies, type Cell, counting, row } from './cell.ts';

const g1 = row('G1');
const g2 = row('G2');
const g3 = row('G3');
const g4 = row('G4');
const g5 = row('G5');
const g6 = row('G6');
const g7 = row('G7');
const g8 = row('G8');
const g9 = row('G9');
const g10 = row('G10');

export const seedG: readonly Cell[] = [
  g1('-', counting, {}, 'LEAK', 'the mismatch is above the expected value, so a remark; 1023 references stay'),
  g2('-', counting, {}, 'UNDERFLOW', 'with 0, 1021 or 1022 other references alike'),
  g3('pin, put', counting, { folio: 'large', order: 'pin-put' }, 'LEAK'),
  g3('get, unpin', counting, { folio: 'large', order: 'get-unpin', i2: 'on' }, 'UNDERFLOW', 'the underflow comes first'),
  g3('get, unpin', counting, { folio: 'large', order: 'get-unpin', i2: 'off' }, 'CORRUPT', 'I9, to be seen with I2 switched off'),
  g3('order 0', counting, { folio: 'small', order: 'get-unpin', i2: 'on' }, 'UNDERFLOW', 'the underflow comes first'),
  g3('order 0', counting, { folio: 'small', order: 'get-unpin', i2: 'off' }, 'CORRUPT', 'the same false negative'),
  g4('-', counting, {}, 'OK'),
  g5('P1', 'base2018', {}, 'CSUM'),
  g5('P3', 'c2-bounce', {}, 'OK'),
  g6('unpin', counting, { release: 'unpin' }, 'UNDERFLOW'),
  g6('put', counting, { release: 'put', i2: 'on' }, 'UNDERFLOW'),
  g6('put', counting, { release: 'put', i2: 'off' }, 'UAF', 'after the put the owner touches a freed page'),
  g7('releases three', allPolicies, { cleanup: 'full' }, 'UAF', 'I1, a wild pointer'),
  g7('returns -EFAULT', allPolicies, { cleanup: 'none' }, 'LEAK'),
  g7('passes -14', allPolicies, { cleanup: 'negative' }, 'OK', 'detected by the WARN, nothing leaks'),
  g8('-', counting, {}, 'UNDERFLOW'),
  g9('dropped', counting, { drop: 'merged' }, 'OK'),
  g9('omitted', counting, { drop: 'missing' }, 'LEAK'),
  g10('check_pages_dirty', counting, { completion: 'check-pages-dirty', csum: 'off' }, 'OK'),
  g10('check_pages_dirty', counting, { completion: 'check-pages-dirty', csum: 'on' }, 'CSUM', 'on: as A1'),
  g10('release clean', counting, { completion: 'release-clean', csum: 'off' }, 'LOST'),
];

/** Section 7.5: 2015, persistent memory with and without struct page. What a policy does with pins matters in E5 only. */
import { allPolicies, type Cell, type Policy, row } from './cell.ts';

const e1 = row('E1');
const e2 = row('E2');
const e3 = row('E3');
const e4 = row('E4');
const e5 = row('E5');
const e6 = row('E6');
const e7 = row('E7');

const DETECTED = 'a stale use that is detected holds';
const PINNING: readonly Policy[] = ['base2018', 'c2-bounce', 'off-lru', 'foll-pin', 'longterm-deny'];

export const seedE: readonly Cell[] = [
  e1('Q1', allPolicies, { pmem: 'pfn-t', use: 'dma' }, 'STALE-UNDETECTED'),
  e1('Q2', allPolicies, { pmem: 'dyn-page', use: 'cpu', 'recycle-delay': 'long' }, 'OK', DETECTED),
  e1('Q2', allPolicies, { pmem: 'dyn-page', use: 'cpu', 'recycle-delay': 'none' }, 'STALE-UNDETECTED'),
  e1('Q2', allPolicies, { pmem: 'dyn-page', use: 'dma' }, 'STALE-UNDETECTED'),
  e1('Q3', allPolicies, { pmem: 'memmap' }, 'OK', 'unbind blocks until the page is released'),
  e1('Q4', allPolicies, { pmem: 'unprotected', 'dax-lock': 'off', use: 'dma' }, 'STALE-UNDETECTED'),
  e1('Q4', allPolicies, { pmem: 'unprotected', 'dax-lock': 'on' }, 'OK'),

  e2('Q1', allPolicies, { pmem: 'pfn-t' }, 'OK', DETECTED),
  e2('Q2', allPolicies, { pmem: 'dyn-page' }, 'OK', DETECTED),
  e2('Q3', allPolicies, { pmem: 'memmap' }, 'OK'),

  e3('Q1', allPolicies, { pmem: 'pfn-t', sleep: 'until-unbind' }, 'DEADLOCK'),
  e3('Q1', allPolicies, { pmem: 'pfn-t', sleep: 'bounded' }, 'OK', 'else OK'),
  e3('Q2', allPolicies, { pmem: 'dyn-page', sleep: 'bounded' }, 'OK'),
  e3('Q3', allPolicies, { pmem: 'memmap', sleep: 'bounded' }, 'OK'),

  e4('Q1', allPolicies, { pmem: 'pfn-t' }, 'OK'),
  e4('Q2', allPolicies, { pmem: 'dyn-page' }, 'OK'),
  e4('Q3', allPolicies, { pmem: 'memmap' }, 'OK'),

  e5('Q1', PINNING, { pmem: 'pfn-t' }, 'CORRUPT'),
  e5('Q2', PINNING, { pmem: 'dyn-page', 'external-lock': 'off' }, 'CORRUPT'),
  e5('Q2', PINNING, { pmem: 'dyn-page', 'external-lock': 'on' }, 'OK', 'unless external locking'),
  e5('Q3', ['base2018', 'c2-bounce', 'off-lru', 'foll-pin'], { pmem: 'memmap' }, 'OK', 'truncate waits for a pin that ends'),
  e5('Q3', 'longterm-deny', { pmem: 'memmap', longterm: 'off' }, 'OK', 'truncate waits for a short pin'),
  e5('Q3', 'longterm-deny', { pmem: 'memmap', longterm: 'on' }, 'DENIED', 'LONGTERM on fs-dax is denied, which holds as well'),
  e5('Q4', PINNING, { pmem: 'unprotected' }, 'CORRUPT'),

  e6('Q2', allPolicies, { pmem: 'dyn-page', 'recycle-delay': 'none' }, 'UAF'),
  e6('Q2', allPolicies, { pmem: 'dyn-page', 'recycle-delay': 'long' }, 'OK', 'the poison detects it: a stale use that is detected holds'),

  e7('Q1', allPolicies, { pmem: 'pfn-t', 'layout-wait': 'off' }, 'CORRUPT', 'I10'),
  e7('Q2', allPolicies, { pmem: 'dyn-page' }, 'CORRUPT', 'I10'),
  e7('Q3', allPolicies, { pmem: 'memmap' }, 'OK'),
  e7('Q4', allPolicies, { pmem: 'unprotected' }, 'CORRUPT', 'I10'),
];

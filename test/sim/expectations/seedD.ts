/** Section 7.4: 2019, brief pins, long-term pins, and devices with a notifier. "CSUM / LOST" is CSUM where checksums are verified and LOST where not. */
import { allPolicies, type Cell, counting, type Policy, row } from './cell.ts';

const d1 = row('D1');
const d2 = row('D2');
const d3 = row('D3');
const d4 = row('D4');
const d6 = row('D6');
const d7 = row('D7');
const d8 = row('D8');

const CSUM_COMES_FIRST = 'a verifying disk sees the torn block before the lost write is final';
const NO_CSUM = 'nobody verifies, so the write is lost at rest';
const NOT_NOTIFY: readonly Policy[] = ['base2018', 'c1-deny', 'c2-bounce', 'off-lru', 'foll-pin', 'longterm-deny'];

export const seedD: readonly Cell[] = [
  d1('synchronous', allPolicies, { callback: 'sync', 'stable-writes': 'on' }, 'OK'),
  d1('synchronous', allPolicies, { callback: 'sync', 'stable-writes': 'off', csum: 'on' }, 'CSUM', 'the refault does not wait for W11'),
  d1('asynchronous', NOT_NOTIFY, { callback: 'async', csum: 'on' }, 'CSUM', CSUM_COMES_FIRST),
  d1('asynchronous', NOT_NOTIFY, { callback: 'async', csum: 'off' }, 'LOST', NO_CSUM),
  d1('asynchronous, notify', 'c1-notify', { callback: 'async', 'stable-writes': 'on' }, 'OK', "the policy's own step waits"),
  d1('asynchronous, notify', 'c1-notify', { callback: 'async', 'stable-writes': 'off', csum: 'on' }, 'CSUM', 'the refault does not wait for W11'),

  d2('with sequence check', allPolicies, { 'seq-check': 'on' }, 'OK'),
  d2('without', ['base2018', 'c1-deny', 'c1-notify', 'foll-pin', 'longterm-deny'], { 'seq-check': 'off', csum: 'on' }, 'CSUM', CSUM_COMES_FIRST),
  d2('without', ['base2018', 'c1-deny', 'c1-notify', 'foll-pin', 'longterm-deny'], { 'seq-check': 'off', csum: 'off' }, 'LOST', NO_CSUM),
  d2('without, GET', ['c2-bounce', 'off-lru'], { 'seq-check': 'off', acquire: 'get', csum: 'on' }, 'CSUM', CSUM_COMES_FIRST),
  d2('without, GET', ['c2-bounce', 'off-lru'], { 'seq-check': 'off', acquire: 'get', csum: 'off' }, 'LOST', NO_CSUM),
  d2('without, PIN', ['c2-bounce', 'off-lru'], { 'seq-check': 'off', acquire: 'pin', hold: 'until-insert', csum: 'on' }, 'CSUM', 'after the release'),
  d2(
    'without, PIN',
    ['c2-bounce', 'off-lru'],
    { 'seq-check': 'off', acquire: 'pin', hold: 'until-insert', csum: 'off' },
    'LOST',
    'after the release',
  ),
  d2(
    'without, PIN',
    ['c2-bounce', 'off-lru'],
    { 'seq-check': 'off', acquire: 'pin', hold: 'until-done' },
    'OK',
    'inside the window, which lasts as long as the pin',
  ),

  d3('GET, PIN', 'longterm-deny', { acquire: 'get' }, 'OK', 'acquired everywhere'),
  d3('GET, PIN', 'longterm-deny', { acquire: 'pin' }, 'OK', 'acquired everywhere'),
  d3('PIN+LT', 'longterm-deny', { acquire: 'pin-longterm', memory: 'anon' }, 'OK'),
  d3('PIN+LT', 'longterm-deny', { acquire: 'pin-longterm', memory: 'shmem' }, 'OK'),
  d3('PIN+LT', 'longterm-deny', { acquire: 'pin-longterm', memory: 'ext4-shared', kernel: '6.12' }, 'DENIED'),
  d3('PIN+LT', 'longterm-deny', { acquire: 'pin-longterm', memory: 'ext4-shared', kernel: '6.1' }, 'OK', 'allowed'),
  d3('PIN+LT', 'longterm-deny', { acquire: 'pin-longterm', memory: 'fs-dax' }, 'DENIED'),
  d3('PIN+LT', 'longterm-deny', { acquire: 'pin-longterm', memory: 'cma' }, 'OK', 'migrated first'),

  d4('-', allPolicies, {}, 'UNDERFLOW'),

  d6('notifier', allPolicies, { holder: 'odp', memory: 'ext4-shared' }, 'OK', 'table of scenarios: the notifier of the unmap'),
  d6('LONGTERM, ext4', 'base2018', { holder: 'longterm-pin', memory: 'ext4-shared' }, 'LOST'),
  d6('LONGTERM, ext4', 'c1-deny', { holder: 'longterm-pin', memory: 'ext4-shared' }, 'DENIED'),
  d6('LONGTERM, ext4', 'c1-notify', { holder: 'longterm-pin', memory: 'ext4-shared' }, 'OK'),
  d6('LONGTERM, ext4', 'foll-pin', { holder: 'longterm-pin', memory: 'ext4-shared' }, 'LOST'),
  d6('LONGTERM, ext4', 'longterm-deny', { holder: 'longterm-pin', memory: 'ext4-shared', kernel: '6.12' }, 'DENIED'),
  d6('LONGTERM, ext4', 'longterm-deny', { holder: 'longterm-pin', memory: 'ext4-shared', kernel: '6.1' }, 'LOST', 'the result of P5'),
  d6('LONGTERM, fs-dax', 'base2018', { holder: 'longterm-pin', memory: 'fs-dax', 'layout-wait': 'off' }, 'CORRUPT'),
  d6('LONGTERM, fs-dax', 'c1-deny', { holder: 'longterm-pin', memory: 'fs-dax' }, 'DENIED'),
  d6('LONGTERM, fs-dax', 'c1-notify', { holder: 'longterm-pin', memory: 'fs-dax' }, 'OK'),
  d6('LONGTERM, fs-dax', 'longterm-deny', { holder: 'longterm-pin', memory: 'fs-dax' }, 'DENIED', 'both trees'),

  d7('-', counting, {}, 'DEADLOCK'),

  d8('P1, P2', ['base2018', 'c1-deny', 'c1-notify'], {}, 'OK'),
  d8('P3', 'c2-bounce', {}, 'LEAK', 'of the mark'),
  d8('P4', 'off-lru', { crash: 'off' }, 'LOST', 'I4 at rest'),
  d8('P4', 'off-lru', { crash: 'on', msync: 'skip' }, 'LOST', 'I11'),
  d8('P5, P6', counting, {}, 'LEAK'),
];

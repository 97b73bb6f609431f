/** Section 7.1: 2018, plain references against writeback. */
import { type Cell, row } from './cell.ts';

const a1 = row('A1');
const a2 = row('A2');
const a3 = row('A3');
const a4 = row('A4');
const a5 = row('A5');
const a6 = row('A6');
const a7 = row('A7');
const a9 = row('A9');

const DENIAL = 'DENIED needs LONGTERM, a write, a mapping that tracks dirty pages, and 6.12';
const NOT_DENIED = 'a short pin, or 6.1, is not denied: as P5';
const SLOW_MKWRITE = 'after W4 the device can only come back through page_mkwrite, which waits for writeback only where stable pages are asked for';

export const seedA: readonly Cell[] = [
  a1('P1', 'base2018', {}, 'CSUM'),
  a1('P2 deny', 'c1-deny', {}, 'DENIED'),
  a1('P2 notify', 'c1-notify', { 'stable-writes': 'on' }, 'OK', SLOW_MKWRITE),
  a1('P2 notify', 'c1-notify', { 'stable-writes': 'off' }, 'CSUM', SLOW_MKWRITE),
  a1('P3', 'c2-bounce', { check: 'after-mkclean' }, 'OK'),
  a1(
    'P3',
    'c2-bounce',
    { check: 'before-mkclean' },
    'OK',
    'the cell speaks of afterMkclean; here the pin is older than the pass, so an earlier test sees it as well',
  ),
  a1(
    'P3',
    'c2-bounce',
    { check: 'block-layer' },
    'CSUM',
    'section 4: the copy is made between W7 and W9, after the checksum, and the device may write between the two',
  ),
  a1('P4', 'off-lru', {}, 'OK', 'acquired before W1: either test of the mark sees it'),
  a1('P5', 'foll-pin', {}, 'CSUM'),
  a1('P6', 'longterm-deny', { longterm: 'off' }, 'CSUM', NOT_DENIED),
  a1('P6', 'longterm-deny', { longterm: 'on', kernel: '6.12' }, 'DENIED', DENIAL),
  a1('P6', 'longterm-deny', { longterm: 'on', kernel: '6.1' }, 'CSUM', NOT_DENIED),

  a2('P1', 'base2018', { 'dirty-lock': 'off' }, 'LOST'),
  a2('P1', 'base2018', { 'dirty-lock': 'on' }, 'OK', 'P5 says it of the dirty call; writeback asks no pin in either'),
  a2('P2 deny', 'c1-deny', {}, 'DENIED'),
  a2('P2 notify', 'c1-notify', {}, 'OK'),
  a2('P3', 'c2-bounce', {}, 'OK'),
  a2('P4', 'off-lru', {}, 'OK'),
  a2('P5', 'foll-pin', { 'dirty-lock': 'off' }, 'LOST'),
  a2('P5', 'foll-pin', { 'dirty-lock': 'on' }, 'OK'),
  a2('P6', 'longterm-deny', { longterm: 'on', kernel: '6.12' }, 'DENIED', DENIAL),
  a2('P6', 'longterm-deny', { longterm: 'on', kernel: '6.1', 'dirty-lock': 'off' }, 'LOST', NOT_DENIED),
  a2('P6', 'longterm-deny', { longterm: 'on', kernel: '6.1', 'dirty-lock': 'on' }, 'OK', NOT_DENIED),
  a2('P6', 'longterm-deny', { longterm: 'off', 'dirty-lock': 'off' }, 'LOST', NOT_DENIED),
  a2('P6', 'longterm-deny', { longterm: 'off', 'dirty-lock': 'on' }, 'OK', NOT_DENIED),

  a3('P1', 'base2018', {}, 'CORRUPT'),
  a3('P2 notify', 'c1-notify', { 'dirty-lock': 'on' }, 'CORRUPT', 'W4 may have cleaned after the last refault'),
  a3('P2 notify', 'c1-notify', { 'dirty-lock': 'off' }, 'OK', 'each refault dirties with the consent of the filesystem'),
  a3('P3', 'c2-bounce', {}, 'OK', 'never clean, so the call dirties nothing'),
  a3('P4', 'off-lru', { 'blocks-reserved': 'on' }, 'OK'),
  a3('P4', 'off-lru', { 'blocks-reserved': 'off' }, 'CORRUPT', 'the last unpin sets dirty where no blocks are reserved any more'),
  a3('P5', 'foll-pin', {}, 'CORRUPT'),
  a3('P6', 'longterm-deny', { longterm: 'on', kernel: '6.12' }, 'DENIED', DENIAL),
  a3('P6', 'longterm-deny', { longterm: 'on', kernel: '6.1' }, 'CORRUPT', NOT_DENIED),
  a3('P6', 'longterm-deny', { longterm: 'off' }, 'CORRUPT', NOT_DENIED),

  a4('P3', 'c2-bounce', {}, 'OK'),

  a5('P1', 'base2018', {}, 'CSUM'),
  a5('P2 deny', 'c1-deny', {}, 'DENIED'),
  a5('P2 notify', 'c1-notify', { 'stable-writes': 'on' }, 'OK', SLOW_MKWRITE),
  a5('P2 notify', 'c1-notify', { 'stable-writes': 'off' }, 'CSUM', SLOW_MKWRITE),
  a5('P3', 'c2-bounce', { check: 'before-mkclean' }, 'CSUM', 'with either setting of stable pages'),
  a5('P3', 'c2-bounce', { check: 'block-layer' }, 'CSUM', 'with either setting of stable pages'),
  a5('P3', 'c2-bounce', { check: 'after-mkclean', 'stable-writes': 'on' }, 'OK'),
  a5('P3', 'c2-bounce', { check: 'after-mkclean', 'stable-writes': 'off' }, 'CSUM', SLOW_MKWRITE),
  a5('P4', 'off-lru', { retest: 'on', 'stable-writes': 'on' }, 'OK'),
  a5('P4', 'off-lru', { retest: 'on', 'stable-writes': 'off' }, 'CSUM', SLOW_MKWRITE),
  a5('P4', 'off-lru', { retest: 'off' }, 'CSUM', 'searchOnly: a pin that comes after W1 is not seen'),
  a5('P5', 'foll-pin', {}, 'CSUM'),
  a5('P6', 'longterm-deny', { longterm: 'on', kernel: '6.12' }, 'DENIED', DENIAL),
  a5('P6', 'longterm-deny', { longterm: 'on', kernel: '6.1' }, 'CSUM', NOT_DENIED),
  a5('P6', 'longterm-deny', { longterm: 'off' }, 'CSUM', NOT_DENIED),

  a6('P1', 'base2018', {}, 'CORRUPT'),
  a6('P2 deny', 'c1-deny', {}, 'DENIED'),
  a6('P2 notify', 'c1-notify', {}, 'OK'),
  a6('P3', 'c2-bounce', { 'fs-cow': 'at-notify' }, 'CORRUPT'),
  a6('P3', 'c2-bounce', { 'fs-cow': 'alloc-at-writeback' }, 'OK'),
  a6('P4', 'off-lru', { 'fs-cow': 'at-notify' }, 'CORRUPT', 'as P3, at the last unpin'),
  a6('P4', 'off-lru', { 'fs-cow': 'alloc-at-writeback' }, 'OK', 'as P3, at the last unpin'),
  a6('P5', 'foll-pin', {}, 'CORRUPT'),
  a6('P6', 'longterm-deny', { longterm: 'on', kernel: '6.12' }, 'DENIED', DENIAL),
  a6('P6', 'longterm-deny', { longterm: 'on', kernel: '6.1' }, 'CORRUPT', NOT_DENIED),
  a6('P6', 'longterm-deny', { longterm: 'off' }, 'CORRUPT', NOT_DENIED),

  a7('P1', 'base2018', { 'background-w': 'off' }, 'OK', 'the acquire dirtied, so msync writes v2'),
  a7('P1', 'base2018', { 'background-w': 'on' }, 'LOST'),
  a7('P2 deny', 'c1-deny', {}, 'DENIED'),
  a7('P2 notify', 'c1-notify', {}, 'OK', 'both variants'),
  a7('P3', 'c2-bounce', { check: 'after-mkclean' }, 'OK', 'both variants'),
  a7('P3', 'c2-bounce', { check: 'before-mkclean' }, 'OK', 'the pin is older than either pass, so an earlier test sees it as well'),
  a7('P3', 'c2-bounce', { check: 'block-layer', 'background-w': 'off' }, 'OK', 'dirty is cleared by the pass of msync itself, whose copy holds v2'),
  a7(
    'P3',
    'c2-bounce',
    { check: 'block-layer', 'background-w': 'on' },
    'LOST',
    'section 4: cleared at W5 and set at W11, an msync in between finds nothing to write',
  ),
  a7('P4', 'off-lru', { msync: 'skip' }, 'LOST'),
  a7('P4', 'off-lru', { msync: 'block', 'pin-ends': 'off' }, 'DEADLOCK', 'unbounded wait if the pin never ends'),
  a7('P4', 'off-lru', { msync: 'block', 'pin-ends': 'on' }, 'OK'),
  a7('P4', 'off-lru', { msync: 'ebusy' }, 'OK', 'an error is returned, nothing was promised'),
  a7('P5', 'foll-pin', { 'background-w': 'off' }, 'OK', 'as P1'),
  a7('P5', 'foll-pin', { 'background-w': 'on' }, 'LOST', 'as P1'),
  a7('P6', 'longterm-deny', { longterm: 'on', kernel: '6.12' }, 'DENIED', DENIAL),
  a7('P6', 'longterm-deny', { longterm: 'on', kernel: '6.1', 'background-w': 'off' }, 'OK', NOT_DENIED),
  a7('P6', 'longterm-deny', { longterm: 'on', kernel: '6.1', 'background-w': 'on' }, 'LOST', NOT_DENIED),
  a7('P6', 'longterm-deny', { longterm: 'off', 'background-w': 'off' }, 'OK', NOT_DENIED),
  a7('P6', 'longterm-deny', { longterm: 'off', 'background-w': 'on' }, 'LOST', NOT_DENIED),

  a9('P1', 'base2018', {}, 'CSUM', 'as A1'),
  a9('P2 deny', 'c1-deny', {}, 'DENIED', 'as A1'),
  a9('P2 notify', 'c1-notify', { 'stable-writes': 'on' }, 'OK', 'as A1'),
  a9('P2 notify', 'c1-notify', { 'stable-writes': 'off' }, 'CSUM', 'as A1'),
  a9('P3', 'c2-bounce', { mark: 'count' }, 'OK'),
  a9('P3', 'c2-bounce', { mark: 'bit' }, 'CSUM'),
  a9('P4', 'off-lru', { mark: 'count' }, 'OK'),
  a9('P4', 'off-lru', { mark: 'bit' }, 'CSUM'),
  a9('P5', 'foll-pin', {}, 'CSUM', 'the count is exact, but writeback does not ask it: as A1'),
  a9('P6', 'longterm-deny', { longterm: 'on', kernel: '6.12' }, 'DENIED', DENIAL),
  a9('P6', 'longterm-deny', { longterm: 'on', kernel: '6.1' }, 'CSUM', NOT_DENIED),
  a9('P6', 'longterm-deny', { longterm: 'off' }, 'CSUM', NOT_DENIED),
];

/** Section 7.3: 2020, direct I/O converted to pins. */
import { allPolicies, type Cell, counting, row } from './cell.ts';

const c1 = row('C1');
const c2 = row('C2');
const c3 = row('C3');
const c4 = row('C4');
const c5 = row('C5');
const c6 = row('C6');
const c7 = row('C7');
const c8 = row('C8');
const c9 = row('C9');

const uncounted = ['base2018', 'c1-deny', 'c1-notify', 'c2-bounce', 'off-lru'] as const;

export const seedC: readonly Cell[] = [
  c1('P1', 'base2018', {}, 'CORRUPT'),
  c1('P2 deny', 'c1-deny', {}, 'CORRUPT', 'anonymous memory is not covered by a denial for files'),
  c1('P2 notify', 'c1-notify', {}, 'OK', 'the write-protect of fork notifies'),
  c1('P3', 'c2-bounce', {}, 'CORRUPT'),
  c1('P4', 'off-lru', { 'fork-consults-mark': 'off' }, 'CORRUPT'),
  c1('P4', 'off-lru', { 'fork-consults-mark': 'on' }, 'OK'),
  c1('P5', counting, { acquire: 'pin', 'seq-recheck': 'on' }, 'OK', 'fork copies; P6 the same'),
  c1('P5', counting, { acquire: 'pin', 'seq-recheck': 'off' }, 'CORRUPT', 'table of scenarios: a fast PIN without the recheck'),
  c1('P5', counting, { acquire: 'get' }, 'CORRUPT', 'table of scenarios: a GET instead of a PIN'),

  c2('flag kept', allPolicies, { flag: 'kept' }, 'OK'),
  c2('flag lost', allPolicies, { flag: 'lost' }, 'UNDERFLOW', 'the search stops there; the UAF of the owner follows'),

  c3('-', allPolicies, {}, 'DENIED'),

  c4('P1, P2', ['base2018', 'c1-deny', 'c1-notify'], {}, 'OK', 'the same primitive'),
  c4('P3, P4', ['c2-bounce', 'off-lru'], {}, 'UNDERFLOW', 'of the mark'),
  c4('P5, P6', counting, {}, 'UNDERFLOW'),

  c5('-', allPolicies, {}, 'DENIED'),

  c6('pin, unpin', allPolicies, { acquire: 'pin', release: 'unpin' }, 'OK'),
  c6('pin then put', uncounted, { acquire: 'pin', release: 'put' }, 'OK', 'a pin of the zero folio counts like a reference there'),
  c6('pin then put', counting, { acquire: 'pin', release: 'put' }, 'UNDERFLOW'),
  c6('get, unpin', counting, { acquire: 'get', release: 'unpin' }, 'LEAK', 'table of scenarios: mixed get and unpin'),

  c7('merged, dropped', allPolicies, { drop: 'merged' }, 'OK'),
  c7('missing drop', allPolicies, { drop: 'missing' }, 'LEAK', 'small and large folios; 1 where a pin is not counted with a bias'),
  c7('drop without merge', allPolicies, { drop: 'unmerged' }, 'UNDERFLOW', 'table of scenarios: dropping when not merged'),

  c8('forgotten', allPolicies, { trim: 'forgotten' }, 'LEAK', 'the row of C7, missing drop'),
  c8('released', allPolicies, { trim: 'released' }, 'OK', 'table of scenarios: the third must be released, and 6.12 does'),

  c9('-', allPolicies, { cleanup: 'twice' }, 'UNDERFLOW'),
  c9('added by the bio, the rest by the loop', allPolicies, { cleanup: 'once' }, 'OK', 'table of scenarios'),
];

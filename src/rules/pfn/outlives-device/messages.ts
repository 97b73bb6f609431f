/** Every sentence that this rule says, as functions of named values. */
import type { StaleUse } from '../../../flow/protections/stale.ts';
import { quote } from '../../gup/shared/phrases.ts';

const from = (u: StaleUse): string => (u.holder === '' ? `the result of ${u.given.call}()` : `${quote(u.holder)} of ${u.given.call}()`);

export const messages = {
  used: (u: StaleUse): string => `${from(u)} is used after ${u.ended.call}() ended its protection, when the device may be gone; use it before that`,
  stored: (u: StaleUse): string =>
    `${from(u)} is kept when ${u.ended.call}() ends its protection; once the device is gone it leads to memory of somebody else, so look it up anew for each use`,
  returned: (u: StaleUse): string =>
    `${from(u)} is returned after ${u.ended.call}() ended its protection; let the caller hold it, or look it up there`,
};

/** One step of the path, a clause each. */
export const steps = {
  given: (u: StaleUse): string => `${u.given.call}() gives ${u.holder === '' ? 'the address' : quote(u.holder)}`,
  ended: (u: StaleUse): string => `${u.ended.call}() ends its protection`,
  used: (u: StaleUse): string => (u.call === undefined ? 'it is accessed' : `${u.call}() gets it`),
  stored: (u: StaleUse): string => `it is kept in ${quote(u.holder)}`,
  returned: (): string => 'it is returned',
};

/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import type { LentRelease } from '../../../flow/protections/lentVecs.ts';
import { acquirer, pagesName, quote } from '../../gup/shared/phrases.ts';

export const messages = {
  released: (p: { pages: PagesFacts; call: string }): string =>
    `${acquirer(p.pages)} took no reference to ${pagesName(p.pages.array)}; ${p.call}() drops one that belongs to somebody else`,
  walked: (p: LentRelease): string =>
    `${p.macro}() walks pages that whoever filled the bio owns; ${p.call}() drops a reference to ${quote(p.page)} that is not ours`,
};

/** One step of the path, a clause each. */
export const steps = {
  walks: (p: LentRelease): string => `${p.macro}() hands out pages without a reference`,
  released: (p: LentRelease): string => `${p.call}() drops one of ${quote(p.page)}`,
};

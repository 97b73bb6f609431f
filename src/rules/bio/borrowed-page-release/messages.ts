/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import { acquirer, pagesName } from '../../gup/shared/phrases.ts';

export const messages = {
  released: (p: { pages: PagesFacts; call: string }): string =>
    `${acquirer(p.pages)} took no reference to ${pagesName(p.pages.array)}; ${p.call}() drops one that belongs to somebody else`,
};

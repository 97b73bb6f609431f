/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import { acquiredBy, be, pagesName } from '../shared/phrases.ts';

export const messages = {
  covered: (p: { pages: PagesFacts; by: string }): string =>
    `${pagesName(p.pages.array)} ${be(p.pages)} ${acquiredBy(p.pages)} although ${p.by}() ties the same object to an MMU notifier: with that, case 3 of pin_user_pages.rst, no pin is needed`,
};

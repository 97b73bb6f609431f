/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import { acquiredBy, pagesName, was } from '../shared/phrases.ts';

export const messages = {
  /** `instead`: a function that takes the lock itself; absent where there is none for this sort of page. */
  unlocked: (p: { pages: PagesFacts; call: string; instead: string | undefined }): string =>
    `${p.call}() needs the lock of a user's page, which truncation may take out of its file meanwhile: ${pagesName(p.pages.array)} ${was(p.pages)} ${acquiredBy(p.pages)}; ${
      p.instead === undefined ? 'lock it first' : `call ${p.instead}()`
    }`,
};

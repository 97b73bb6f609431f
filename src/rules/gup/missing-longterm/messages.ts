/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import { acquiredBy, be, pagesName, stay } from '../shared/phrases.ts';

export const messages = {
  missing: (p: { pages: PagesFacts; flag: string; function: string }): string =>
    `${pagesName(p.pages.array)} ${be(p.pages)} ${acquiredBy(p.pages)} and ${stay(p.pages)} pinned when ${p.function}() is over, for as long as user space likes; pass ${p.flag}, so that the pages leave movable memory first`,
};

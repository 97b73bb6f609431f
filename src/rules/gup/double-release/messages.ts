/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import { acquired, be, countToRelease, pagesName, quote, undone } from '../shared/phrases.ts';

export const messages = {
  /** `when` tells the path, with a blank in front. */
  again: (p: { pages: PagesFacts; call: string; firstCall: string; when: string }): string =>
    `${pagesName(p.pages.array)} ${be(p.pages)} already ${undone(p.pages)} by ${p.firstCall}()${p.when}; ${p.call}() drops a reference that is no longer held, remove one of the two`,
  excess: (p: { pages: PagesFacts; call: string; released: string }): string => {
    const taken = countToRelease(p.pages);
    const held = taken === undefined ? `fewer pages were ${acquired(p.pages)}` : `only ${quote(taken)} were ${acquired(p.pages)}`;
    // A call that drops all that an object holds names no number.
    const released =
      p.released === 'all' ? `more pages of ${pagesName(p.pages.array)} than there are` : `${quote(p.released)} pages of ${pagesName(p.pages.array)}`;
    return `${p.call}() releases ${released}, ${p.released === 'all' ? 'as' : 'but'} ${held}; release each page once`;
  },
};

/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import { acquired, acquirer, callOn, held, pagesName, quote, releaseCall } from '../shared/phrases.ts';

/** `fewer than 'npages' pages`. */
const fewer = (pages: PagesFacts): string =>
  pages.requested === undefined ? 'fewer pages than asked for' : `fewer than ${quote(pages.requested)} pages`;

const number = (pages: PagesFacts): string =>
  pages.countVariable === undefined ? `the number that ${acquirer(pages)} returned` : quote(pages.countVariable);

/** The count that was taken is the last argument, whatever the wrong call was given. */
const releaseTaken = (pages: PagesFacts): string => releaseCall(pages) ?? 'release them';

export const messages = {
  /** `when` tells the path, with a blank in front. */
  takenAreLost: (p: { pages: PagesFacts; when: string }): string =>
    `${acquirer(p.pages)} may have ${acquired(p.pages)} ${fewer(p.pages)}, and those stay ${held(p.pages)}${p.when}; call ${releaseTaken(p.pages)} before returning`,
  askedAreReleased: (p: { pages: PagesFacts; call: string | undefined }): string => {
    const { countVariable, requested } = p.pages;
    const known =
      countVariable === undefined || requested === undefined ? fewer(p.pages) : `only ${quote(countVariable)} of the ${quote(requested)} pages`;
    const call = p.call === undefined ? 'the release' : callOn(p.pages, p.call, requested);
    return `${known} may have been ${acquired(p.pages)} here; ${call} releases pages that were never taken, pass ${number(p.pages)}`;
  },
  unnoticed: (p: { pages: PagesFacts; call: string | undefined }): string => {
    const use = p.call === undefined ? `${pagesName(p.pages.array)} is used` : `${p.call}() uses ${pagesName(p.pages.array)}`;
    const compare = `compare ${number(p.pages)} with ${p.pages.requested === undefined ? 'what was asked for' : quote(p.pages.requested)}`;
    return `${acquirer(p.pages)} may take ${fewer(p.pages)}, yet ${use} as if all were there; ${compare}`;
  },
};

/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import { acquiredBy, acquirer, be, held, isObject, pagesName, quote, releaseCall, stay, undone } from '../shared/phrases.ts';

const release = (pages: PagesFacts): string => releaseCall(pages) ?? 'release them';

/** A wrapper of the file is named as the other paths call it; a plain release comes with its arguments. */
function likeOtherPaths(p: { pages: PagesFacts; other: string }): string {
  const own = releaseCall(p.pages, p.other);
  return `call ${own?.startsWith(`${p.other}(`) === true ? own : `${p.other}()`} here as the other paths do`;
}

const pagesBy = (pages: PagesFacts): string => `${isObject(pages) ? 'the pages of ' : ''}${pagesName(pages.array)} ${acquiredBy(pages)}`;

export const messages = {
  /** `when` tells the path, with a blank in front. */
  lostAtExit: (p: { pages: PagesFacts; when: string }): string =>
    `${pagesBy(p.pages)} ${be(p.pages)} not ${undone(p.pages)}${p.when}; call ${release(p.pages)} before returning`,
  lostUnlikeElsewhere: (p: { pages: PagesFacts; when: string; other: string }): string =>
    `${pagesBy(p.pages)} ${be(p.pages)} not ${undone(p.pages)}${p.when}; ${likeOtherPaths(p)}`,
  /** The storage outlives the function: a caller could still release. */
  lostUnlessCaller: (p: { pages: PagesFacts; when: string }): string =>
    `${pagesBy(p.pages)} ${stay(p.pages)} ${held(p.pages)}${p.when}; unless every caller releases what a failed call left, call ${release(p.pages)} before returning`,
  never: (p: { pages: PagesFacts }): string => `${pagesBy(p.pages)} ${be(p.pages)} never ${undone(p.pages)}; call ${release(p.pages)} when done`,
  overwritten: (p: { pages: PagesFacts }): string =>
    `${acquirer(p.pages)} fills ${pagesName(p.pages.array)} anew while the old ${p.pages.single ? 'page is' : 'pages are'} still ${held(p.pages)}; call ${release(p.pages)} first`,
  arrayFreed: (p: { pages: PagesFacts; call: string | undefined }): string =>
    `${p.call === undefined ? 'the array' : `${p.call}() frees the array`} ${pagesName(p.pages.array)}${p.call === undefined ? ' goes' : ''} while its pages are still ${held(p.pages)}; call ${release(p.pages)} first`,
  remainder: (p: { pages: PagesFacts; released: string | undefined; all: string | undefined }): string =>
    `${p.released === undefined ? 'only some' : `only ${quote(p.released)}`} of ${p.all === undefined ? 'the' : `the ${quote(p.all)}`} pages in ${pagesName(p.pages.array)} are ${undone(p.pages)}; the rest stay ${held(p.pages)}, call ${release(p.pages)}`,
  /** A loop drops one a round and ends too early. `when` tells the path, with a blank in front. */
  remainderOfLoop: (p: { pages: PagesFacts; call: string; when: string; single: boolean }): string =>
    `the loop around ${p.call}() ends before the last ${p.single ? 'page' : 'pages'} of ${quote(p.pages.array.replace(/\s*\+.*$/, ''))}${p.when}; ${p.single ? 'that one stays' : 'those stay'} ${held(p.pages)}`,
};

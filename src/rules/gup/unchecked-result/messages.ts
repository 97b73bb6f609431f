/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import { acquirer, be, pagesName, quote } from '../shared/phrases.ts';

const result = (pages: PagesFacts): string => (pages.countVariable === undefined ? `the result of ${acquirer(pages)}` : quote(pages.countVariable));

const testFirst = (pages: PagesFacts): string =>
  pages.countVariable === undefined ? 'test it for < 0 first' : `test ${quote(`${pages.countVariable} < 0`)} first`;

const by = (call: string | undefined): string => (call === undefined ? '' : ` by ${call}()`);

export const messages = {
  ignored: (p: { pages: PagesFacts }): string =>
    `the result of ${acquirer(p.pages)} is ignored, although ${p.pages.single ? 'it may fail' : 'it may fail or take fewer pages than asked for'}; check it before ${pagesName(p.pages.array)} ${be(p.pages)} used`,
  keptUnsigned: (p: { pages: PagesFacts }): string =>
    `a negative errno of ${acquirer(p.pages)} becomes a huge count, because ${p.pages.countVariable === undefined ? 'its result is kept in an unsigned type' : `${quote(p.pages.countVariable)} is unsigned`}; use a signed type`,
  promoted: (p: { pages: PagesFacts }): string =>
    `a negative errno of ${acquirer(p.pages)} passes this comparison, because ${result(p.pages)} is converted to unsigned for it; ${testFirst(p.pages)}`,
  errorPointer: (p: { pages: PagesFacts; atCheck: boolean }): string =>
    p.atCheck
      ? `this check lets the error pointer of a failed ${acquirer(p.pages)} through; test ${result(p.pages)} for an error pointer`
      : `${result(p.pages)} may be the error pointer of a failed ${acquirer(p.pages)}, and nothing asks; test it for one before it is used`,
  errnoAsCount: (p: { pages: PagesFacts; call: string | undefined; atCheck: boolean }): string =>
    p.atCheck
      ? `this check lets a negative errno of ${acquirer(p.pages)} through, and ${result(p.pages)} is then used as a count${by(p.call)}; ${testFirst(p.pages)}`
      : `${result(p.pages)} may be a negative errno of ${acquirer(p.pages)} and is used as a count${by(p.call)}; ${testFirst(p.pages)}`,
  pagesOfFailedCall: (p: { pages: PagesFacts; call: string | undefined }): string =>
    `${pagesName(p.pages.array)} ${be(p.pages)} used${by(p.call)} although ${acquirer(p.pages)} may have failed; check its result first`,
};

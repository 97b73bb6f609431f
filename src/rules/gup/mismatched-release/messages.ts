/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import { acquiredBy, pagesName, releaseCall, was } from '../shared/phrases.ts';

interface Named {
  readonly pages: PagesFacts;
  /** The wrong release. */
  readonly call: string;
  /** The acquisition stands in another function of the file. */
  readonly elsewhere: boolean;
}

const origin = ({ pages, elsewhere }: Named): string =>
  `${pagesName(pages.array)} ${was(pages)} ${acquiredBy(pages)}${elsewhere ? ' elsewhere in this file' : ''}`;

const advice = (p: Named): string => {
  const right = releaseCall(p.pages, p.call);
  return right === undefined ? '' : `, use ${right}`;
};

export const messages = {
  pinDroppedAsReference: (p: Named): string => `${origin(p)}; ${p.call}() drops a plain reference and leaves the pin${advice(p)}`,
  referenceDroppedAsPin: (p: Named): string => `${origin(p)} as plain references; ${p.call}() drops a pin that nobody took${advice(p)}`,
};

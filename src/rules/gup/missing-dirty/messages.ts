/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import type { Touch } from '../../../flow/holding.ts';
import { be, pagesName, undone, was } from '../shared/phrases.ts';

const writer = ({ by, call }: Touch): string => {
  if (by === 'device') return `mapped for a device that writes by ${call}()`;
  return call === undefined ? 'written to' : `written to by ${call}()`;
};

export const messages = {
  /** `instead`: what to call, as one would write it. */
  clean: (p: { pages: PagesFacts; wrote: Touch; call: string; instead: string }): string =>
    `${pagesName(p.pages.array)} ${was(p.pages)} ${writer(p.wrote)} and ${be(p.pages)} ${undone(p.pages)} clean by ${p.call}(), so that reclaim may drop what was written; ${p.instead}`,
};

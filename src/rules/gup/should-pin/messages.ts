/** Every sentence that this rule says, as functions of named values. */
import type { PagesFacts } from '../../../flow/defect.ts';
import type { Touch } from '../../../flow/holding.ts';
import { acquiredBy, pagesName, was } from '../shared/phrases.ts';

const cases: Readonly<Record<1 | 2 | 5, string>> = {
  1: 'case 1 of pin_user_pages.rst, direct I/O',
  2: 'case 2 of pin_user_pages.rst, long-term DMA',
  5: 'case 5 of pin_user_pages.rst, writing to the data',
};

function done({ by, how, call }: Touch): string {
  if (by === 'device') return `mapped for a device by ${call}()`;
  if (how === 'map') return `mapped for writing by ${call}()`;
  return call === undefined ? 'written to' : `written to by ${call}()`;
}

export const messages = {
  shouldPin: (p: { pages: PagesFacts; touch: Touch; number: 1 | 2 | 5; twin: string; longterm: string | undefined }): string =>
    `${pagesName(p.pages.array)} ${was(p.pages)} ${acquiredBy(p.pages)} and then ${done(p.touch)}, which is ${cases[p.number]}; take pins with ${p.twin}()${
      p.longterm === undefined ? '' : ` and ${p.longterm}`
    }`,
};

/** `bio/borrowed-page-release`: pages of an iterator over kernel memory, which nobody here owns, are released. */
import { flowRule } from '../../gup/shared/rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

export const borrowedPageRelease = flowRule({
  info: { id: 'bio/borrowed-page-release', title: 'Pages that an iterator only lent are released', documentation },
  defect: 'mismatched-release',
  only: (defect) => defect.pages.kind === 'borrowed',
  kind: () => 'released',
  message: ({ pages, call }) => messages.released({ pages, call }),
});

/** `gup/mismatched-release`: pages given back by the wrong family: a pin put, a reference unpinned. Pages that were only lent are `bio/borrowed-page-release`. */
import { mendSwap } from '../shared/mend/swap.ts';
import { type DefectOf, flowRule } from '../shared/rule.ts';
import { messages } from './messages.ts';
import documentation from './rule.md';

type Mismatch = DefectOf<'mismatched-release'>;

const message = (defect: Mismatch): string => {
  const named = { pages: defect.pages, call: defect.call, elsewhere: defect.throughField !== undefined };
  return defect.pages.kind === 'pin' ? messages.pinDroppedAsReference(named) : messages.referenceDroppedAsPin(named);
};

export const mismatchedRelease = flowRule({
  info: { id: 'gup/mismatched-release', title: 'Pages released by another family than the one that took them', documentation },
  defect: 'mismatched-release',
  only: (defect) => defect.pages.kind !== 'borrowed',
  kind: (defect) => (defect.pages.kind === 'pin' ? 'pin-put' : 'reference-unpinned'),
  message,
  mend: (defect, bench) => (defect.pages.kind === 'borrowed' ? [] : mendSwap(defect, bench)),
});
